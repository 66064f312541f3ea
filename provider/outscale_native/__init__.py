"""The `outscale-native` command: what people do with an account beside `pulumi up`."""
