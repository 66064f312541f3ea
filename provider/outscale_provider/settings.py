"""What can be configured, who may say it, and what is wrong with what somebody says.

No violation quotes a value: whether the program made it secret is not known everywhere.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from outscale_provider.address import endpoint_url
from outscale_provider.errors import ConfigurationError
from outscale_provider.model.values import UNKNOWN
from outscale_provider.violations import Violation

DEFAULT_REGION = "eu-west-2"

#: Regions known today, to help with a misspelt one. New ones work without being listed.
KNOWN_REGIONS = ("eu-west-2", "us-east-2", "us-west-1", "cloudgouv-eu-west-1", "ap-northeast-1")


@dataclass(frozen=True)
class Setting:
    """One thing that can be configured, and the environment variables and paths of a profile that may say it.

    The first that is set counts.
    """

    name: str
    description: str
    variables: tuple[str, ...] = ()
    profile_paths: tuple[tuple[str, ...], ...] = ()
    type: Literal["string", "boolean", "integer", "number", "map", "list"] = "string"
    secret: bool = False
    may_be_zero: bool = False


SETTINGS = (
    Setting(
        "region",
        "The Region to work in. The default is `eu-west-2`. Changing it replaces every resource of the provider.",
        ("OSC_REGION", "OUTSCALE_REGION"),
        (("region",), ("region_name",)),
    ),
    Setting(
        "endpoint",
        "The address of the API, if it is not `api.{region}.outscale.com`: a host name, a URL, or `emulator:PATH` for an"
        " emulated cloud that needs no account and is kept in the file PATH. Where `region` is set here, an endpoint from the"
        " environment or a profile is not used. Changing it to another host replaces every resource of the provider.",
        ("OSC_ENDPOINT_API", "OUTSCALE_OAPI_URL"),
        (("endpoints", "api"), ("endpoint",)),
    ),
    Setting(
        "accessKey",
        "The ID of the access key. It is set in the same place as `secretKey`.",
        ("OSC_ACCESS_KEY", "OUTSCALE_ACCESSKEYID"),
        (("access_key",),),
    ),
    Setting(
        "secretKey",
        "The secret key of the access key.",
        ("OSC_SECRET_KEY", "OUTSCALE_SECRETKEYID"),
        (("secret_key",),),
        secret=True,
    ),
    Setting(
        "profile",
        "The profile to take from `configFile`. A profile that is set here counts more than the environment; one that the"
        " environment names counts less, and so does the profile `default`, which is used if nothing names one.",
        ("OSC_PROFILE",),
    ),
    Setting("configFile", "The file with the profiles. The default is `~/.osc/config.json`.", ("OSC_CONFIG_FILE",)),
    Setting(
        "caBundle",
        "A PEM file with the certificate authorities to trust, in place of the usual ones.",
        ("OSC_CA_BUNDLE",),
    ),
    Setting(
        "clientCertificate",
        "A PEM file with the TLS client certificate, for accounts whose API access rules ask for one.",
        ("OSC_X509_CLIENT_CERT", "OUTSCALE_X509CERT"),
        (("x509_client_cert",),),
    ),
    Setting(
        "clientKey",
        "A PEM file with the private key of the client certificate, if the file of the certificate does not have it.",
        ("OSC_X509_CLIENT_KEY", "OUTSCALE_X509KEY"),
        (("x509_client_key",),),
    ),
    Setting(
        "insecure",
        "Whether to accept any TLS certificate of the endpoint. The default is false. For tests only.",
        type="boolean",
    ),
    Setting(
        "maxConcurrentRequests",
        "How many requests may be under way at the same time. The default is 16.",
        type="integer",
    ),
    Setting(
        "requestsPerSecond",
        "How many requests are sent in a second at most. The default is 100. The provider starts with 5, speeds up while"
        " the API takes them all, and slows down when the API asks for it.",
        type="number",
    ),
    Setting(
        "maxRetries",
        "How often a request that was throttled or failed is sent again. The default is 10; with 0 none is.",
        type="integer",
        may_be_zero=True,
    ),
    Setting(
        "defaultTags",
        "Tags that every resource gets that can have tags. A tag of the resource with the same key counts more.",
        type="map",
    ),
    Setting(
        "ignoreTags",
        "Keys of tags that belong to somebody else, such as a billing tool: they are never shown, changed or removed. A key"
        " that ends in `*` stands for all that begin so.",
        type="list",
    ),
    Setting(
        "allowedAccountIds",
        "The accounts that may be worked in. With credentials of another account nothing is done.",
        type="list",
    ),
    Setting(
        "forbiddenAccountIds",
        "Accounts that must not be worked in. With credentials of one of them nothing is done.",
        type="list",
    ),
    Setting(
        "validateInPreview",
        "Whether a preview asks the API, by dry runs that change nothing, what it would refuse: one request for each resource"
        " that is to be created or updated and whose inputs are all known. The default is false.",
        type="boolean",
    ),
    Setting(
        "allowStoppingForUpdate",
        "Whether updates may stop running VMs and start them again, of VMs that say nothing of it themselves. The default is"
        " false. What a VM says counts more.",
        type="boolean",
    ),
    Setting(
        "userAgentSuffix",
        "Text that is added to the `User-Agent` of every request, so that the log of the API tells who sent it.",
    ),
)

BY_NAME = {setting.name: setting for setting in SETTINGS}


def violations(given: Mapping[str, Any]) -> list[Violation]:
    """What is wrong with settings, as far as it can be told without the environment."""
    found = [
        (name, violation_of(BY_NAME[name], value) if name in BY_NAME else _unknown(name))
        for name, value in given.items()
        if value is not None and value is not UNKNOWN
    ]
    return [Violation(name, reason) for name, reason in found if reason]


def _unknown(name: str) -> str:
    import difflib

    close = difflib.get_close_matches(name, BY_NAME, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"known are {', '.join(BY_NAME)}"
    return f"there is no such setting; {hint}"


def violation_of(setting: Setting, value: Any) -> str:
    """What is wrong with a setting's value, "" if nothing. The engine sends all but strings as JSON texts."""
    if setting.type == "boolean":
        return "" if text_of(value).lower() in ("true", "false") else "expected true or false"
    if setting.type in ("integer", "number"):
        return _number_violation(setting, value)
    if setting.type == "map":
        return "" if map_of(text_of(value)) is not None else "expected a map of texts"
    if setting.type == "list":
        return "" if list_of(text_of(value)) is not None else "expected a list of texts"
    if not isinstance(value, str):
        return "expected a string"
    return _text_violation(setting.name, value.strip())


