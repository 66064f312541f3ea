"""The provider under the real Pulumi engine, on the emulator: what a user meets."""
