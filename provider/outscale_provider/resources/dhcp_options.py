"""DhcpOptions: what VMs of a Net are told of their domain, DNS servers and time servers."""

from outscale_api import codes
from outscale_provider.model.example import Example
from outscale_provider.model.resource import Create, Delete, Problem, Read, Replaces, Resource, Timeouts
from outscale_provider.model.tags import TAGS
from outscale_provider.model.values import Remote

OPTIONS = ["DomainName", "DomainNameServers", "NtpServers"]


def _check_some(inputs: Remote) -> list[Problem]:
    if any(inputs.get(name) for name in OPTIONS):
        return []
    return [Problem("DomainName", "is required where neither domainNameServers nor ntpServers is given")]


DHCP_OPTIONS = Resource(
    "DhcpOptions",
    id="DhcpOptionsSetId",
    object="DhcpOptionsSet",
    description="A DHCP options set tells the VMs of a Net their domain, DNS servers and time servers. A Net uses it by its"
    " `dhcpOptionsSetId`, or by a `NetAttributes`. A set is never changed: another one takes its place, then it goes.",
    create=Create("CreateDhcpOptions", fresh=lambda options: not options["Default"]),
    read=Read("ReadDhcpOptions", by="DhcpOptionsSetIds"),
    # A Net that used it may still be going.
    delete=Delete("DeleteDhcpOptions", gone=[codes.UNKNOWN_DHCP_OPTIONS], retry_while=[codes.IN_USE]),
    inputs={
        "DomainName": Replaces(),
        # Servers are asked in their order.
        "DomainNameServers": Replaces(ordered=True),
        "NtpServers": Replaces(ordered=True),
    },
    rules=[_check_some],
    tags=TAGS,
    advice={
        codes.IN_USE: "A Net still uses this set (the account's default set always stays): give it another one first"
    },
    timeouts=Timeouts(delete=5 * 60),
    needless=lambda options: "every account has such default options" if options["Default"] else "",
    example=Example(
        "A net with names of its own",
        """
resource options "outscale-native:index:DhcpOptions" {
  domainName = "internal.example.com"
  domainNameServers = ["10.0.0.53", "OutscaleProvidedDNS"]
}

resource net "outscale-native:index:Net" {
  ipRange = "10.0.0.0/16"
  dhcpOptionsSetId = options.dhcpOptionsSetId
}
""",
    ),
)
