module outscale-native/tests/clients/go

go 1.26

require github.com/outscale/osc-sdk-go/v2 v2.35.0

require (
	github.com/aws/aws-sdk-go v1.55.8 // indirect
	github.com/jmespath/go-jmespath v0.4.0 // indirect
	golang.org/x/oauth2 v0.36.0 // indirect
)
