"""The names in the package schema: what programs write has one meaning, and keeps it when resources are added."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest

from outscale_api import Type, load
from outscale_provider.functions import functions_of
from outscale_provider.lifecycle.identity import id_violation
from outscale_provider.lifecycle.provider import Provider
from outscale_provider.model.bound import Bound
from outscale_provider.model.inputs import Replaces, Restarts, Updates
from outscale_provider.model.naming import to_pulumi
from outscale_provider.model.resource import Resource
from outscale_provider.resources import RESOURCES
from outscale_provider.schema import Programs, build_schema

PREFIX = "outscale-native:index:"


def schema_of(*resources: Resource, repository: str = "", programs: Programs | None = None) -> dict[str, Any]:
    def no_connection(*_: object) -> NoReturn:
        raise AssertionError("the schema needs no connection")

    provider = Provider(load(), resources, functions_of, no_connection, no_connection)
    return build_schema(provider, repository, programs)


SCHEMA = schema_of(*RESOURCES)
NET, *_ = (resource for resource in RESOURCES if resource.name == "Net")


def owners(spec: Any, owner: str) -> Iterator[tuple[str, str]]:
    """The types that a specification refers to, each with the property that does."""
    if isinstance(spec, dict):
        if "$ref" in spec:
            yield spec["$ref"].removeprefix("#/types/"), owner
        for value in (*spec.values(), *spec.get("oneOf", ())):
            yield from owners(value, owner)


def references() -> Iterator[tuple[str, str]]:
    """Each type with each property that has it: those of a resource's inputs and outputs are one."""
    for kind in ("types", "resources", "functions"):
        for token, spec in SCHEMA[kind].items():
            tables = (spec, spec.get("inputs", {}), spec.get("outputs", {}), {"p": spec.get("inputProperties", {})})
            for table in tables:
                for properties in (table.get("properties", {}), table.get("p", {})):
                    for name, prop in properties.items():
                        yield from owners(prop, f"{kind}/{token}.{name}")


def test_no_enum_has_two_owners():
    used = set(references())
    enums = {token for token, spec in SCHEMA["types"].items() if "enum" in spec}
    assert enums
    counted = Counter(token for token, _ in used if token in enums)
    assert {token: counted[token] for token in enums} == dict.fromkeys(enums, 1)


def test_a_member_of_an_enum_may_be_written_as_its_value():
    flow = SCHEMA["resources"]["outscale-native:index:SecurityGroupRule"]["inputProperties"]["flow"]
    token = "outscale-native:index:SecurityGroupRuleFlow"
    assert flow["oneOf"] == [{"type": "string"}, {"$ref": f"#/types/{token}"}]
    assert flow["type"] == SCHEMA["types"][token]["type"]


def test_an_enum_of_two_owners_is_refused():
    # Both would be NetPeeringState.
    one = replace(NET, inputs={**NET.inputs, "PeeringState": Replaces(type=Type("string", enum=("a",)))})
    other = replace(NET, name="NetPeering", inputs={**NET.inputs, "State": Replaces(type=Type("string", enum=("a",)))})
    with pytest.raises(ValueError, match=r"NetPeeringState would be the type of NetPeering\.State and of Net\.Peering"):
        schema_of(one, other)


def test_no_two_types_or_resources_have_one_name():
    names = [*SCHEMA["types"], *SCHEMA["resources"], *SCHEMA["functions"]]
    assert [name for name, count in Counter(name.lower() for name in names).items() if count > 1] == []


def test_a_resource_with_the_name_of_a_type_is_refused():
    with pytest.raises(ValueError, match="one name: outscale-native:index:listenerForcreation"):
        schema_of(*RESOURCES, replace(NET, name="listenerForcreation"), programs={})


