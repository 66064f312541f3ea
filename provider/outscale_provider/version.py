"""The version of the provider, as Pulumi writes versions."""

VERSION = "0.1.0"
