"""The forms of strings that the description names: what `format` stands for."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cache


def is_cidr(text: str) -> bool:
    """Whether a text is an IPv4 range without host bits, such as 10.0.0.0/16."""
    try:
        ipaddress.IPv4Network(text)
    except ValueError:
        return False
    return text.rpartition("/")[2].isdecimal()


def is_ipv4(text: str) -> bool:
    """Whether a text is an IPv4 address."""
    try:
        ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return True


def is_base64(text: str) -> bool:
    """Whether a text is base64, padded, in the standard alphabet."""
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def is_date(text: str) -> bool:
    """Whether a text is an ISO 8601 date, alone or with a time."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return is_date_time(text)
    return True


def is_date_time(text: str) -> bool:
    """Whether a text is an ISO 8601 date with a time."""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


@cache
def id_pattern(prefixes: tuple[str, ...]) -> re.Pattern[str]:
    """What identifiers with one of these prefixes look like: 8 hexadecimal digits, 32 for a few kinds."""
    return re.compile(f"(?:{'|'.join(map(re.escape, prefixes))})-(?:[0-9a-f]{{8}}|[0-9a-f]{{32}})")


#: Formats by name, but for `id`, which depends on prefixes.
FORMATS: dict[str, Callable[[str], bool]] = {
    "base64": is_base64,
    "cidr": is_cidr,
    "date": is_date,
    "date-time": is_date_time,
    "ipv4": is_ipv4,
}
