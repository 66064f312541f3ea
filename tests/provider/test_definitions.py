"""Every definition of a resource or function holds together, and says something of everything that the API lets one say."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest

from outscale_api import ObjectType, Type, load
from outscale_provider.functions import FUNCTIONS
from outscale_provider.lifecycle.functions import BoundFunction
from outscale_provider.model.function import CallAny, GetMany, GetOne
from outscale_provider.model.property import NO_DEFAULT, Change
from outscale_provider.model.resource import Bound
from outscale_provider.model.tags import TAG_JOINS
from outscale_provider.resources import RESOURCES

API = load()
BOUND = [Bound(resource, API) for resource in RESOURCES]
EXAMPLES = {definition.name: definition.example for definition in (*RESOURCES, *FUNCTIONS)}

#: Inputs that can be updated and that nothing is sent for when they are removed, each with the reason.
REMOVED_WITH_ANOTHER = {
    ("Volume", "Iops"): "only a volume of type io1 has them, so they go with the type",
}

every_resource = pytest.mark.parametrize("bound", BOUND, ids=lambda bound: bound.resource.name)


def api_names(bound: Bound) -> set[str]:
    """The API's names of the inputs."""
    return {prop.api_name for prop in bound.inputs.values()}


@every_resource
def test_every_input_is_changed_in_exactly_one_way(bound: Bound):
    resource = bound.resource
    ways = [
        resource.replace_on,
        [name for update in resource.update for name in update.properties],
        resource.harmless,
        resource.delete.options,
        [extra.name for extra in resource.extras],
        ["Tags"] if resource.tags else [],
    ]
    classified = sorted(name for way in ways for name in way)
    assert classified == sorted(api_names(bound))


@every_resource
def test_every_input_that_can_be_updated_can_be_removed(bound: Bound):
    resource = bound.resource
    exclusive = {name for group in resource.exclusive for name in group}
    for prop in bound.inputs.values():
        if prop.change in (Change.UPDATE, Change.RESTART):
            replaces = resource.replace_when.get(prop.api_name, lambda _old, _new: False)
            assert (
                prop.default is not NO_DEFAULT
                or prop.required
                or prop.removal is not None
                or prop.kept
                or prop.api_name in exclusive
                or (resource.name, prop.api_name) in REMOVED_WITH_ANOTHER
                or replaces([{"deviceName": "/dev/sda1"}], None)
            ), f"{prop.api_name}: what is sent when a program takes it away?"


@every_resource
def test_every_parameter_of_the_creation_is_an_input_or_excluded_with_a_reason(bound: Bound):
    resource = bound.resource
    parameters = {field.name for field in API.action(resource.create.action).request.fields.values() if not field.since}
    assert parameters == (bound.create_parameters | set(resource.create.excluded) | {"DryRun"})
    assert set(resource.create.excluded) <= parameters
    assert all(reason.strip() for reason in resource.create.excluded.values())


@every_resource
def test_every_parameter_of_an_update_is_an_input_or_excluded_with_a_reason(bound: Bound):
    for update in bound.resource.update:
        parameters = {field.name for field in API.action(update.action).request.fields.values() if not field.since}
        identifying = set(update.by or bound.resource.id_parts)
        assert parameters == {*update.properties, *identifying, *update.excluded, "DryRun"}
        assert all(reason.strip() for reason in update.excluded.values())


@every_resource
def test_every_name_exists(bound: Bound):
    unknown = sorted(f"{what}: {name}" for what, name, known in _names(bound) if name not in known)
    assert not unknown


def _names(bound: Bound) -> Iterator[tuple[str, str, object]]:
    """Every name in a definition, with what it is and where it has to be known."""
    resource = bound.resource
    inputs, outputs = api_names(bound), {prop.api_name for prop in bound.outputs.values()}
    create, delete = API.action(resource.create.action).request, API.action(resource.delete.action).request
    read = API.action(resource.read.action)
    told = {*bound.object_type.fields, *create.fields, *resource.derived}
    yield from (("id", name, told) for name in resource.id_parts)
    yield "read.by", resource.read.by, _object(read.request.fields["Filters"].type).fields
    yield from (("read.key", part, known) for part, known in _steps(_answered(read.response), resource.read.key))
    yield from (("create.token", name, create.fields) for name in (resource.create.token,) if name)
    yield from (("create.token", name, bound.object_type.fields) for name in (resource.create.token,) if name)
    for update in resource.update:
        request = API.action(update.action).request.fields
        yield from (("update.properties", name, request) for name in update.properties)
        yield from (("update.by", name, request) for name in update.by or resource.id_parts)
    parts = {part: part for part in resource.id_parts}
    for parameter, source in (resource.delete.by or parts).items():
        yield "delete.by", parameter, delete.fields
        yield "delete.by", source, outputs | {*resource.id_parts}
    yield from (("delete.options", name, delete.fields) for name in resource.delete.options)
    yield from (("replace_on", name, inputs) for name in resource.replace_on)
    yield from (("harmless", name, inputs) for name in resource.harmless)
    yield from (("inputs_known", name, inputs) for name in resource.inputs_known)
    yield from (("replace_when", name, inputs) for name in resource.replace_when)
    yield from (("restart_on", name, inputs) for name in resource.restart_on)
    yield from (("exclusive", name, inputs) for group in resource.exclusive for name in group)
    yield from (("autoname", auto.property, inputs) for auto in (resource.autoname,) if auto)
    yield from (("object_outputs", name, bound.object_type.fields) for name in resource.object_outputs or ())
    yield from (("kept_outputs", name, API.object(type).fields) for name, type in resource.kept_outputs.items())
    yield from (("moves", name, inputs) for name in resource.moves)
    yield from (("moves", name, outputs) for names in resource.moves.values() for name in names)
    yield from (("wait.field", wait.field, bound.object_type.fields) for wait in (resource.wait,) if wait)
    yield from (("derived", name, resource.id_parts) for name in resource.derived)


