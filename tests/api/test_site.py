"""The pages that the site is built of: all are there, and their links lead to one another. `make site` builds it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pages import PAGES, ROOT, all_blocks, links

SCHEMA = json.loads((ROOT / "schema.json").read_text())
LANGUAGES = ["Python", "TypeScript", "Go", "YAML"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "made"
    subprocess.run([sys.executable, ROOT / "tools/site_pages.py", folder], check=True)
    return folder


def section(page: str, title: str) -> str:
    return page.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def listed(text: str) -> set[str]:
    return set(re.findall(r"^`(\w+)` · .+\n:   \S", text, re.MULTILINE))


def test_each_page_is_in_the_navigation_once(site: Path) -> None:
    found = {page.relative_to(site / "pages").as_posix() for page in (site / "pages").rglob("*.md")}
    nav = [page for part in json.loads((site / "mkdocs.yml").read_text())["nav"] for page in next(iter(part.values()))]
    assert sorted(nav) == sorted(found)


def test_links_lead_to_pages_of_the_site(site: Path) -> None:
    targets = [
        (page.name, target.partition("#")[0], page.parent)
        for page in site.rglob("*.md")
        for target in links(page.read_text())
        if not re.match("[a-z]+:|#", target)
    ]
    assert len(targets) > 150
    assert [(name, target) for name, target, folder in targets if not (folder / target).is_file()] == []


def test_a_reader_of_the_site_is_shown_the_same_code(site: Path) -> None:
    names = {"docs/_index.md": "index.md", "examples/README.md": "examples/index.md", "ci/README.md": "ci.md"}
    compared = 0
    for page in PAGES:
        name = names.get(page, page.removeprefix("docs/").replace("/README.md", ".md"))
        made = site / "pages" / name
        if made.exists():
            # In tabs it stands further to the right.
            text = re.sub(r"^ +", "", made.read_text(), flags=re.MULTILINE)
            for block in all_blocks(page):
                assert re.sub(r"^ +", "", block.text, flags=re.MULTILINE) in text, (page, block)
                compared += 1
    assert compared > 50


def test_each_resource_says_what_a_program_needs(site: Path) -> None:
    for token, spec in SCHEMA["resources"].items():
        name = token.rpartition(":")[2]
        page = (site / f"pages/resources/{name}.md").read_text()
        assert "{{%" not in page
        assert f"outscale.{name}(" in section(page, "Example")
        assert re.findall(r'^=== "(.*)"$', section(page, "Example"), re.MULTILINE) == LANGUAGES
        inputs = section(page, "Inputs")
        assert listed(inputs) == {*spec["inputProperties"]}
        assert {*spec["inputProperties"], *listed(section(page, "Outputs"))} >= {*spec["properties"]}
        replacing = set(re.findall(r"^`(\w+)` · .*replaces the resource", inputs, re.MULTILINE))
        assert replacing == {
            input for input, prop in spec["inputProperties"].items() if prop.get("willReplaceOnChanges")
        }
        assert f"pulumi import {token} " in section(page, "Import")
        assert "| read | `Read" in section(page, "The API's actions")


def test_each_function_says_what_a_program_needs(site: Path) -> None:
    for token, spec in SCHEMA["functions"].items():
        page = (site / f"pages/functions/{token.rpartition(':')[2]}.md").read_text()
        assert "{{%" not in page
        assert "outscale." in section(page, "Example")
        assert re.findall(r'^=== "(.*)"$', section(page, "Example"), re.MULTILINE) == LANGUAGES
        assert listed(section(page, "Inputs")) == {*spec["inputs"]["properties"]}
        assert listed(section(page, "Outputs")) == {*spec["outputs"]["properties"]}


def test_types_are_on_the_page_that_links_to_them(site: Path) -> None:
    links = 0
    for page in (*site.glob("pages/resources/*.md"), *site.glob("pages/functions/*.md")):
        text = page.read_text()
        named = set(re.findall(r"\]\(#(\w+)\)", text))
        assert named <= {title.lower() for title in re.findall(r"^### (\w+)$", text, re.MULTILINE)}, page.name
        links += len(named)
    assert links > 100


def test_a_program_in_several_languages_is_in_tabs(site: Path) -> None:
    overview = (site / "pages/index.md").read_text()
    assert re.findall(r'^=== "(.*)"$', overview, re.MULTILINE) == LANGUAGES
    assert [word for word in ("chooser", "choosable", "layout:", "meta_desc") if word in overview] == []
