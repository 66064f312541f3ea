"""What the executable of the emulator runs."""

from outscale_emulator.__main__ import main

main()
