"""Which addresses an account takes requests from: its API access rules, as far as they can be played without TLS.

A rule lets a request in by address. That its sender holds a certificate of the rule's authorities is taken for granted,
so a rule without addresses lets everyone in.
"""

from __future__ import annotations

import ipaddress
from functools import lru_cache

from outscale_emulator.data.kinds import API_ACCESS_RULE
from outscale_emulator.data.transaction import Transaction


def is_let_in(store: Transaction, account: str, source_ip: str) -> bool:
    """Whether a rule of the account lets requests from an address in."""
    for rule in store.all(API_ACCESS_RULE, account):
        if not rule["IpRanges"] or any(_covers(ip_range, source_ip) for ip_range in rule["IpRanges"]):
            return True
    return False


@lru_cache(maxsize=4096)
def _covers(ip_range: str, source_ip: str) -> bool:
    network = ipaddress.IPv4Network(ip_range, strict=False)
    # A rule cannot name IPv6 addresses: the range of all addresses is meant for them too.
    return network.prefixlen == 0 or _address(source_ip) in network


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """An address; one of IPv4 also where a socket of both families shows it as one of IPv6."""
    address = ipaddress.ip_address(text)
    return getattr(address, "ipv4_mapped", None) or address
