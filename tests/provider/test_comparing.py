"""What two values mean, whatever the API fills in and however they are written."""

from __future__ import annotations

from typing import Any

import pytest

from outscale_api import load
from outscale_provider.lifecycle.comparing import holds, projected, same
from outscale_provider.model.property import Shape, property_of, shape_of

API = load()
LISTENERS = property_of(API.action("CreateLoadBalancer").request.fields["Listeners"]).shape
LISTENER = {"loadBalancerPort": 80, "loadBalancerProtocol": "HTTP", "backendPort": 8080}
FILLED_IN = {**LISTENER, "backendProtocol": "HTTP"}
OTHER = {"loadBalancerPort": 443, "loadBalancerProtocol": "TCP", "backendPort": 443}
NIC = property_of(API.action("CreateVms").request.fields["Nics"]).shape
MOMENT = shape_of(API.action("CreateAccessKey").request.fields["ExpirationDate"].type)


@pytest.mark.parametrize(
    ("shape", "actual", "wanted", "held"),
    [
        (LISTENERS, [FILLED_IN], [LISTENER], True),
        (LISTENERS, [OTHER, FILLED_IN], [LISTENER, OTHER], True),
        (LISTENERS, [FILLED_IN], [{**LISTENER, "backendProtocol": "TCP"}], False),
        (LISTENERS, [FILLED_IN, OTHER], [LISTENER], False),
        (LISTENERS, [], [LISTENER], False),
        (NIC, [{"deviceNumber": 0, "deleteOnVmDeletion": True}], [{"deviceNumber": 0}], True),
        (NIC, [{"deviceNumber": 0, "deleteOnVmDeletion": False}], [{"deviceNumber": 0}], False),
    ],
)
def test_what_is_there_holds_what_is_asked_for(shape: Shape, actual: Any, wanted: Any, held: bool):
    assert holds(shape, actual, wanted) == held


def test_a_drift_shows_what_was_given_and_nothing_that_the_cloud_filled_in():
    drifted = [{**OTHER, "backendProtocol": "TCP"}, {**FILLED_IN, "backendPort": 9090}]
    assert projected(LISTENERS, drifted, [LISTENER]) == [{**LISTENER, "backendPort": 9090}, drifted[0]]
    assert projected(NIC, [{"deviceNumber": 0, "deleteOnVmDeletion": False}], [{"deviceNumber": 0}]) == [
        {"deviceNumber": 0, "deleteOnVmDeletion": False}
    ]


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("2030-01-31", "2030-01-31T00:00:00Z", True),
        ("2030-01-31T12:00:00Z", "2030-01-31T12:00:00.000+00:00", True),
        ("2030-01-31T12:00:00+01:00", "2030-01-31T11:00:00Z", True),
        ("2030-01-31", "2030-01-31T00:00:01Z", False),
        ("2030-01-31", "tomorrow", False),
    ],
)
def test_dates_are_moments(one: str, other: str, equal: bool):
    assert same(MOMENT, one, other) == equal
