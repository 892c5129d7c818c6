"""A migrated database on each product."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gateway.store.migrate import migrate


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once: migrations take longer than most tests."""
    path = tmp_path_factory.mktemp("migrated") / "warmhook.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path, migrated_file: Path) -> str:
    """The URL of an empty database at the newest schema."""
    if request.param == "sqlite":
        return f"sqlite:///{shutil.copy(migrated_file, tmp_path)}"
    url: str = request.getfixturevalue("postgres_url")
    migrate(url)
    return url
