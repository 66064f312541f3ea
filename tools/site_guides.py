"""Pages that are written by hand, as the site has them."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from tabs import tab

from outscale_provider.schema import REPOSITORY

#: Of the pages in docs/, those for people who work on the project.
_FOR_OTHERS = ("architecture.md", "facts/")

#: What only Pulumi's Registry makes something of.
_LAYOUT = re.compile(r"^layout: .*\n", re.MULTILINE)
_FENCED = re.compile(r"^( *```.*?^ *```)$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]+)\)")
_CHOICE = re.compile(r"{{% choosable language (\w+) %}}\n(.*?){{% /choosable %}}\n", re.DOTALL)


def pages(root: Path) -> dict[str, str]:
    """Each page by its name in the site."""
    names = _names(root)
    return {name: _page((root / file).read_text(), root, file, names) for file, name in names.items()}


def _names(root: Path) -> dict[str, str]:
    """The files of the repository that become pages, with their names in the site."""
    docs = [file.relative_to(root / "docs").as_posix() for file in sorted((root / "docs").rglob("*.md"))]
    examples = [file.parent.name for file in sorted((root / "examples").glob("*/README.md"))]
    return {
        **{f"docs/{file}": file for file in docs if not file.startswith(_FOR_OTHERS)},
        **{f"examples/{example}/README.md": f"examples/{example}.md" for example in examples},
        "docs/_index.md": "index.md",
        "examples/README.md": "examples/index.md",
        "ci/README.md": "ci.md",
        "CHANGELOG.md": "changelog.md",
    }


def _page(text: str, root: Path, file: str, names: Mapping[str, str]) -> str:
    described = _LAYOUT.sub("", text.replace("\nmeta_desc:", "\ndescription:", 1))
    tabbed = _CHOICE.sub(lambda choice: tab(choice[1], choice[2]), re.sub(r"{{< /?chooser.*?>}}\n", "", described))
    parts = _FENCED.split(tabbed)
    linked = partial(_LINK.sub, partial(_link, root, file, names))
    return "".join(part if _FENCED.fullmatch(part) else linked(part) for part in parts)


def _link(root: Path, file: str, names: Mapping[str, str], link: re.Match[str]) -> str:
    """A link as the site has it; of what is no page, its text, or a link to the repository where that is published."""
    label, target = link.groups()
    path, _, heading = target.partition("#")
    if re.match("[a-z]+:", target) or not path:
        return link[0]
    there = os.path.normpath(os.path.join(os.path.dirname(file), path))
    if (root / there / "README.md").exists():
        there = f"{there}/README.md"
    if there in names:
        relative = os.path.relpath(names[there], os.path.dirname(names[file]))
        return f"[{label}]({relative}{heading and '#'}{heading})"
    return f"[{label}](https://github.com/{REPOSITORY}/blob/main/{there})" if REPOSITORY else label
