"""The behaviour of each action, one file per family of the description."""

from outscale_emulator.actions import net, subnet, subregion

__all__ = ["net", "subnet", "subregion"]
