"""An emulator of the 3DS OUTSCALE API on SQLite."""
