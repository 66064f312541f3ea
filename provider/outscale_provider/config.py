"""The provider's configuration: what the program says, then the environment, then the profile file.

Credentials are read here, when the provider is configured, and never become part of the stack's state.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from outscale_provider.errors import ConfigurationError
from outscale_provider.faults import Fault

DEFAULT_REGION = "eu-west-2"
DEFAULT_PROFILE = "default"
DEFAULT_FILE = "~/.osc/config.json"
EMULATOR_PREFIX = "emulator:"

#: Regions known today, to help with a misspelt one. New ones work without being listed.
KNOWN_REGIONS = ("eu-west-2", "us-east-2", "us-west-1", "cloudgouv-eu-west-1", "ap-northeast-1")


@dataclass(frozen=True)
class Setting:
    """One thing that can be configured, and the environment variables that may say it, the first that is set counts."""

    name: str
    description: str
    variables: tuple[str, ...] = ()
    profile_path: tuple[str, ...] = ()
    type: Literal["string", "boolean", "integer", "number"] = "string"
    secret: bool = False
    may_be_zero: bool = False


SETTINGS = (
    Setting(
        "region",
        "The Region to work in, such as `eu-west-2`, which is also the default.",
        ("OSC_REGION", "OUTSCALE_REGION"),
        ("region",),
    ),
    Setting(
        "endpoint",
        "Where the API is, if not at `api.{region}.outscale.com`: a host name, a URL with or without a path, or"
        " `emulator:PATH` for an emulated cloud that is kept in the file PATH and needs no account.",
        ("OSC_ENDPOINT_API", "OUTSCALE_OAPI_URL"),
        ("endpoints", "api"),
    ),
    Setting(
        "accessKey",
        "The access key ID.",
        ("OSC_ACCESS_KEY", "OUTSCALE_ACCESSKEYID"),
        ("access_key",),
    ),
    Setting(
        "secretKey",
        "The secret key that belongs to the access key.",
        ("OSC_SECRET_KEY", "OUTSCALE_SECRETKEYID"),
        ("secret_key",),
        secret=True,
    ),
    Setting(
        "profile",
        "The profile to take from the configuration file. A profile that is named here counts more than the"
        " environment; one that the environment names, or `default`, counts less.",
        ("OSC_PROFILE",),
    ),
    Setting("configFile", "The file with the profiles, by default `~/.osc/config.json`.", ("OSC_CONFIG_FILE",)),
    Setting("caBundle", "A file with the certificates of the authorities to trust, in PEM form.", ("OSC_CA_BUNDLE",)),
    Setting(
        "clientCertificate",
        "A file with the TLS client certificate, in PEM form, for accounts whose access rules ask for one.",
        ("OSC_X509_CLIENT_CERT", "OUTSCALE_X509CERT"),
        ("x509_client_cert",),
    ),
    Setting(
        "clientKey",
        "A file with the private key of the client certificate, in PEM form.",
        ("OSC_X509_CLIENT_KEY", "OUTSCALE_X509KEY"),
        ("x509_client_key",),
    ),
    Setting(
        "insecure",
        "Whether to accept any TLS certificate of the endpoint. For tests only.",
        type="boolean",
    ),
    Setting(
        "maxConcurrentRequests",
        "How many requests may be under way at once, 16 by default.",
        type="integer",
    ),
    Setting(
        "requestsPerSecond",
        "How many requests a second are sent at most, 100 by default. The provider starts with 5, speeds up while nothing is"
        " throttled, and slows down when something is.",
        type="number",
    ),
    Setting(
        "maxRetries",
        "How often a request is sent again that was throttled or failed, 10 by default.",
        type="integer",
        may_be_zero=True,
    ),
)

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

    @property
    def emulator_file(self) -> str | None:
        """The file of the embedded emulator, None where the endpoint is another one."""
        is_emulator = self.endpoint.startswith(EMULATOR_PREFIX)
        return self.endpoint.removeprefix(EMULATOR_PREFIX) if is_emulator else None

    def __repr__(self) -> str:
        return f"Configuration({self.region}, {self.endpoint})"


def faults(given: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with settings, as far as it can be told without the environment."""
    names = {setting.name: setting for setting in SETTINGS}
    found = (
        _fault_of(names[name], value) if name in names else Fault(name, _unknown(name, names))
        for name, value in given.items()
        if value is not None
    )
    return [fault for fault in found if fault]


