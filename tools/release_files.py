"""Puts the files of a release together: `release_files.py [--complete] FOLDER`.

Writes SHA256SUMS, as `sha256sum --check` takes it, over all of them that the folder has, and says which it lacks. Ends with 1,
and without that file, where one is of another version, or with `--complete` where one is lacking.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

from outscale_provider.version import VERSION

SUMS = "SHA256SUMS"

#: What a release consists of, and what makes it: patterns, as there is an archive for each system. `v` stands for any version.
KINDS = {
    "outscale_native_provider-{v}-py3-none-any.whl": "make wheels",
    "pulumi_outscale_native-{v}-py3-none-any.whl": "make wheels",
    "pulumi-outscale-native-{v}.tgz": "make npm-package, which needs npm",
    "outscale-native-sdk-go-v{v}.tar.gz": "make go-package",
    "pulumi-resource-outscale-native-v{v}-*.tar.gz": "make archive",
}


def of_other_versions(folder: Path) -> list[str]:
    """The names of files that were made for other versions."""
    all_versions = {file.name for kind in KINDS for file in folder.glob(kind.format(v="*"))}
    return sorted(all_versions - {file.name for file in files(folder)})


def files(folder: Path) -> Iterator[Path]:
    """The files of the release that are there."""
    for kind in KINDS:
        yield from sorted(folder.glob(kind.format(v=VERSION)))


def lacking(folder: Path) -> Iterator[str]:
    """What is not there, and what makes it."""
    for kind, made_by in KINDS.items():
        if not list(folder.glob(kind.format(v=VERSION))):
            yield f"{kind.format(v=VERSION)} ({made_by})"


def sums(folder: Path) -> str:
    """The checksums of the files that are there."""
    return "".join(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files(folder))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--complete", action="store_true", help="fail where a file is lacking")
    arguments = parser.parse_args()
    folder: Path = arguments.folder
    (folder / SUMS).unlink(missing_ok=True)
    if others := of_other_versions(folder):
        sys.exit(f"{folder} has files that are not of version {VERSION}, remove them: {', '.join(others)}")
    if left_out := list(lacking(folder)):
        text = "left out of the release: " + ", ".join(left_out)
        if arguments.complete:
            sys.exit(text)
        sys.stderr.write(f"{text}\n")
    # In bytes: with the line ends of Windows, `sha256sum --check` would look for files of other names.
    (folder / SUMS).write_bytes(sums(folder).encode())
    print("\n".join(file.name for file in (*files(folder), folder / SUMS)))


if __name__ == "__main__":
    main()
