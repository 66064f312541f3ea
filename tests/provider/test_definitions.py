"""Every definition of a resource or function holds together, and says something of everything that the API lets one say."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from outscale_api import ObjectType, Type, load
from outscale_provider.functions import functions_of
from outscale_provider.functions.table import TABLE
from outscale_provider.lifecycle.functions import bind
from outscale_provider.lifecycle.identity import id_example, id_violation
from outscale_provider.model.bound import Bound
from outscale_provider.model.example import Example
from outscale_provider.model.function import Ask, CallAny, GetOne
from outscale_provider.model.inputs import AtDeletion, Harmless, Replaces, Restarts
from outscale_provider.model.naming import to_pulumi, to_python
from outscale_provider.model.property import NO_DEFAULT, OnChange, Shape
from outscale_provider.model.steps import By, Members, Run, Update, sources
from outscale_provider.model.tags import BATCHABLE_TAGS
from outscale_provider.model.verbs import Delete, Leave, Wait
from outscale_provider.resources import RESOURCES
from outscale_provider.resources.subnet import SUBNET
from outscale_provider.schema import LANGUAGES, made_programs

API = load()
BOUND = [Bound(resource, API) for resource in RESOURCES]
FUNCTIONS = functions_of(API)
EXAMPLES = {definition.name: definition.example for definition in (*RESOURCES, *FUNCTIONS)}
PROGRAMS = made_programs()

#: Inputs that can be updated and that nothing is sent for when they are removed, each with the reason.
REMOVED_WITH_ANOTHER = {
    ("Volume", "Iops"): "only a volume of type io1 has them, so they go with the type",
}

every_resource = pytest.mark.parametrize("bound", BOUND, ids=lambda bound: bound.resource.name)


def api_names(bound: Bound) -> set[str]:
    """The API's names of the inputs."""
    return {prop.api_name for prop in bound.inputs.values()}


@every_resource
def test_every_row_is_an_input_and_every_input_has_a_row(bound: Bound):
    tags = {"Tags"} if bound.resource.tags else set()
    assert api_names(bound) == {*bound.resource.inputs} | tags


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"update": []}, "MapPublicIpOnLaunch is updated, but by 0 steps"),
        ({"update": [Update("UpdateSubnet", ["MapPublicIpOnLaunch"])] * 2}, "by 2 steps"),
        ({"update": [Update("UpdateSubnet", ["MapPublicIpOnLaunch", "NetId"])]}, "NetId is changed by a step, but"),
        ({"update": [Update("UpdateSubnet", ["MapPublicIpOnLaunch", "Nothing"])]}, "no row says"),
        ({"inputs": {**SUBNET.inputs, "NetId": Harmless("")}}, "NetId has no reason"),
        ({"inputs": {**SUBNET.inputs, "NetId": Restarts()}}, "restart goes with"),
        ({"inputs": {**SUBNET.inputs, "NetId": Replaces(authoritative=True)}}, "nothing takes it apart"),
        ({"inputs": {**SUBNET.inputs, "NetId": Replaces(autonamed=9), "IpRange": Replaces(autonamed=9)}}, "one input"),
        ({"inputs": {**SUBNET.inputs, "DryRun": AtDeletion()}, "delete": Leave("why")}, "no parameters"),
        ({"fixed_id": "subnet"}, "the id is made of fields, or it is fixed"),
        (
            {"update": [Update("UpdateSubnet", ["MapPublicIpOnLaunch"], one_at_a_time=True, whole=True)]},
            "one at a time",
        ),
    ],
)
def test_a_definition_that_cannot_work_is_refused_when_it_is_built(change: dict[str, Any], reason: str):
    with pytest.raises(ValueError, match=re.escape(reason)):
        replace(SUBNET, **change)


@every_resource
def test_what_an_id_looks_like_is_an_id(bound: Bound):
    assert id_violation(bound, id_example(bound)) == ""


@pytest.mark.parametrize(
    "states",
    [
        {"pending": ["new"], "ready": ["new"]},
        {"pending": ["new"], "ready": ["there"], "absent": ["there"]},
        {"pending": ["new"]},
        {"ready": ["there"], "until": bool},
    ],
)
def test_a_wait_that_cannot_be_told_apart_is_refused(states: dict[str, Any]):
    with pytest.raises(ValueError, match=r"state|wait"):
        Wait(**states)


@pytest.mark.parametrize(
    ("wait", "reason"),
    [
        ({"field": "AvailableIpsCount"}, "AvailableIpsCount, which is no text"),
        ({"field": "Status"}, "Status, which is no text"),
        ({"field": "State.Name"}, "State.Name, which is no text"),
        ({"pending": []}, "does not say what the state pending means"),
        ({"reason": "AvailableIpsCount"}, "AvailableIpsCount is no text"),
        ({"reason": "StateComment"}, "StateComment is no text"),
    ],
)
def test_a_wait_that_cannot_work_is_refused_when_the_definition_meets_the_description(
    wait: dict[str, Any], reason: str
):
    assert SUBNET.wait
    with pytest.raises(ValueError, match=re.escape(reason)):
        Bound(replace(SUBNET, wait=replace(SUBNET.wait, **wait)), API)