def _answered(response: ObjectType) -> ObjectType:
    """The objects that a read answers."""
    return next(_object(field.type) for field in response.fields.values() if field.type.items)


def _steps(start: ObjectType, path: str) -> Iterator[tuple[str, object]]:
    """Each part of a path, with the fields among which it must be."""
    here: ObjectType | None = start
    for part in path.split("."):
        name = part.removesuffix("[]")
        yield name, here.fields if here else {}
        here = _object(here.fields[name].type) if here and name in here.fields else None


def _object(type: Type) -> ObjectType:
    """The object type behind a type, which may be a list of objects."""
    found = type.items.object if type.items else type.object
    return found or API.object("ResponseContext")


@every_resource
def test_what_restarts_is_updated(bound: Bound):
    assert {*bound.resource.restart_on} <= {name for update in bound.resource.update for name in update.properties}
    assert bool(bound.resource.restart_on) == bool(bound.resource.restart_warning)


@every_resource
def test_codes_are_numbers(bound: Bound):
    delete = bound.resource.delete
    codes = [*delete.gone, *delete.retry_while, *bound.resource.create.retry_while]
    assert all(type(code) is int for code in codes)
    assert delete.gone, "deleting what is gone has to succeed"
    assert not set(delete.gone) & set(delete.retry_while)


@every_resource
def test_states_are_told_apart(bound: Bound):
    wait = bound.resource.wait
    states = [*wait.pending, *wait.ready, *wait.failed] if wait else []
    assert len(states) == len(set(states))
    assert wait or not bound.resource.absent, "without a field that tells the state, nothing can be absent"


@pytest.mark.parametrize(
    "join", [*TAG_JOINS, *(join for resource in RESOURCES for join in resource.joins)], ids=lambda join: join.action
)
def test_a_joined_parameter_is_a_list(join):
    type = Type("object", object=API.action(join.action).request)
    for name in join.parameter:
        type = _object(type).fields[name].type
    assert type.items


@every_resource
def test_every_property_is_described(bound: Bound):
    properties = {**bound.inputs, **bound.outputs}
    assert not [name for name, prop in properties.items() if not prop.description.strip()]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_every_function_reads_what_the_api_answers(function):
    if isinstance(function, CallAny):
        return
    assert isinstance(function, GetMany | GetOne)
    bound = BoundFunction(function, API)
    assert bound.outputs
    if isinstance(function, GetOne):
        filters = API.action(function.action).request.fields.get("Filters")
        assert all(name in _object(filters.type).fields for name in function.by.values())
        assert not function.newest_by or function.newest_by in {prop.api_name for prop in bound.outputs.values()}


def test_names_are_unique_and_sorted():
    for definitions in (RESOURCES, FUNCTIONS):
        names = [definition.name for definition in definitions]
        assert names == sorted(set(names))


#: Runs programs against mocks of the engine, and prints what goes wrong.
RUN_EXAMPLES = """
import json, sys
import pulumi

class Cloud(pulumi.runtime.Mocks):
    def new_resource(self, args):
        return args.name, args.inputs
    def call(self, args):
        return ANSWERS[args.token.rpartition(":")[2]]

ANSWERS = json.loads(sys.argv[2])
pulumi.runtime.set_mocks(Cloud())

@pulumi.runtime.test
def run(code):
    exec(code, {})

for name, code in json.loads(sys.argv[1]).items():
    try:
        run(compile(code, f"example of {name}", "exec"))
    except Exception as error:
        print(f"{name}: {type(error).__name__}: {error}")
"""


def test_every_example_is_a_program_of_the_sdk():
    sample = {"array": [], "object": {}, "string": "text", "boolean": True, "integer": 1, "number": 1}
    answers = {
        function.name: {
            name: sample[prop.shape.type.kind] for name, prop in BoundFunction(function, API).outputs.items()
        }
        for function in FUNCTIONS
    }
    # In a process of its own: this one has no whole `pulumi` (outscale_provider/protos.py).
    command = [sys.executable, "-c", RUN_EXAMPLES, json.dumps(EXAMPLES), json.dumps(answers)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (ran.stdout, ran.returncode) == ("", 0), ran.stderr


@pytest.mark.parametrize(("name", "example"), EXAMPLES.items())
def test_every_example_shows_what_it_explains(name: str, example: str):
    snake = "".join(f"_{c.lower()}" if c.isupper() else c for c in name)
    assert f"outscale.{name}(" in example or f"outscale.{snake}(" in example
