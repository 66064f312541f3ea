"""Runs the official installation of the Pulumi CLI: `official_install.py ROOT VERSION`.

A program of its own, so that its caller needs no installed package and can end it when the download hangs.
"""

from __future__ import annotations

import subprocess
import sys

from pulumi.automation import PulumiCommand
from semver import VersionInfo


def main() -> None:
    root, version = sys.argv[1:]
    try:
        PulumiCommand.install(root=root, version=VersionInfo.parse(version))
    except subprocess.CalledProcessError as error:  # the downloaded script failed: what it said tells more
        sys.exit(f"{error.output.decode(errors='replace')}\n{error}")
    except OSError as error:  # the script could not be downloaded or run
        sys.exit(str(error))


if __name__ == "__main__":
    main()
