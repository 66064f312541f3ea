"""A CLI for all tests, and a project for each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.cli import Cli, Project
from engine.cloud import Cloud


@pytest.fixture(scope="session")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    return Cli.install(tmp_path_factory.mktemp("pulumi"))


@pytest.fixture
def cloud(tmp_path: Path) -> Cloud:
    return Cloud(tmp_path / "cloud.sqlite")


@pytest.fixture
def project(cli: Cli, cloud: Cloud, tmp_path: Path) -> Callable[..., Project]:
    """Makes projects in this test's cloud: from a program, and what it is configured with."""
    made: list[Project] = []

    def make(program: str, **config: Any) -> Project:
        folder = tmp_path / f"project-{len(made)}"
        made.append(cli.project(folder, program, **{"endpoint": cloud.endpoint, **config}))
        return made[-1]

    return make