def _unknown(name: str, names: Mapping[str, Setting]) -> str:
    import difflib

    close = difflib.get_close_matches(name, names, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"known are {', '.join(names)}"
    return f"there is no such setting; {hint}"


def _fault_of(setting: Setting, value: Any) -> Fault | None:
    """What is wrong with a setting's value. The engine sends all but strings as JSON texts."""
    text = json.dumps(value) if not isinstance(value, str) else value
    if setting.type == "boolean":
        return None if text in ("true", "false") else Fault(setting.name, "expected true or false", text)
    if setting.type in ("integer", "number"):
        return _number_fault(setting, text)
    if not isinstance(value, str):
        return Fault(setting.name, "expected a string", text)
    if setting.name == "endpoint":
        try:
            endpoint_url(value, DEFAULT_REGION)
        except ConfigurationError as error:
            return Fault(setting.name, str(error).removeprefix("endpoint: "))
    return None


def _number_fault(setting: Setting, text: str) -> Fault | None:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    is_whole = setting.type == "number" or number.is_integer()
    if is_whole and (number > 0 or (number == 0 and setting.may_be_zero)):
        return None
    return Fault(setting.name, f"expected {'0 or ' if setting.may_be_zero else ''}a positive {setting.type}", text)


def resolve(given: Mapping[str, Any], environment: Mapping[str, str]) -> Configuration:
    """The configuration from all sources. Raises ConfigurationError where it is wrong or not enough."""
    explicit = {name: _text(name, value) for name, value in given.items() if value is not None}
    from_environment = _from_environment(environment)
    profile = explicit.get("profile") or from_environment.get("profile") or DEFAULT_PROFILE
    file = explicit.get("configFile") or from_environment.get("configFile") or DEFAULT_FILE
    must_exist = bool(
        explicit.keys() & {"profile", "configFile"} or from_environment.keys() & {"profile", "configFile"}
    )
    from_profile = _from_profile(Path(file).expanduser(), profile, must_exist)
    sources = [explicit, from_environment, from_profile]
    if "profile" in explicit:
        sources = [explicit, from_profile, from_environment]
    return _merge(sources, NO_CREDENTIALS.format(file=file, profile=profile))


def _merge(sources: list[dict[str, str]], no_credentials: str) -> Configuration:
    def first(name: str, default: str = "") -> str:
        return next((source[name] for source in sources if source.get(name)), default)

    region = first("region", DEFAULT_REGION)
    endpoint = endpoint_url(first("endpoint"), region)
    # Both halves come from one source: a key of one account with the secret of another helps nobody.
    pair = next((s for s in sources if s.get("accessKey") or s.get("secretKey")), {})
    if not endpoint.startswith(EMULATOR_PREFIX) or pair:
        _check_pair(pair, no_credentials)
    return Configuration(
        region=region,
        endpoint=endpoint,
        access_key=pair.get("accessKey", ""),
        secret_key=pair.get("secretKey", ""),
        ca_bundle=first("caBundle"),
        client_certificate=first("clientCertificate"),
        client_key=first("clientKey"),
        insecure=first("insecure") == "true",
        max_concurrent_requests=int(float(first("maxConcurrentRequests", "16"))),
        requests_per_second=float(first("requestsPerSecond", "100")),
        max_retries=int(float(first("maxRetries", "10"))),
    )


def _check_pair(pair: Mapping[str, str], no_credentials: str) -> None:
    if not pair:
        raise ConfigurationError(no_credentials)
    for name, other in (("accessKey", "secretKey"), ("secretKey", "accessKey")):
        if not pair.get(name):
            raise ConfigurationError(f"{other} is given without {name}; both have to come from the same source")


def moves(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """The settings that lead to another cloud: a Region or an endpoint that both sides name and that mean different ones.

    What a side leaves to the environment is not known here, and never replaces a whole stack.
    """
    meanings: dict[str, Callable[[str], str]] = {"region": str, "endpoint": _cloud_of}
    return [
        name
        for name, meaning in meanings.items()
        if old.get(name) and new.get(name) and meaning(old[name]) != meaning(new[name])
    ]


def _cloud_of(endpoint: str) -> str:
    """What an endpoint leads to: the file of an emulator or a host, by whatever scheme, port and path."""
    if endpoint.startswith(EMULATOR_PREFIX):
        return endpoint
    return urlsplit(endpoint if "://" in endpoint else f"//{endpoint}").hostname or endpoint


def endpoint_url(text: str, region: str) -> str:
    """The URL of the API, with its path, for any way of naming an endpoint. Raises ConfigurationError for nonsense."""
    if text.startswith(EMULATOR_PREFIX):
        if not text.removeprefix(EMULATOR_PREFIX):
            raise ConfigurationError("endpoint: 'emulator:' needs the path of a file, such as emulator:cloud.sqlite")
        return text
    url = (text or "api.{region}.outscale.com").replace("{region}", region).rstrip("/")
    if "://" not in url:
        url = f"https://{url}"
    scheme, _, rest = url.partition("://")
    host, slash, _ = rest.partition("/")
    if scheme not in ("http", "https") or not host or " " in host:
        raise ConfigurationError(f"endpoint: {text!r} is neither a host, nor a URL, nor emulator:PATH")
    return url if slash else f"{url}/api/v1"


def _text(name: str, value: Any) -> str:
    """A configured value as text: the engine sends other types as JSON, but not always."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if not isinstance(value, str):
        raise ConfigurationError(f"{name}: expected a string")
    return value


def _from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    found = {s.name: next((environment[v] for v in s.variables if environment.get(v)), "") for s in SETTINGS}
    return {name: value for name, value in found.items() if value}


def _from_profile(file: Path, profile: str, must_exist: bool) -> dict[str, str]:
    try:
        profiles = json.loads(file.read_text())
    except FileNotFoundError:
        if must_exist:
            raise ConfigurationError(f"profile {profile!r}: there is no file {file}") from None
        return {}
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{file} cannot be read as JSON: {error}") from error
    if not isinstance(profiles, dict) or not isinstance(profiles.get(profile, {}), dict):
        raise ConfigurationError(f"{file} must hold an object with a profile under each name")
    if profile not in profiles and must_exist:
        raise ConfigurationError(f"{file} has no profile {profile!r}; it has {', '.join(sorted(profiles)) or 'none'}")
    content = profiles.get(profile, {})
    # An older tool wrote `region_name`.
    content = {"region": content.get("region_name"), **content}
    found = {s.name: _at(content, s.profile_path) for s in SETTINGS if s.profile_path}
    return {name: value for name, value in found.items() if value}


def _at(content: Any, path: tuple[str, ...]) -> str:
    for part in path:
        content = content.get(part) if isinstance(content, dict) else None
    return content if isinstance(content, str) else ""
