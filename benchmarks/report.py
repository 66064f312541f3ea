"""Figures as text: for the terminal, and as docs/performance.md."""

from __future__ import annotations

import os
import platform
import subprocess
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.adoption import Adoption
from benchmarks.growth import Step
from benchmarks.stack import ROOT
from benchmarks.startup import Startup
from benchmarks.verbs import RESOURCES, Verbs

FILE = ROOT / "docs" / "performance.md"

HEAD = """\
# Performance

Measured by `make bench-stacks`, which writes this page, on a machine of {machine}.

Times depend on the machine; compare the numbers of calls, and the ratios to what was measured beside them.

## The plugin
"""

STACKS = """\
## Whole stacks

One Net with Subnets, route tables and their links and routes, security groups and rules, public IPs, VMs, second NICs, load
balancers, volumes, and the links between them; whatever takes tags has one ([the program](../benchmarks/mixed/__main__.py)).
The real Pulumi CLI works on a served emulator that answers each request 50 ms late, with the provider's default pacing and
the engine's own parallelism. The provider is installed as users have it, without tools for development.

*Time* is the wall time, *engine alone* that of the same engine and program with
[a provider that does nothing](../benchmarks/nothing.py), *ratio* the one divided by the other, *added* the difference for each
resource. Both were measured in turns, and the shortest time of each counts; a no-op `up` and a refresh of both start from the
same state. The engine writes its whole state anew before and after each change, which is why its own time grows faster than
the number of changes.
"""

TERRAFORM = """\
## For comparison

Terraform's provider for OUTSCALE on 300 such resources at 50 ms, as the project was told (this benchmark does not run it). It
sends 5 to 7 requests a second throughout.

| operation | calls | calls for each | time |
| --- | --- | --- | --- |
| create | 768 | 2.6 a resource | 146 s |
| plan without changes | 137 | 0.5 a resource | 28 s |
| change one tag |  | 3.6 a tagged resource | 151 s |
| destroy |  | 2.5 a resource | 107 s |
"""

#: What each step is held to: the calls for each of what is counted, and how many of those a stack has.
LIMITS = {
    "create": "1.3 a resource",
    "no-op up": "none",
    "change one tag": "0.5 a tagged resource",
    "refresh": "2 a type",
    "destroy": "1.3 a resource",
}


@dataclass(frozen=True)
class Quick:
    """The quick part's figures."""

    startup: Startup
    verbs: Verbs
    example: dict[str, Counter[str]]
    adoption: Adoption


def quick_part(quick: Quick) -> str:
    startup, verbs = quick.startup, quick.verbs
    rows = [
        ("launch to printed port, over `import grpc.aio`", f"{startup.ratio:.2f} times", "2"),
        (
            "launch to first answered Check, over `import grpc.aio`",
            f"{startup.first_check / startup.grpc:.2f} times",
            "",
        ),
        *_archive_rows(startup),
        ("Check of a Vm with 40 properties, more than an empty call", f"{verbs.check_adds:.2f} ms", "0.2 ms"),
        ("the same for a new Vm, which is judged", f"{verbs.check_new_adds:.2f} ms", "0.2 ms"),
        ("Diff of a Vm with 40 properties, more than an empty call", f"{verbs.diff_adds:.2f} ms", "0.2 ms"),
        ("an empty call over gRPC", f"{verbs.empty:.2f} ms", ""),
        (f"time a resource, last over first tenth of {RESOURCES:,}", f"{verbs.growth:.2f} times", "1"),
        (f"resident memory after {RESOURCES:,} resources", f"{verbs.memory:.0f} MB", "80 MB"),
    ]
    plugin = _table(("what", "measured", "at most"), rows)
    calls = [(name, str(sum(calls.values())), _by_action(calls)) for name, calls in quick.example.items()]
    example = _table(("examples/web-server", "calls", "by action"), calls)
    return f"{plugin}\n{example}\n{_adoption_part(quick.adoption)}"


def _archive_rows(startup: Startup) -> list[tuple[str, str, str]]:
    """How the archive's executable starts, where there is one."""
    if startup.archive_port is None or startup.archive_first_check is None:
        return []
    return [
        (
            "launch of the archive to printed port, over the script's",
            f"{startup.archive_port / startup.port:.2f} times",
            "",
        ),
        (
            "launch of the archive to first answered Check, over the script's",
            f"{startup.archive_first_check / startup.first_check:.2f} times",
            "",
        ),
    ]


def _adoption_part(adoption: Adoption) -> str:
    rows = [
        ("objects read, and resources declared", f"{adoption.listed:,}, {adoption.declared:,}", ""),
        ("calls", f"{sum(adoption.calls.values())}: {_by_action(adoption.calls)}", ""),
        ("time", f"{adoption.seconds:.1f} s", ""),
        ("memory", f"{adoption.memory:.0f} MB", "300 MB"),
    ]
    return _table(("outscale-native adopt", "measured", "at most"), rows)


def stack_part(steps: Sequence[Step]) -> str:
    rows = [
        (
            str(step.size),
            step.name,
            str(step.total),
            _per_unit(step),
            LIMITS[step.name],
            f"{step.seconds:.1f} s",
            f"{step.engine_seconds:.1f} s",
            f"{step.ratio:.2f}",
            f"{1000 * (step.seconds - step.engine_seconds) / step.size:.1f} ms",
        )
        for step in steps
    ]
    head = ("resources", "operation", "calls", "calls for each", "at most", "time", "engine alone", "ratio", "added")
    largest = max(step.size for step in steps)
    actions = [(step.name, _by_action(step.calls)) for step in steps if step.size == largest and step.calls]
    return f"{_table(head, rows)}\n{_table((f'{largest} resources', 'calls by action'), actions)}"


def write(quick: Quick, steps: Sequence[Step]) -> None:
    """Writes the document."""
    head = HEAD.format(machine=_machine())
    FILE.write_text("\n".join([head, quick_part(quick), STACKS, stack_part(steps), TERRAFORM]))


def _per_unit(step: Step) -> str:
    units = {"change one tag": (step.tagged, "tagged resource"), "refresh": (step.types, "type")}
    amount, unit = units.get(step.name, (step.size, "resource"))
    return f"{step.total / amount:.2f} a {unit}"


def _by_action(calls: Counter[str]) -> str:
    return ", ".join(f"{action} {count}" for action, count in calls.most_common())


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cli = subprocess.run(["pulumi", "version"], capture_output=True, text=True, check=True).stdout.strip()
    system = f"{platform.system()} ({platform.machine()})"
    return f"{os.cpu_count()} cores, {memory:.0f} GB of memory, {system}, Python {platform.python_version()}, Pulumi CLI {cli}"
