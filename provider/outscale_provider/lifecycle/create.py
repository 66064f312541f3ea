"""Create: makes the resource, and does what of it takes further requests."""

from __future__ import annotations

from outscale_provider.errors import Failed, Incomplete, as_provider_error
from outscale_provider.lifecycle.changed_inputs import changed
from outscale_provider.lifecycle.create_once import Created, create_once, orphan_of
from outscale_provider.lifecycle.guarding import guarded
from outscale_provider.lifecycle.operation import RunningOperation
from outscale_provider.lifecycle.outputs import inputs_of, outputs_of
from outscale_provider.lifecycle.preview import preview_create
from outscale_provider.lifecycle.reconcile import reconcile
from outscale_provider.lifecycle.requests import ResourceState
from outscale_provider.model.bound import Bound
from outscale_provider.model.property import OnChange
from outscale_provider.model.translation import from_api, request_of
from outscale_provider.model.values import Remote, Values


async def create(operation: RunningOperation, inputs: Values) -> ResourceState:
    """Makes the resource, once. Once it exists, whatever goes wrong raises Incomplete."""
    bound = operation.bound
    orphan = await orphan_of(operation)
    asked = request_of(bound.inputs, inputs)
    # Shielded: when the engine is killed its call ends, but what was sent still gets its answer into the journal.
    async with guarded(operation, "", asked, asked):
        created = await operation.see_through(create_once(operation, inputs, orphan))
    outputs = preview_create(bound, inputs)
    try:
        remote = created.new.remote
        inputs, others = _inputs_of_its_creation(bound, remote, inputs) if orphan else (inputs, [])
        outputs = outputs_of(bound, remote, inputs, _only_at_creation(bound, remote))
        if others:
            raise Failed(f"an operation that was cut off had created it with another {' and '.join(others)}")
        remote = await _finish(operation, created, inputs)
        return ResourceState(created.id, inputs, outputs_of(bound, remote, inputs, outputs))
    except Exception as error:
        raise Incomplete(created.id, inputs, outputs, as_provider_error(error), bound.resource.name) from error
    finally:
        operation.journal.reported(created.entry)


def _inputs_of_its_creation(bound: Bound, remote: Remote, inputs: Values) -> tuple[Values, list[str]]:
    """The inputs that the resource has, and those of them that are not as asked and that nothing but a replacement changes.

    There are some where the program was changed after the operation that was cut off.
    """
    actual = inputs_of(bound, remote, inputs, importing=False)
    others = [prop.name for prop, _, _ in changed(bound, actual, inputs, {}) if prop.on_change is OnChange.REPLACE]
    return (actual, others) if others else (inputs, [])


async def _finish(operation: RunningOperation, created: Created, inputs: Values) -> Remote:
    remote = created.new.remote
    if not created.new.is_whole and operation.bound.resource.wait is None:
        remote = await operation.remote(created.id) or remote
    return await reconcile(operation, created.id, inputs, remote)


def _only_at_creation(bound: Bound, remote: Remote) -> Values:
    """Outputs that only the create action answers, such as a private key."""
    return {
        name: from_api(prop.shape, remote[prop.api_name])
        for name, prop in bound.outputs.items()
        if name not in bound.answered and prop.api_name in remote
    }
