"""The one boundary between the API's names (`NetId`) and Pulumi's (`netId`)."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import cache

#: What the description says to those who send requests; in the schema a property says itself what a change of it does.
_SAID_BY_THE_SCHEMA = re.compile(r" ?(Cannot be changed later|To change it later, stop the VM)\.")
#: Where a word of a name begins.
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_QUOTED = re.compile(r"`([A-Z][A-Za-z0-9]*)`")


@cache
def to_pulumi(api_name: str) -> str:
    """The Pulumi name of a property: the API's with a lower-case first letter."""
    return api_name[:1].lower() + api_name[1:]


def to_python(name: str) -> str:
    """A name as Python's SDK spells it: `ipRange` and `IpRange` as `ip_range`."""
    return _WORDS.sub("_", name).lower()


def path_to_pulumi(path: str) -> str:
    """The same for a path, such as `Nics[0].SubnetId`."""
    return ".".join(to_pulumi(part) for part in path.split("."))


def for_programs(text: str, properties: Container[str]) -> str:
    """A description in the words of programs: `NetId` as `netId`, where that is one of the API's properties."""
    text = _QUOTED.sub(lambda quoted: f"`{to_pulumi(quoted[1])}`" if quoted[1] in properties else quoted[0], text)
    return _SAID_BY_THE_SCHEMA.sub("", text).strip()
