"""The provider's configuration, from all that say something of it, and the cloud that it leads to.

Credentials are read here, when the provider is configured, and never become part of the stack's state.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from outscale_provider.address import (
    EMULATOR_PREFIX,
    LOCATING,
    Address,
    endpoint_url,
    host_of,
    memory_of,
    moves,
    relocated,
    remembered,
)
from outscale_provider.errors import ConfigurationError
from outscale_provider.model.values import UNKNOWN, Values
from outscale_provider.settings import DEFAULT_REGION, list_of, map_of, violations
from outscale_provider.sources import Sources
from outscale_provider.violations import Violation

__all__ = ["Configuration", "check", "endpoint_url", "moves", "resolve", "violations"]

NO_CREDENTIALS = """\
no credentials for the OUTSCALE API were found. Any of these gives them, the first that is set counts:
  - configuration:  pulumi config set outscale-native:accessKey AK; pulumi config set --secret outscale-native:secretKey SK
  - a profile named in the configuration:  pulumi config set outscale-native:profile NAME
  - environment:    OSC_ACCESS_KEY and OSC_SECRET_KEY (or OUTSCALE_ACCESSKEYID and OUTSCALE_SECRETKEYID)
  - profile file:   {file} with {{"{profile}": {{"access_key": "AK", "secret_key": "SK", "region": "eu-west-2"}}}}
To try without an account, use the emulator:  pulumi config set outscale-native:endpoint emulator:cloud.sqlite"""


@dataclass(frozen=True)
class Configuration:
    """Everything that a client needs. `endpoint` is a URL, or `emulator:PATH`."""

    region: str
    endpoint: str
    access_key: str = ""
    secret_key: str = ""
    ca_bundle: str = ""
    client_certificate: str = ""
    client_key: str = ""
    insecure: bool = False
    max_concurrent_requests: int = 16
    requests_per_second: float = 100.0
    max_retries: int = 10
    default_tags: Mapping[str, str] = field(default_factory=dict)
    ignored_tags: Sequence[str] = ()
    allowed_account_ids: Sequence[str] = ()
    forbidden_account_ids: Sequence[str] = ()
    allow_stopping_for_update: bool = False
    user_agent_suffix: str = ""
    validate_in_preview: bool = False
    #: What the user should know of how it came about.
    notices: tuple[str, ...] = ()

    @property
    def emulator_file(self) -> str | None:
        """The file of the embedded emulator, None where the endpoint is another one."""
        is_emulator = self.endpoint.startswith(EMULATOR_PREFIX)
        return self.endpoint.removeprefix(EMULATOR_PREFIX) if is_emulator else None

    @property
    def cloud(self) -> str:
        """What the endpoint leads to, however it is written: a Region of a host, or the file of an emulator."""
        file = self.emulator_file
        return f"{self.region} {host_of(self.endpoint)}" if file is None else str(Path(file).resolve())

    def __repr__(self) -> str:
        return f"Configuration({self.region}, {self.endpoint})"


def resolve(given: Values, environment: Mapping[str, str]) -> Configuration:
    """The configuration from all sources. Raises ConfigurationError where it is wrong or not enough.

    Where the state remembers another cloud than the one that the sources lead to now, the state is right: its resources
    are there.
    """
    sources = Sources(given, environment)
    located = _locate(sources)
    address, notices = located.address, located.notices
    known = remembered(given)
    if known.is_another_than(address):
        region = known.region or address.region
        address = Address(region, endpoint_url(known.endpoint, region))
        notices = [
            f"working in {_shown(address, given)}, where the stack's resources are, whatever {located.places} says"
        ]
    access_key, secret_key = _credentials(sources, address)
    return Configuration(
        region=address.region,
        endpoint=address.endpoint,
        access_key=access_key,
        secret_key=secret_key,
        ca_bundle=sources.existing_file("caBundle"),
        client_certificate=sources.existing_file("clientCertificate"),
        client_key=sources.existing_file("clientKey"),
        insecure=sources.text("insecure").lower() == "true",
        max_concurrent_requests=int(float(sources.text("maxConcurrentRequests", "16"))),
        requests_per_second=float(sources.text("requestsPerSecond", "100")),
        max_retries=int(float(sources.text("maxRetries", "10"))),
        default_tags=map_of(sources.text("defaultTags")) or {},
        ignored_tags=list_of(sources.text("ignoreTags")) or (),
        allowed_account_ids=list_of(sources.text("allowedAccountIds")) or (),
        forbidden_account_ids=list_of(sources.text("forbiddenAccountIds")) or (),
        allow_stopping_for_update=sources.text("allowStoppingForUpdate").lower() == "true",
        user_agent_suffix=sources.text("userAgentSuffix"),
        validate_in_preview=sources.text("validateInPreview").lower() == "true",
        notices=(*notices, *([f"the profile file was not used: {sources.trouble}"] if sources.trouble else [])),
    )


def check(given: Values, old: Values, environment: Mapping[str, str]) -> tuple[Values, list[Violation]]:
    """What to remember of the cloud beside the inputs of a provider resource, and what is wrong with those.

    `old` is what was stored last, {} for a new provider.
    """
    found = violations(given)
    if found:
        return {}, found
    before = remembered(old)
    try:
        located = None if any(given.get(name) is UNKNOWN for name in LOCATING) else _locate(Sources(given, environment))
    except ConfigurationError:
        # Who needs it is told when the provider is configured.
        located = None
    if located is None:
        return memory_of(before, given), []
    if before.is_another_than(located.address) and not relocated(old, given):
        return {}, [Violation("", _strayed(_shown(before, given), located.places, _shown(located.address, given)))]
    return memory_of(located.address, given), []


@dataclass(frozen=True)
class _Located:
    """The cloud that the sources lead to, the places that say so, and what the user should know of it."""

    address: Address
    places: str
    notices: list[str]


def _locate(sources: Sources) -> _Located:
    """Finds the cloud. An endpoint counts if its source is as strong as that of the Region; else it is another Region's."""
    region, endpoint = sources.first("region"), sources.first("endpoint")
    name = region.text if region else DEFAULT_REGION
    own = Address(name, endpoint_url("", name))
    places = " and ".join(said.place for said in (region, endpoint) if said) or "the default"
    if endpoint is None:
        return _Located(own, places, [])
    named = Address(name, endpoint_url(endpoint.text, name))
    if region is None or endpoint.rank <= region.rank:
        return _Located(named, places, [])
    notices = []
    if host_of(named.endpoint) != host_of(own.endpoint):
        notices = [
            f"the endpoint of {endpoint.place} is not used, as {region.place} counts more and may mean another Region: give"
            " both in the same place to use it"
        ]
    return _Located(own, region.place, notices)


def _shown(address: Address, given: Values) -> str:
    """A cloud as messages name it: an endpoint that the program gives may be secret."""
    if address.endpoint and not given.get("endpoint"):
        return f"Region {address.region} at {address.endpoint}"
    return f"Region {address.region}"


def _strayed(before: str, places: str, now: str) -> str:
    return (
        f"the stack's resources are in {before}, but {places} now leads to {now}. Nothing was done. To go on where they are,"
        " set that back, or name their Region and endpoint in the provider's configuration. To replace them all by new ones in"
        " the other place, name that one there"
    )


def _credentials(sources: Sources, address: Address) -> tuple[str, str]:
    pair = sources.credentials()
    if pair:
        return pair
    if address.endpoint.startswith(EMULATOR_PREFIX):
        return "", ""
    raise ConfigurationError(sources.trouble or NO_CREDENTIALS.format(file=sources.file, profile=sources.profile))