def test_the_names_of_object_types_don_t_depend_on_the_resources_there_are():
    few = schema_of(NET)["types"]
    assert few.keys() <= SCHEMA["types"].keys()
    # Whatever the API has actions for may be a resource one day.
    actions = load().action_names
    objects = [token.removeprefix(PREFIX) for token, spec in SCHEMA["types"].items() if spec["type"] == "object"]
    assert {"NetDetails", "RouteDetails", "HealthCheck"} <= {*objects}
    assert [name for name in objects if {f"Create{name}", f"Link{name}", f"Read{name}s"} & {*actions}] == []


def test_no_property_has_the_name_of_its_class_in_csharp():
    renamed = []
    for kind, table in (("resources", "properties"), ("resources", "inputProperties"), ("types", "properties")):
        for token, spec in SCHEMA[kind].items():
            own = token.removeprefix(PREFIX)
            for name, prop in spec.get(table, {}).items():
                given = prop.get("language", {}).get("csharp", {}).get("name")
                assert (given or f"{name[:1].upper()}{name[1:]}") != own
                renamed += [(own, name, given)] if given else []
    assert ("PublicIp", "publicIp", "PublicIpValue") in renamed


def test_members_of_enums_have_names_of_their_own():
    for token, spec in SCHEMA["types"].items():
        names = [member["name"].lower() for member in spec.get("enum", ())]
        assert all(name.isidentifier() for name in names), token
        assert len(set(names)) == len(names), token


@pytest.mark.parametrize("values", [("x86-64", "x86_64"), ("tcp", "TCP"), ("", "empty")])
def test_members_of_one_name_are_refused(values: tuple[str, ...]):
    faulty = replace(NET, inputs={**NET.inputs, "Mode": Replaces(type=Type("string", enum=values))})
    with pytest.raises(ValueError, match="members of outscale-native:index:NetMode have one name"):
        schema_of(faulty)


def test_members_are_told_apart_by_their_sign():
    signed = replace(NET, inputs={**NET.inputs, "Mode": Replaces(type=Type("integer", enum=(-1, 1)))})
    spec = schema_of(signed)["types"][f"{PREFIX}NetMode"]
    assert spec["enum"] == [{"value": -1, "name": "Minus1"}, {"value": 1, "name": "Value1"}]


def test_what_only_the_api_answers_may_grow():
    answered = SCHEMA["types"][f"{PREFIX}VmDetails"]["properties"]["state"]
    assert answered == {"type": "string", "description": answered["description"]}
    # Of what is given as well, the values are known, on each way to it.
    both = SCHEMA["types"][f"{PREFIX}Placement"]["properties"]["tenancy"]
    assert both["oneOf"][1]["$ref"] == f"#/types/{PREFIX}PlacementTenancy"


# Descriptions


