"""The provider's configuration: which source counts, what is refused, and what a change of it means."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from outscale_provider.config import Configuration, endpoint_url, moves, resolve, violations
from outscale_provider.errors import ConfigurationError

PROFILES = {
    "default": {"access_key": "DEFAULT", "secret_key": "s", "region": "us-west-1"},
    "named": {"access_key": "NAMED", "secret_key": "s", "region": "us-east-2", "endpoints": {"api": "named.example"}},
}
NEW_FAMILY = {"OSC_ACCESS_KEY": "NEW", "OSC_SECRET_KEY": "s"}
OLD_FAMILY = {"OUTSCALE_ACCESSKEYID": "OLD", "OUTSCALE_SECRETKEYID": "s", "OUTSCALE_REGION": "us-east-2"}
EXPLICIT = {"accessKey": "EXPLICIT", "secretKey": "s"}


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An environment that names a file with profiles."""
    file = tmp_path / "config.json"
    file.write_text(json.dumps(PROFILES))
    return {"OSC_CONFIG_FILE": str(file)}


@pytest.mark.parametrize(
    ("given", "environment", "key", "region"),
    [
        ({}, {}, "DEFAULT", "us-west-1"),
        ({}, {"OSC_PROFILE": "named"}, "NAMED", "us-east-2"),
        ({}, NEW_FAMILY, "NEW", "us-west-1"),
        ({}, OLD_FAMILY, "OLD", "us-east-2"),
        ({}, OLD_FAMILY | NEW_FAMILY, "NEW", "us-east-2"),
        ({"profile": "named"}, NEW_FAMILY, "NAMED", "us-east-2"),
        (EXPLICIT, NEW_FAMILY | {"OSC_REGION": "eu-west-2"}, "EXPLICIT", "eu-west-2"),
        (EXPLICIT | {"region": "eu-west-2", "profile": "named"}, OLD_FAMILY, "EXPLICIT", "eu-west-2"),
    ],
)
def test_the_first_source_that_says_it_counts(
    home: dict[str, str], given: dict[str, Any], environment: dict[str, str], key: str, region: str
) -> None:
    configuration = resolve(given, home | environment)
    assert (configuration.access_key, configuration.region) == (key, region)


def test_both_halves_come_from_one_source(home: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError, match="accessKey is given without secretKey"):
        resolve({"accessKey": "AK"}, home | NEW_FAMILY)


def test_an_emulator_needs_no_credentials(tmp_path: Path) -> None:
    environment = {"OSC_CONFIG_FILE": str(tmp_path / "none.json")}
    with pytest.raises(ConfigurationError, match="there is no file"):
        resolve({"endpoint": "emulator:cloud.sqlite"}, environment)
    configuration = resolve({"endpoint": "emulator:cloud.sqlite"}, {"HOME": str(tmp_path)})
    assert configuration.emulator_file == "cloud.sqlite"


def test_no_credential_is_ever_shown() -> None:
    assert "SECRET" not in repr(Configuration("eu-west-2", "https://x/api/v1", "SECRET", "SECRET"))


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("", "https://api.eu-west-2.outscale.com/api/v1"),
        ("api.example", "https://api.example/api/v1"),
        ("http://127.0.0.1:3000", "http://127.0.0.1:3000/api/v1"),
        ("https://api.example/api/latest/", "https://api.example/api/latest"),
        ("api.{region}.example", "https://api.eu-west-2.example/api/v1"),
        ("emulator:a b.sqlite", "emulator:a b.sqlite"),
        ("HTTP://127.0.0.1:3000/", "http://127.0.0.1:3000/api/v1"),
        ("https://[::1]:3000", "https://[::1]:3000/api/v1"),
    ],
)
def test_an_endpoint_may_be_named_in_many_ways(text: str, url: str) -> None:
    assert endpoint_url(text, "eu-west-2") == url


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"regoin": "x"}, "did you mean 'region'?"),
        ({"insecure": "yes"}, "expected true or false"),
        ({"maxRetries": "many"}, "expected 0 or a positive integer"),
        ({"maxRetries": "-1"}, "expected 0 or a positive integer"),
        ({"maxConcurrentRequests": "0"}, "expected a positive integer"),
        ({"maxConcurrentRequests": "1.5"}, "expected a positive integer"),
        ({"requestsPerSecond": "0"}, "expected a positive number"),
        ({"endpoint": "ftp://x"}, "neither a host, nor a URL"),
        ({"endpoint": "emulator:"}, "needs the path of a file"),
    ],
)
def test_a_wrong_setting_is_told_on_its_name(given: dict[str, Any], reason: str) -> None:
    [fault] = violations(given)
    assert fault.path in given
    assert reason in fault.text


@pytest.mark.parametrize(
    ("old", "new", "replacing"),
    [
        ({"region": "eu-west-2"}, {"region": "us-east-2"}, ["region"]),
        ({}, {"region": "eu-west-2"}, []),
        ({"endpoint": "http://127.0.0.1:3000"}, {"endpoint": "http://127.0.0.1:4000/api/v1"}, []),
        ({"endpoint": "api.example"}, {"endpoint": "https://API.example/api/v1"}, []),
        ({"endpoint": "api.example"}, {"endpoint": "other.example"}, ["endpoint"]),
        ({"endpoint": "emulator:a.sqlite"}, {"endpoint": "emulator:b.sqlite"}, ["endpoint"]),
        ({"accessKey": "A"}, {"accessKey": "B"}, []),
    ],
)
def test_only_another_cloud_replaces_a_stack(old: dict[str, Any], new: dict[str, Any], replacing: list[str]) -> None:
    assert moves(old, new) == replacing
