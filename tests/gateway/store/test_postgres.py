"""The SQL store on PostgreSQL: the contract, and what is particular to a server."""

from __future__ import annotations

import pytest
from contracts.store import RING, NewStore, StoreContract

from gateway.store.migrate import migrate
from gateway.store.sql import SqlStore


class TestOnPostgres(StoreContract):
    @pytest.fixture
    def new_store(self, postgres_url: str) -> NewStore:
        migrate(postgres_url)
        return lambda: SqlStore(postgres_url, RING)