@every_resource
def test_an_automatic_name_is_known_again(bound: Bound):
    name, unique = bound.resource.autonamed, bound.resource.create.unique
    assert not name or (unique and name in unique.by), "what has one would be nobody's after a lost answer"


@every_resource
def test_every_input_that_can_be_updated_can_be_removed(bound: Bound):
    resource = bound.resource
    exclusive = {name for group in resource.exclusive for name in group}
    for prop in bound.inputs.values():
        if prop.on_change in (OnChange.UPDATE, OnChange.RESTART):
            replaces = prop.replaces_when or (lambda _old, _new: False)
            whole = any(isinstance(s, Update) and s.whole and prop.api_name in s.parameters for s in resource.update)
            listed = any(isinstance(s, Members) and prop.api_name in s.parameters for s in resource.update)
            assert (
                whole
                or listed
                or prop.shared
                or prop.default is not NO_DEFAULT
                or prop.required
                or prop.removal is not None
                or prop.kept
                or prop.api_name in exclusive
                or (resource.name, prop.api_name) in REMOVED_WITH_ANOTHER
                or replaces([{"DeviceName": "/dev/sda1"}], None)
            ), f"{prop.api_name}: what is sent when a program takes it away?"


@every_resource
def test_every_parameter_of_the_creation_is_an_input_or_excluded_with_a_reason(bound: Bound):
    resource = bound.resource
    parameters = {field.name for field in API.action(resource.create.action).request.fields.values() if not field.since}
    create = resource.create
    inputs = {path.split(".")[0] for name, (path, _) in bound.create_fields.items() if bound.creates_with(name)}
    token = {create.token} if create.token else set()
    assert parameters == inputs | token | {"DryRun", *create.excluded, *create.sends}
    opened = {name for name, (path, _) in bound.create_fields.items() if "." in path}
    assert opened <= {*resource.inputs}
    assert all(reason.strip() for reason in resource.create.excluded.values())


@every_resource
def test_every_parameter_of_an_update_is_sent_or_excluded_with_a_reason(bound: Bound):
    taken: dict[str, set[str]] = {}
    for action, parameters in _sent(bound):
        taken.setdefault(action, set()).update(parameters)
    for action, parameters in taken.items():
        fields = {field.name for field in API.action(action).request.fields.values() if not field.since}
        assert parameters | {"DryRun"} == fields, action


def _sent(bound: Bound) -> Iterator[tuple[str, set[str]]]:
    """The actions of all steps, each with the parameters that it is given or that are excluded."""
    parts = bound.resource.id_parts
    for step in bound.resource.steps:
        if isinstance(step, Update):
            paths = {path.split(".")[0] for path in step.parameters.values()}
            yield step.action, {*paths, *sources(step.by, parts), *step.sends, *step.excluded}
        elif isinstance(step, Members):
            for items in (step.add, step.remove):
                yield (
                    items.action,
                    {
                        items.parameter.split(".")[0],
                        *sources(items.by, parts),
                        *items.sends,
                        *items.excluded,
                    },
                )
            if step.in_place:
                yield step.in_place.action, {*sources(step.in_place.by, parts), step.key, *step.in_place.fields}
        else:
            for action in step.actions:
                fields = API.action(action).request.fields
                updates = any(isinstance(other, Update) and other.action == action for other in bound.resource.update)
                if updates:
                    yield action, {name for name in step.properties if name in fields}


@every_resource
def test_every_step_of_code_names_its_actions(bound: Bound):
    for step in bound.resource.update:
        if isinstance(step, Run):
            assert step.actions
            assert all(action in API for action in step.actions)


@every_resource
def test_every_name_exists(bound: Bound):
    unknown = sorted(f"{what}: {name}" for what, name, known in _names(bound) if name not in known)
    assert not unknown


def _names(bound: Bound) -> Iterator[tuple[str, str, object]]:
    """Every name in a definition, with what it is and where it has to be known."""
    resource = bound.resource
    inputs, outputs = api_names(bound), {prop.api_name for prop in bound.outputs.values()}
    create = API.action(resource.create.action).request
    read = API.action(resource.read.action)
    told = {*bound.object_type.fields, *bound.create_fields, *resource.derived}
    yield from (("id", name, told) for name in resource.id_parts)
    if resource.read.by:
        yield "read.by", resource.read.by, _object(read.request.fields["Filters"].type).fields
    if resource.read.key:
        yield from (("read.key", part, known) for part, known in _steps(_answered(read.response), resource.read.key))
    yield from (("create.token", name, create.fields) for name in (resource.create.token,) if name)
    yield from (("create.token", name, bound.object_type.fields) for name in (resource.create.token,) if name)
    known = outputs | {*resource.id_parts}
    for action, by in _identified(bound):
        for parameter, source in sources(by, resource.id_parts).items():
            yield from (
                (f"{action}.by", part, fields) for part, fields in _steps(API.action(action).request, parameter)
            )
            yield f"{action}.by", source, known
    if isinstance(resource.delete, Delete):
        fields = API.action(resource.delete.action).request.fields
        options = [name for name, row in resource.inputs.items() if isinstance(row, AtDeletion)]
        yield from (("at deletion", name, fields) for name in options)
        yield from (("delete.sends", name, fields) for name in resource.delete.sends)
    yield from (("exclusive", name, inputs) for group in resource.exclusive for name in group)
    yield from (("outputs", name, bound.object_type.fields) for name in resource.outputs or ())
    yield from (("only_at_creation", name, API.object(type).fields) for name, type in resource.only_at_creation.items())
    yield from (("moves", name, outputs) for row in resource.inputs.values() for name in row.moves)
    yield from (("derived", name, resource.id_parts) for name in resource.derived)
    yield from (("derived", name, inputs) for names in resource.derived.values() for name in names)


