"""Fixtures of the end-to-end tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from live.stack import Service, Warmhook

from e2e.tenants import import_acme, import_globex


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warmhook]:
    """A database with two tenants, and nothing that runs on it."""
    warmhook = Warmhook(tmp_path_factory.mktemp("state"), tmp_path_factory.mktemp("logs"))
    warmhook.migrate()
    import_acme(warmhook)
    import_globex(warmhook)
    yield warmhook
    warmhook.close()


@pytest.fixture(scope="session")
def executor(imported: Warmhook) -> Service:
    """For tests that leave it as it was."""
    return imported.start_executor()


@pytest.fixture(scope="session")
def gateway(imported: Warmhook, executor: Service) -> Service:
    """For tests that leave it as it was."""
    return imported.start_gateway(executor.address)


@pytest.fixture
def warmhook(imported: Warmhook, tmp_path: Path) -> Iterator[Warmhook]:
    """The same database, for tests that start processes of their own, and end them."""
    own = Warmhook(imported.state, tmp_path)
    yield own
    own.close()
