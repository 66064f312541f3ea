"""Runs the official installation of the Pulumi CLI: `official_install.py ROOT VERSION`.

A program of its own, so that the caller can end it when the download hangs and needs no installed package itself.
"""

from __future__ import annotations

import sys

from pulumi.automation import PulumiCommand
from semver import VersionInfo

if __name__ == "__main__":
    root, version = sys.argv[1:]
    PulumiCommand.install(root=root, version=VersionInfo.parse(version))