def descriptions(spec: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Each description of the schema without its example, with the path to it."""
    if isinstance(spec, dict):
        for name, value in spec.items():
            if name == "description" and isinstance(value, str):
                yield place, value.partition("{{% examples %}}")[0]
            else:
                yield from descriptions(value, f"{place}/{name}")


#: What programs read, but for `call`, which is about the API's own names.
READ = {
    place: text
    for kind in ("config", "provider", "types", "resources", "functions")
    for place, text in descriptions(SCHEMA[kind], kind)
    if f"{PREFIX}call" not in place
}


def test_whatever_has_a_name_is_described():
    assert READ[f"types/{PREFIX}VolumeType"].startswith("The type of the volume: `standard` (magnetic, the default), ")
    named = {f"{kind}/{token}" for kind in ("types", "resources", "functions") for token in SCHEMA[kind]}
    assert [place for place in named - {f"functions/{PREFIX}call"} if not READ.get(place)] == []


#: What the creation methods of routes say: names of actions are the API's values here.
CREATION_METHODS = {"CreateRoute", "CreateRouteTable"}


def test_descriptions_have_the_names_of_programs():
    properties = load().property_names
    resources = {resource.name for resource in RESOURCES}
    faults = [
        f"{place}: the API's `{name}` is `{to_pulumi(name)}` in a program. Write it so (see CONTRIBUTING): {text}"
        for place, text in READ.items()
        for quoted in re.findall("`([^`]+)`", text)
        for name in re.split(r"\W+", quoted)
        # `PublicIp` in the description of a resource or function is a resource.
        if name in properties and name[0].isupper() and not (name in resources and place.count("/") == 1)
        if not re.fullmatch(r"[A-Z]+", name)
    ]
    assert faults == []


def test_descriptions_name_no_action():
    actions = {*load().action_names}
    faults = [
        f"{place}: a program knows no {name}. Say what happens to the resource (see CONTRIBUTING): {text}"
        for place, text in READ.items()
        for name in re.findall(r"\w+", text)
        if name in actions
        and not (place.lower().endswith(("creationmethod", "creationmethods")) and name in CREATION_METHODS)
    ]
    assert faults == []


def test_what_a_change_does_is_said_once_and_as_data():
    for resource in RESOURCES:
        token = f"{PREFIX}{resource.name}"
        for name, row in resource.inputs.items():
            spec = SCHEMA["resources"][token]["inputProperties"][to_pulumi(name)]
            replaces = isinstance(row, Replaces)
            assert spec.get("willReplaceOnChanges", False) == replaces, f"{token}.{name}"
            assert len(re.findall("Changing it", spec["description"])) == (
                not isinstance(row, Updates) or isinstance(row, Restarts)
            ), spec
    assert [text for text in READ.values() if re.search("change.{,6} later", text)] == []


def imports() -> Iterator[tuple[Bound, str, str]]:
    """Each resource with what the section on its import says: the identifier's form, and the command."""
    for resource in RESOURCES:
        text = SCHEMA["resources"][f"{PREFIX}{resource.name}"]["description"]
        _, title, section = text.partition("{{% /examples %}}\n\n## Import\n\n")
        found = re.fullmatch(r"The identifier is `([^`]+)`\.\n\n```sh\n(.*)\n```", section)
        assert title and found, f"{resource.name}: {text}"
        yield Bound(resource, load()), found[1], found[2]


def test_each_resource_says_how_it_is_imported_by_an_identifier_that_is_one():
    for bound, form, command in imports():
        pulumi, verb, token, _, id = shlex.split(command)
        assert (pulumi, verb, token) == ("pulumi", "import", f"{PREFIX}{bound.resource.name}")
        assert id_violation(bound, id) == ""
        # In the names of programs, with as many parts as the example has.
        parts = re.findall(r"{(\w+)}", form)
        assert parts or form == id
        assert {*parts} <= {*bound.inputs, *bound.outputs, *map(to_pulumi, bound.resource.derived), "id"}, form
        assert len(bound.resource.split_id(id)) == max(len(parts), 1), form


def test_what_is_created_one_by_one_is_described_so():
    # The API creates several at once, a resource is one.
    alone = [resource for resource in RESOURCES if resource.create.action == f"Create{resource.name}s"]
    assert alone
    for resource in alone:
        kind = "VMs" if resource.name == "Vm" else f"{resource.name}s"
        inputs = SCHEMA["resources"][f"{PREFIX}{resource.name}"]["inputProperties"]
        several = re.compile(rf"\bthe {kind}|\beach {kind[:-1]}\b")
        assert [spec["description"] for spec in inputs.values() if several.search(spec["description"])] == []


def test_a_package_that_is_published_nowhere_is_downloaded_from_nowhere():
    schema = schema_of(NET)
    assert schema["pluginDownloadURL"].endswith(".invalid")
    assert not {"homepage", "repository", "logoUrl"} & set(schema)


def test_all_places_follow_from_the_repository():
    published = schema_of(NET, repository="somebody/outscale-native")
    assert published["pluginDownloadURL"] == "github://api.github.com/somebody/outscale-native"
    assert published["homepage"] == published["repository"] == "https://github.com/somebody/outscale-native"
    for language in ("python", "nodejs"):
        assert (
            "\nMore is at https://github.com/somebody/outscale-native.\n" in published["language"][language]["readme"]
        )
    logo = published["logoUrl"].partition("/main/")[2]
    assert (Path(__file__).parents[2] / logo).is_file()
