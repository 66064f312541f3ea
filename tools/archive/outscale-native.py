"""What the executable of the command for people runs."""

from outscale_native.__main__ import main

main()
