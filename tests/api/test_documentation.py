"""The pages for readers: what they link to is there, two of them show the same, and what they show is run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from clients import test_emulator_page
from engine import recovery, test_adopting, test_dynamic, test_examples, test_failures, test_pipelines
from pages import PAGES, ROOT, Block, all_blocks, blocks, headings, links
from sdk import check_programs

#: What tests run, each its own.
RUN = [
    *check_programs.SHOWN,
    *recovery.SHOWN,
    *test_adopting.SHOWN,
    *test_dynamic.SHOWN,
    *test_emulator_page.SHOWN,
    *test_examples.SHOWN,
    *test_failures.SHOWN,
    *test_pipelines.SHOWN,
]

#: What nobody runs: pictures, and what a command prints.
LOOKED_AT = {"mermaid", "text"}

#: Why what stands under a heading can't be run.
NOT_RUN = {
    (
        "CONTRIBUTING.md",
        "The example of a definition",
    ): "no program; `make generate` makes programs of all that are like it",
    (
        "ci/README.md",
        "The emulator as a service",
    ): "takes GitLab, GitHub and a registry; test_pipelines.py runs the commands",
    ("docs/installation-configuration.md", "Configuration"): "an account's credentials",
    ("examples/README.md", "On the real cloud"): "an account's credentials",
    **{
        (f"examples/{example}/README.md", "On the real cloud"): "logs in to VMs, which the emulator's don't run"
        for example in ("bastion-nat", "kubernetes-network", "three-tier", "web-server")
    },
    ("examples/office-vpn/README.md", "On the real cloud"): "takes an office's device, and its answer",
    ("examples/peered-nets/README.md", "On the real cloud"): "the credentials of two accounts",
    ("examples/windows-vm/README.md", "On the real cloud"): "follows the boot of a VM",
    (
        "sdk/nodejs/README.md",
        "OUTSCALE Native for TypeScript and JavaScript",
    ): "generated: the example of Subnet, compiled",
    (
        "sdk/python/pulumi_outscale_native/README.md",
        "OUTSCALE Native for Python",
    ): "generated: the example of Subnet, checked",
}


def anchor(heading: str) -> str:
    """What GitHub and MkDocs link a heading by."""
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", heading.strip().lower()))


def text_of(page: str) -> str:
    return (ROOT / page).read_text()


def targets(page: str) -> Iterator[str]:
    """Where a page links to, in the repository."""
    yield from (target for target in links(text_of(page)) if not re.match("[a-z]+:", target))


def destination(page: str, target: str) -> Path:
    """The file that a link shows: of a folder its README, if it has one."""
    path = target.partition("#")[0]
    file = ((ROOT / page).parent / path if path else ROOT / page).resolve()
    return file / "README.md" if (file / "README.md").exists() else file


def leads_nowhere(page: str, target: str) -> bool:
    file = destination(page, target)
    heading = target.partition("#")[2]
    if not heading or not file.exists():
        return not file.exists()
    return heading not in map(anchor, headings(file.read_text()))


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    assert [target for target in targets(page) if leads_nowhere(page, target)] == []


def test_a_link_that_leads_nowhere_is_found() -> None:
    page = "README.md"
    assert not leads_nowhere(page, "docs/emulator.md#as-a-server")
    assert leads_nowhere(page, "docs/emulator.md#as-a-sever")
    assert leads_nowhere(page, "docs/emulators.md")
    assert sum(len(list(targets(page))) for page in PAGES) > 50


def test_every_page_is_reached_from_readme() -> None:
    reached, to_do = set(), ["README.md"]
    while to_do:
        page = to_do.pop()
        reached.add(page)
        pages = {destination(page, target).relative_to(ROOT).as_posix() for target in targets(page)}
        to_do += [page for page in pages - reached if page.endswith(".md")]
    assert [page for page in PAGES if page.startswith("docs/") and page not in reached] == []


def test_what_readme_shows_a_newcomer_is_what_the_pages_show() -> None:
    pages = ("docs/installation-configuration.md", "docs/_index.md")
    shown = {same(block) for page in pages for block in blocks(page)}
    own = [block for block in blocks("README.md") if block.heading != "Try it"]
    assert len(own) > 4
    assert [block for block in own if same(block) not in shown] == []


def same(block: Block) -> tuple[str, str]:
    """What two blocks have in common that show the same."""
    return block.language, block.text


def test_each_block_is_run_or_has_a_reason_why_not() -> None:
    every = [block for page in PAGES for block in all_blocks(page) if block.language not in LOOKED_AT]
    run = set(map(same, RUN))
    not_run = [block for block in every if same(block) not in run]
    assert [block for block in not_run if (block.page, block.heading) not in NOT_RUN] == []
    assert {(block.page, block.heading) for block in not_run} == set(NOT_RUN)


def test_code_can_be_read() -> None:
    every = [block for page in PAGES for block in all_blocks(page)]
    for block in every:
        if block.language == "python":
            compile(block.text, block.page, "exec")
        elif block.language == "yaml":
            assert isinstance(yaml.safe_load(block.text), dict)
    assert {block.language for block in every} == {"go", "hcl", "mermaid", "python", "sh", "text", "typescript", "yaml"}


def test_what_pages_tell_to_make_can_be_made() -> None:
    rules = "".join((ROOT / file).read_text() for file in ("Makefile", "tools/tools.mk"))
    can_be = set(re.findall(r"^([a-z-]+):", rules, re.MULTILINE))
    told = {
        (page, target) for page in PAGES for target in re.findall(r"\bmake ([a-z]+(?:-[a-z]+)*)(?=[ `\n])", code(page))
    }
    assert len(told) > 20
    assert [(page, target) for page, target in told if target not in can_be] == []


def code(page: str) -> str:
    """What a page shows as code, in its text and in blocks."""
    return "\n".join([*re.findall(r"`([^`\n]+)`", text_of(page)), *(block.text for block in all_blocks(page)), ""])
