"""DHCP options sets, which tell the VMs of a Net their domain and their servers."""

from __future__ import annotations

from typing import Any

from outscale_api import codes
from outscale_emulator.data.kinds import DHCP_OPTIONS, NET
from outscale_emulator.data.seeding import PROVIDED_DNS, default_domain
from outscale_emulator.rules.call import Call
from outscale_emulator.rules.dependencies import Blocker, refuse_if_used
from outscale_emulator.rules.errors import ApiError
from outscale_emulator.rules.filters import read
from outscale_emulator.rules.registry import action

BLOCKERS = (Blocker(NET, "DhcpOptionsSetId", codes.IN_USE),)


@action("CreateDhcpOptions", DomainNameServers=codes.NOT_TOGETHER, simplified="Any number of servers is taken.")
def create_dhcp_options(call: Call) -> dict[str, Any]:
    """Needs one option (7000); bad DNS servers 4045. Domain and DNS servers are filled in where absent."""
    options = {name: value for name, value in call.request.items() if value}
    if not options:
        raise ApiError(codes.MISSING_PARAMETER, "At least one option is required.")
    # What is not given: api-behaviour.md section 5, and seen in 2021 for the servers.
    return {
        "DhcpOptionsSet": call.add(
            DHCP_OPTIONS,
            {
                "Default": False,
                "DhcpOptionsSetId": call.new_id(DHCP_OPTIONS),
                "DomainName": default_domain(call.region),
                "DomainNameServers": [PROVIDED_DNS],
                **options,
                "Tags": [],
            },
        )
    }


@action("ReadDhcpOptions")
def read_dhcp_options(call: Call) -> dict[str, Any]:
    """Lists sets; all filters."""
    return {"DhcpOptionsSets": read(call, DHCP_OPTIONS)}


@action("DeleteDhcpOptions")
def delete_dhcp_options(call: Call) -> None:
    """Refuses the default set and one that a Net uses (9029)."""
    options = call.owned(DHCP_OPTIONS, call.request["DhcpOptionsSetId"])
    if options["Default"]:
        raise ApiError(codes.IN_USE, f"'{options['DhcpOptionsSetId']}' is the default set.")
    refuse_if_used(call, options["DhcpOptionsSetId"], BLOCKERS)
    call.store.remove(DHCP_OPTIONS, options)