def _identified(bound: Bound) -> Iterator[tuple[str, By]]:
    """The actions that are told which object is meant, with how they are told."""
    for step in bound.resource.steps:
        if isinstance(step, Update):
            yield step.action, step.by
        elif isinstance(step, Members):
            yield step.add.action, step.add.by
            yield step.remove.action, step.remove.by
    if isinstance(bound.resource.delete, Delete):
        yield bound.resource.delete.action, bound.resource.delete.by


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
def test_codes_are_numbers(bound: Bound):
    delete = bound.resource.delete
    assert all(type(code) is int for code in bound.resource.create.retry_while)
    if isinstance(delete, Delete):
        assert all(type(code) is int for code in (*delete.gone, *delete.retry_while))
        assert delete.gone, "deleting what is gone has to succeed"
        assert not set(delete.gone) & set(delete.retry_while)


@pytest.mark.parametrize(
    "batchable",
    [*BATCHABLE_TAGS, *(each for resource in RESOURCES for each in resource.batchable)],
    ids=lambda each: each.action,
)
def test_a_batched_parameter_is_a_list(batchable):
    type = Type("object", object=API.action(batchable.action).request)
    for name in batchable.parameter:
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
    action, bound = API.action(function.action), bind(function, API)
    assert bool(bound.outputs) == (set(action.response.fields) > {"ResponseContext"})
    if isinstance(function, Ask):
        request, response = action.request.fields, action.response.fields
        assert {to_pulumi(prop.api_name) for prop in bound.inputs.values()} == {*bound.inputs}
        assert function.ready is None or (function.ready.by in request and function.ready.field in response)
        return
    compared = {each.field for each in function.conditions}
    if isinstance(function, GetOne):
        filters = action.request.fields.get("Filters")
        assert all(name in _object(filters.type).fields for name in function.by.values())
        compared |= {*function.choice.by} if function.choice else set()
    assert not compared or compared <= {*action.answered_type.fields}


def test_every_action_that_only_reads_has_a_function():
    reading = {action.name for action in API if not action.mutates}
    assert {function.action for function in FUNCTIONS if not isinstance(function, CallAny)} == reading
    assert set(TABLE) <= reading


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
pulumi.runtime.set_all_config({f"project:{name}": "configured" for name in json.loads(sys.argv[3])})

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
    programs = {name: made["python"] for name, made in PROGRAMS.items()}
    answers = {
        function.name: {name: sample(prop.shape) for name, prop in bind(function, API).outputs.items()}
        for function in FUNCTIONS
    }
    configured = re.findall(r"config\.require(?:_secret)?\(\"(\w+)\"\)", "".join(programs.values()))
    # In a process of its own: this one has no whole `pulumi` (outscale_provider/protos.py).
    arguments = [json.dumps(argument) for argument in (programs, answers, configured)]
    command = [sys.executable, "-c", RUN_EXAMPLES, *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (ran.stdout, ran.returncode) == ("", 0), ran.stderr


def sample(shape: Shape) -> Any:
    """A value of a shape, with one of all that it may have."""
    if shape.items:
        return [sample(shape.items)]
    if shape.properties:
        return {name: sample(prop.shape) for name, prop in shape.properties.items()}
    return {"object": {}, "string": "text", "boolean": True}.get(shape.type.kind, 1)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_shows_what_it_explains_in_each_language(name: str):
    assert list(PROGRAMS[name]) == sorted(LANGUAGES)
    of_resource = name[0].isupper()
    # Go's functions begin with Get or, where that is taken, Lookup.
    forms = {
        "python": f"outscale.{name}(" if of_resource else f"outscale.{to_python(name)}_output(",
        "typescript": f"new outscale.{name}(" if of_resource else f"outscale.{name}Output(",
        "go": f"outscale.New{name}(ctx"
        if of_resource
        else f"{name.removeprefix('get')[1:]}Output(ctx",  # after Get, Lookup or nothing
        "yaml": f"outscale-native:{name}\n",
    }
    assert [language for language, form in forms.items() if form not in PROGRAMS[name][language]] == []


@pytest.mark.parametrize(("name", "example"), EXAMPLES.items())
def test_every_title_says_what_a_program_does(name: str, example: Example):
    assert example.title[0].isupper() and example.title[-1].isalnum()
    assert example.title.replace(" ", "").lower() != name.removeprefix("get").lower()
