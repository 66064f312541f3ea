"""Measures the provider: as ratios and counts, since times depend on the machine."""
