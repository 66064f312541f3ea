"""What the executable of the plugin runs."""

from outscale_provider.__main__ import main

main()
