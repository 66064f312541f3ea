"""Writes the made examples in one language, as what checks programs in it wants them: `example_files.py LANGUAGE FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from outscale_provider.schema import made_programs

#: The file of a program; one in Go is a package.
FILES = {"python": "example_{}.py", "typescript": "{}.ts", "go": "{}/main.go"}


def main() -> None:
    language, folder = sys.argv[1], Path(sys.argv[2])
    wanted = {folder / FILES[language].format(name): programs[language] for name, programs in made_programs().items()}
    for old in set(folder.glob(FILES[language].format("*"))) - set(wanted):
        old.unlink()
    for file, program in wanted.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(program)


if __name__ == "__main__":
    main()
