"""`python -m benchmarks`: the quick part by default; `--stacks` measures whole stacks and writes docs/performance.md."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from benchmarks import adoption, example, growth, report, startup, verbs


def main() -> None:
    parser = argparse.ArgumentParser("python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--stacks", type=int, nargs="*", metavar="SIZE", help="whole stacks, by default of 100, 300, 1000"
    )
    parser.add_argument(
        "--plugin", type=Path, help="the provider of the whole stacks, such as one without tools for development"
    )
    parser.add_argument("--emulator", action="store_true", help="the emulator's own benchmark, and nothing else")
    arguments = parser.parse_args()
    if arguments.emulator:
        sys.exit(subprocess.run([sys.executable, "-m", "benchmarks.emulator"]).returncode)
    quick = report.Quick(startup.measure(), verbs.measure(), example.measure(), adoption.measure())
    print(report.quick_part(quick))
    if arguments.stacks is not None:
        steps = []
        for size in arguments.stacks or growth.SIZES:
            steps += growth.measure(size, arguments.plugin)
            print(f"\n{report.stack_part(steps)}", flush=True)
        report.write(quick, steps)


if __name__ == "__main__":
    main()