def _number_violation(setting: Setting, value: Any) -> str:
    try:
        number = float(text_of(value))
    except ValueError:
        number = math.nan
    is_whole = setting.type == "number" or number.is_integer()
    if math.isfinite(number) and is_whole and (number > 0 or (number == 0 and setting.may_be_zero)):
        return ""
    return f"expected {'0 or ' if setting.may_be_zero else ''}a positive {setting.type}"


def _text_violation(name: str, text: str) -> str:
    if name == "endpoint" and text:
        try:
            endpoint_url(text, DEFAULT_REGION)
        except ConfigurationError as error:
            return str(error)
    if name == "region" and not all(char.isascii() and (char.isalnum() or char == "-") for char in text):
        return f"a Region has letters, digits and hyphens alone, such as {DEFAULT_REGION}"
    if name in ("accessKey", "secretKey") and not all("!" <= char <= "~" for char in text):
        return "a key has no blanks, line breaks or letters with accents"
    if name == "userAgentSuffix" and not all(" " <= char <= "~" for char in text):
        return "a header has no line breaks or letters with accents"
    return ""


def map_of(text: str) -> dict[str, str] | None:
    """The map of texts that a JSON text stands for, {} for "", None where it is none."""
    found = _decoded(text or "{}")
    return found if isinstance(found, dict) and _are_texts(found.values()) else None


def list_of(text: str) -> list[str] | None:
    """The list of texts that a JSON text stands for, [] for "", None where it is none."""
    found = _decoded(text or "[]")
    return found if isinstance(found, list) and _are_texts(found) else None


def _decoded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _are_texts(values: Iterable[Any]) -> bool:
    return all(isinstance(value, str) for value in values)


def text_of(value: Any) -> str:
    """A value as the text that the engine sends for it, "" for what it never sends."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return json.dumps(value)
    return str(value).strip() if isinstance(value, str | int | float) else ""
