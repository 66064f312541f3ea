"""A native Pulumi provider for the 3DS OUTSCALE cloud."""
