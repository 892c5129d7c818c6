"""What all tests share: how hypothesis looks for examples, and the databases."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from live.postgres import PostgresServer, new_database

from warmhook.gateway.store.sql.migrate import migrate

# The machine may be busy with other things, so time is no criterion; and a run leaves nothing behind.
settings.register_profile("warmhook", deadline=None, database=None)
settings.load_profile("warmhook")

# Files that take longest go first, so that none is left over when the others are done.
LONGEST = (
    "test_schemathesis.py",
    "test_wheel.py",
    "test_import.py",
    "test_importing.py",
    "test_demo.py",
    "test_rolling.py",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in LONGEST)


@pytest.fixture(scope="session")
def postgres_server_url() -> Iterator[str]:
    """Of the one server that all tests make their databases on."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    server = PostgresServer()
    try:
        server.start()
        yield server.url
    finally:
        server.remove()


@pytest.fixture
def postgres_url(postgres_server_url: str) -> Iterator[str]:
    """Of an empty database for this test."""
    with new_database(postgres_server_url) as url:
        yield url


@pytest.fixture
def own_postgres() -> Iterator[PostgresServer]:
    """A server that the test may stop and start. It runs."""
    server = PostgresServer()
    try:
        server.start()
        yield server
    finally:
        server.remove()


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
