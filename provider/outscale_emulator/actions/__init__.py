"""The behaviour of each action, one file per family of the description."""

from outscale_emulator.actions import internet_service, net, route, route_table, subnet, subregion

__all__ = ["internet_service", "net", "route", "route_table", "subnet", "subregion"]
