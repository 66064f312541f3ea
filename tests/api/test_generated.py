"""The description against the facts, and every generated file against its generator."""

from __future__ import annotations

import filecmp
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import openapi_spec_validator
import pytest

from outscale_api import ObjectType, load
from outscale_api.compile import describe, load_families, publish

ROOT = Path(__file__).parents[2]
FACTS = ROOT.parent / "shared" / "facts" / "actions-1.16.json"
FACTS_OF_TODAY = FACTS.with_name("actions-1.40.json")

#: Filters that export tasks of both kinds share in the description, as they do in v1.16, and not in today's API.
SHARED_FILTERS = {"Filters.ImageIds[]", "Filters.SnapshotIds[]"}


#: Of a field: its type, whether it is required, and the values that it may have.
Described = tuple[str, bool, list[Any]]


def flat(object_type: ObjectType, prefix: str = "", later: bool = False) -> dict[str, Described]:
    """The fields of v1.16, with `later` also those that came since, by their paths as the facts have them."""
    found: dict[str, Described] = {}
    for field in object_type.fields.values():
        if field.since and not later:
            continue
        of_item = field.type.items or field.type
        path = f"{prefix}{field.name}{'[]' if field.type.items else ''}"
        found[path] = (of_item.kind, field.required, sorted(of_item.enum, key=str))
        if of_item.object:
            found |= flat(of_item.object, f"{path}.", later)
    return found


@pytest.mark.skipif(not FACTS.exists(), reason="the facts are not beside this clone")
def test_the_description_is_that_of_the_document() -> None:
    facts: dict[str, Any] = json.loads(FACTS.read_text())
    api = load()
    assert set(api.action_names) == set(facts)
    for action in api:
        fact = facts[action.name]
        for part, described in (("request", action.request), ("response", action.response)):
            found = flat(described)
            # The document has many values in its prose only: there the facts name none.
            expected = {
                path: (kind, required, sorted(values) if values else found.get(path, ("", False, []))[2])
                for path, (kind, required, values) in fact[part].items()
            }
            assert found == expected, f"{action.name} {part}"
        assert sorted(action.authentication) == sorted(fact["security"]), action.name


@pytest.mark.skipif(not FACTS_OF_TODAY.exists(), reason="the facts are not beside this clone")
def test_the_description_has_what_came_later() -> None:
    facts: dict[str, Any] = json.loads(FACTS_OF_TODAY.read_text())
    for action in load():
        if action.until:
            assert action.name not in facts
            continue
        for part, described in (("request", action.request), ("response", action.response)):
            old, now = set(flat(described)), set(flat(described, later=True))
            named = set(facts[action.name][part])
            assert named - now == set(), f"{action.name} {part}"
            assert now - old - named <= SHARED_FILTERS, f"{action.name} {part}"


def test_everything_is_described() -> None:
    families = load_families()
    nameless = [
        f"{family} {name}"
        for family, content in families.items()
        for name, schema in content["schemas"].items()
        for prop, spec in schema["properties"].items()
        if not spec.get("description") or "TODO" in spec["description"] or not prop
    ]
    assert nameless == []
    assert all(
        action["description"].endswith(".") for content in families.values() for action in content["paths"].values()
    )


def test_the_compiled_description_is_current() -> None:
    description = describe(load_families())
    assert json.loads((ROOT / "provider/outscale_api/description.json").read_text()) == description
    assert json.loads((ROOT / "openapi.json").read_text()) == publish(description)


@pytest.mark.parametrize(
    ("type", "field", "why"),
    [("Placement", "Tenancy", "requests have it as well"), ("Vm", "Colour", "names what it does not have: Colour")],
)
def test_what_can_t_be_always_answered_is_refused(type: str, field: str, why: str) -> None:
    families = load_families()
    families["vm"]["schemas"][type]["x-always"] = [field]
    with pytest.raises(ValueError, match=why):
        describe(families)


def test_a_standard_validator_takes_the_published_description() -> None:
    openapi_spec_validator.validate(json.loads((ROOT / "openapi.json").read_text()))


def test_patterns_hold_for_whole_texts() -> None:
    # Python's `search` and the `pattern` of JSON Schema agree where a pattern names both ends, and `fullmatch` with them.
    published = (ROOT / "openapi.json").read_text()
    patterns = re.findall(r'"pattern": ("(?:[^"\\]|\\.)*")', published)
    assert [p for p in map(json.loads, patterns) if not (p.startswith("^") and p.endswith("$"))] == []


def test_every_pattern_is_said_in_words() -> None:
    properties = [
        prop for schema in describe(load_families())["types"].values() for prop in schema["properties"].values()
    ]
    limited = [of for prop in properties if "pattern" in (of := prop.get("items", prop))]
    assert limited
    assert [of["pattern"] for of in limited if not of.get("x-form")] == []


