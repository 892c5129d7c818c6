"""What all tests share: how hypothesis looks for examples, and the database server."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings
from postgres import PostgresServer, new_database

# The machine may be busy with other things, so time is no criterion; and a run leaves nothing behind.
settings.register_profile("warmhook", deadline=None, database=None)
settings.load_profile("warmhook")


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
