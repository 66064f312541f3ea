"""Which cloud a provider works in: the Region and the endpoint of its API, and what the stack's state remembers of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from outscale_provider.errors import ConfigurationError

EMULATOR_PREFIX = "emulator:"

#: Where the API of a Region is, if nobody says otherwise.
REGIONAL_ENDPOINT = "api.{region}.outscale.com"

#: What the provider keeps among the inputs of its own resource, beside what the program gives.
MEMORY = "cloud"

#: The settings that say where a cloud is, or where that is written.
LOCATING = ("region", "endpoint", "profile", "configFile")


@dataclass(frozen=True)
class Address:
    """A Region and an endpoint (a URL, or `emulator:PATH`). "" stands for what is not known."""

    region: str = ""
    endpoint: str = ""

    def is_another_than(self, other: Address) -> bool:
        """Whether both are known to lead to different clouds. Scheme, port, path and spelling of an endpoint don't count."""
        pairs = ((self.region, other.region), (host_of(self.endpoint), host_of(other.endpoint)))
        return any(one and another and one != another for one, another in pairs)


def endpoint_url(text: str, region: str) -> str:
    """The URL of the API, with its path, for any way of naming an endpoint. Raises ConfigurationError for nonsense.

    The error does not quote the text, which may be secret.
    """
    if text.startswith(EMULATOR_PREFIX):
        if not text.removeprefix(EMULATOR_PREFIX):
            raise ConfigurationError("'emulator:' needs the path of a file, such as emulator:cloud.sqlite")
        return text
    named = (text or REGIONAL_ENDPOINT).replace("{region}", region)
    scheme, separator, rest = named.partition("://")
    if not separator:
        scheme, rest = "https", named
    rest = rest.rstrip("/")
    url = f"{scheme.lower()}://{rest}"
    if not _is_url(url):
        raise ConfigurationError("this is neither a host, nor a URL (http or https), nor emulator:PATH")
    # They would take the place of the signature, and stand in messages and in the state.
    if any(sign in rest for sign in "@?#"):
        raise ConfigurationError("a URL here has neither a user, nor a password, nor parameters")
    return url if "/" in rest else f"{url}/api/v1"


def _is_url(url: str) -> bool:
    if not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        # Asking for the port judges it.
        has_port = parts.port is not None
    except ValueError:
        return False
    is_complete = has_port or not parts.netloc.endswith(":")
    return parts.scheme in ("http", "https") and bool(parts.hostname) and is_complete


def host_of(endpoint: str) -> str:
    """What an endpoint leads to: the file of an emulator or a host, by whatever scheme, port and path."""
    if endpoint.startswith(EMULATOR_PREFIX):
        return endpoint
    try:
        return urlsplit(endpoint if "://" in endpoint else f"//{endpoint}").hostname or endpoint
    except ValueError:
        return endpoint


def remembered(inputs: Mapping[str, Any]) -> Address:
    """The cloud that the inputs of a provider resource lead to: what the program says, else what was kept beside it."""
    kept = inputs.get(MEMORY)
    kept = kept if isinstance(kept, dict) else {}
    region = _text(inputs.get("region")) or _text(kept.get("region"))
    return Address(region, _text(inputs.get("endpoint")) or _text(kept.get("endpoint")))


def memory_of(address: Address, given: Mapping[str, Any]) -> dict[str, str]:
    """What to keep of a cloud: only what the program does not say itself, so that nothing secret is kept in clear."""
    parts = {"region": address.region, "endpoint": address.endpoint}
    return {name: part for name, part in parts.items() if part and not _text(given.get(name))}


def relocated(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """The settings that say where a cloud is, and that say something else than before."""
    return [name for name in LOCATING if _text(old.get(name)) != _text(new.get(name))]


def moves(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """The settings whose change leads to another cloud, whose resources are others.

    What is not known of a side never replaces a whole stack.
    """
    return relocated(old, new) if remembered(old).is_another_than(remembered(new)) else []


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
