"""What versions of the provider have stored, this one takes as it is: a preview and a refresh find nothing to change.

What fails here would change the resources of all who upgrade. Mend the provider, not the record: a record is what users have.
"""

from __future__ import annotations

import pytest

from outscale_emulator import Era
from outscale_provider.resources import RESOURCES
from outscale_provider.version import VERSION
from provider.cloud import Way
from provider.engine import Engine
from provider.evidence import API
from provider.states import Record, records

RECORDS = list(records())


@pytest.fixture
def era() -> Era:
    """No matter: the answers are recorded."""
    return "1.16"


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: f"{record.version}, {record.life}")
async def test_a_stored_state_is_taken_as_it_is(record: Record, engine: Engine, way: Way):
    stored = record.resource
    way.answers |= record.answers
    inputs = await engine.checked(stored.type, dict(record.program), stored.inputs)
    assert not await engine.diff(stored, inputs)
    refreshed = await engine.read(stored)
    assert refreshed and refreshed.inputs == stored.inputs
    assert not await engine.diff(refreshed, inputs)
    assert not [action for action in way.actions if API.action(action).mutates]


def test_every_resource_has_a_record_of_this_version():
    there = {record.resource.type for record in RECORDS if record.version == VERSION}
    lacking = sorted({resource.name for resource in RESOURCES} - there)
    assert not lacking, f"`make record-states` records what {VERSION} stores, and leaves other versions' records alone"