def provided(tool: str) -> str:
    """Where a tool is that `make tools` or `make sdkgen` has made."""
    provide = [sys.executable, ROOT / "tools" / "pulumi_cli.py", "--uv", "uv", tool]
    return subprocess.run(provide, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def test_the_schema_is_current_and_the_engine_takes_it(tmp_path: Path) -> None:
    made = tmp_path / "schema.json"
    subprocess.run([sys.executable, "-m", "outscale_provider.schema", made], check=True)
    assert made.read_text() == (ROOT / "schema.json").read_text()
    check = [Path(provided("pulumi")) / "pulumi", "schema", "check", made]
    quiet = {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"}
    found = subprocess.run(check, env=quiet, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert (found.returncode, found.stdout) == (0, "")


@pytest.mark.parametrize(
    ("tool", "page"),
    [
        ("settings_table.py", "docs/installation-configuration.md"),
        ("import_table.py", "docs/guides/import-and-adopt.md"),
    ],
)
def test_a_table_of_a_page_is_current(tool: str, page: str, tmp_path: Path) -> None:
    made = tmp_path / "page.md"
    made.write_text((ROOT / page).read_text())
    subprocess.run([sys.executable, ROOT / "tools" / tool, made], check=True)
    assert made.read_text() == (ROOT / page).read_text()
    made.write_text("nothing")
    refused = subprocess.run(
        [sys.executable, ROOT / "tools" / tool, made], check=False, stderr=subprocess.PIPE, text=True
    )
    assert refused.returncode and "lacks the markers" in refused.stderr


def test_the_table_of_actions_is_current_and_has_all(tmp_path: Path) -> None:
    made = tmp_path / "actions.md"
    subprocess.run([sys.executable, ROOT / "tools/action_map.py", made], check=True)
    assert made.read_text() == (ROOT / "docs/actions.md").read_text()
    lines = [line.split(" | ") for line in made.read_text().splitlines() if line.startswith("| ") and "---" not in line]
    sent_by = {action.removeprefix("| "): use for action, use in lines[1:]}
    assert list(sent_by) == [action.name for action in load()]
    assert sent_by["CreateSubnet"] == "Subnet (create) |"


#: The folder of each SDK that is generated; beside Go's lie the module's own files.
SDKS = {
    "python": ROOT / "sdk" / "python",
    "nodejs": ROOT / "sdk" / "nodejs",
    "go": ROOT / "sdk" / "go" / "outscalenative",
}

#: What others leave in such a folder: Python, and installers of packages.
NOT_GENERATED = ["__pycache__", "pulumi_outscale_native.egg-info", "build", "node_modules", "package-lock.json"]


def differences(folders: filecmp.dircmp[str]) -> list[str]:
    """What only one of two folders has, or both have and not alike, at any depth."""
    here = [*folders.left_only, *folders.right_only, *folders.diff_files, *folders.funny_files]
    return here + [name for below in folders.subdirs.values() for name in differences(below)]


def test_the_sdks_for_typescript_and_go_take_what_their_generator_knows() -> None:
    generator, module = ((ROOT / of / "go.mod").read_text() for of in ("tools/sdkgen", "sdk/go"))
    found = re.search(r"github.com/pulumi/pulumi/pkg/v3 v(\S+)", generator)
    assert found is not None
    assert f"github.com/pulumi/pulumi/sdk/v3 v{found[1]}\n" in module
    package = json.loads((SDKS["nodejs"] / "package.json").read_text())
    assert package["dependencies"] == {"@pulumi/pulumi": f"^{found[1]}"}


def test_the_module_for_go_has_the_name_that_programs_import() -> None:
    schema = json.loads((ROOT / "schema.json").read_text())
    module, _, package = schema["language"]["go"]["importBasePath"].rpartition("/")
    assert (ROOT / "sdk/go/go.mod").read_text().splitlines()[0] == f"module {module}"
    assert SDKS["go"] == ROOT / "sdk/go" / package


def test_the_examples_are_current(tmp_path: Path) -> None:
    made = tmp_path / "examples.json"
    subprocess.run([sys.executable, ROOT / "tools/examples.py", provided("sdkgen"), made], env=with_yaml(), check=True)
    assert made.read_text() == (ROOT / "provider/outscale_provider/examples.json").read_text()


def with_yaml() -> dict[str, str]:
    """The environment, with the language host that makes programs in YAML."""
    return {**os.environ, "PATH": os.pathsep.join([provided("yaml"), os.environ["PATH"]])}


#: Programs that are wrong, by the beginnings of what is said of each.
WRONG = {
    "a, line 2: unsupported attribute 'range'": 'resource net "outscale-native:index:Net" {\n  range = "10.0.0.0/16"\n}',
    "b, line 2: Cannot assign value (1)": 'resource net "outscale-native:index:Net" {\n  ipRange = [1]\n}',
    "c, line 2: undefined variable net": "output id {\n  value = net.id\n}",
    "d: no schema of the package other": 'resource vm "other:index:Vm" {}',
    "e, line 1: Unclosed configuration block": 'resource net "outscale-native:index:Net" {',
    "f in yaml: Failed to generate YAML program: Splat": (
        'some = invoke("outscale-native:index:getNets", {})\noutput ids {\n  value = some.nets[*].netId\n}'
    ),
}


def test_wrong_examples_are_refused_all_at_once(tmp_path: Path) -> None:
    sources, made = tmp_path / "sources.json", tmp_path / "made.json"
    sources.write_text(json.dumps({finding[0]: program for finding, program in WRONG.items()}))
    command = [provided("sdkgen"), ROOT / "schema.json", "examples", sources, made]
    generator = subprocess.run(command, env=with_yaml(), check=False, stderr=subprocess.PIPE, text=True)
    assert (generator.returncode, made.exists()) == (1, False)
    assert [finding for finding in WRONG if f"\n{finding}" not in generator.stderr] == []


#: A section of examples in an SDK, where the sign of a comment may begin each line: its title, and the language of its program.
EXAMPLE = re.compile(r"## Example Usage\n[\s*/]*### (\S.*)\n[\s*/]*```(\w+)\n")


@pytest.mark.parametrize(("language", "block"), [("python", "python"), ("nodejs", "typescript"), ("go", "go")])
def test_each_sdk_has_the_examples_of_its_language(language: str, block: str) -> None:
    source = "".join(sources(language))
    sections = EXAMPLE.findall(source)
    assert len(sections) == source.count("## Example Usage")
    titles = set(re.findall("^### (.*)$", (ROOT / "schema.json").read_text().replace("\\n", "\n"), re.MULTILINE))
    assert {title for title, _ in sections} == {json.loads(f'"{title}"') for title in titles}
    assert {name for _, name in sections} == {block}


@pytest.mark.parametrize("language", SDKS)
def test_the_sdks_are_current(tmp_path: Path, language: str) -> None:
    subprocess.run([provided("sdkgen"), ROOT / "schema.json", language, tmp_path / "sdk"], check=True)
    assert differences(filecmp.dircmp(tmp_path / "sdk", SDKS[language], ignore=NOT_GENERATED)) == []


#: In each language: what has documentation, which begins before or after it. A property is one of a class, a type or a struct,
#: an argument the same where it is declared in another way, a setting one of the provider's in a stack's configuration.
DOCUMENTED = {
    "python": {
        "property": r"    @pulumi\.getter.*\n    def .*:\n(?P<documentation>        \"\"\"\n        \S)?",
        "argument": r"    \w+: (?:NotRequired\[)?pulumi\.Input\[.*\]\n(?P<documentation>    \"\"\"\n    \S)?",
        "enum": r"class \w+\(_builtins\.\w+, Enum\):\n(?P<documentation>    \"\"\"\n    \S)?",
        "setting": r"def \w+\(self\) -> Optional\[.*\]:\n(?P<documentation>        \"\"\"\n        \S)?",
    },
    "nodejs": {
        "property": r"(?P<documentation>\*/\n)?    (?:declare public readonly |readonly )?\w+: .*;\n",
        "argument": r"(?P<documentation>\*/\n)?    \w+\??: .*;\n",
        "enum": r"(?P<documentation>\*/\n)?export type \w+ = \(typeof \w+\).*;\n",
        "setting": r"(?P<documentation>\*/\n)?export declare const \w+: .*;\n",
    },
    "go": {
        "property": r"(?P<documentation>//.*\n)?\t[A-Z]\w* .*`pulumi:.*`\n",
        "argument": r"(?P<documentation>//.*\n)?\t[A-Z]\w* +[\w.]+Input\n",
        "enum": r"(?P<documentation>//.*\n)?type [A-Z]\w* (?:string|int)\n",
        "setting": r"(?P<documentation>//.*\n)?func Get\w+\(ctx \*pulumi\.Context\) \w+ {\n",
    },
}

#: How many of each there are, more or less: fewer would be missed by the pattern.
LEAST = {"property": 500, "argument": 50, "enum": 15, "setting": 15}


@pytest.mark.parametrize("kind", LEAST)
@pytest.mark.parametrize("language", SDKS)
def test_whatever_programs_name_in_an_sdk_is_documented(language: str, kind: str) -> None:
    pattern = DOCUMENTED[language][kind]
    found = [named for source in sources(language) for named in re.finditer(pattern, source)]
    assert len(found) > LEAST[kind]
    assert [named[0] for named in found if not named["documentation"]] == []


#: Of a property that several words make: how its documentation names it.
SPELLED = {"python": "`ip_ranges`", "nodejs": "`ipRanges`", "go": "`IpRanges`"}


@pytest.mark.parametrize("language", SDKS)
def test_documentation_has_the_names_of_its_language(language: str) -> None:
    source = "".join(sources(language))
    assert [name in source for name in SPELLED.values()] == [
        spelled == SPELLED[language] for spelled in SPELLED.values()
    ]
    others = {"python": "`[a-z]+[A-Z]\\w*`", "nodejs": "`[a-z]+_id`", "go": "//.*`[a-z]+[A-Z]\\w*`"}
    assert re.findall(others[language], source) == []


def sources(language: str) -> list[str]:
    """The generated sources of a language."""
    suffix = {"python": ".py", "nodejs": ".ts", "go": ".go"}[language]
    files = SDKS[language].rglob(f"*{suffix}")
    return [file.read_text() for file in files if not {*file.relative_to(SDKS[language]).parts} & {*NOT_GENERATED}]
