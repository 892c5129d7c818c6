"""A database of an earlier schema is brought to this one with all that is in it."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext

from warmhook.gateway.store.base import StoreError
from warmhook.gateway.store.sql.engine import MIGRATING, create_database, engine_for
from warmhook.gateway.store.sql.migrate import migrate
from warmhook.gateway.store.sql.rows import sealed
from warmhook.gateway.store.sql.rows.schema import metadata
from warmhook.gateway.vault.ring import KeyRing, new_key, parse_ring

# As the first release wrote them.
FIRST_RELEASE: dict[str, list[dict[str, object]]] = {
    "tenants": [{"name": "acme", "issuer": "https://acme.test/", "default_directory": "People"}],
    "tenant_hosts": [{"tenant": "acme", "host": "acme.test", "position": 0}],
    "connections": [{"tenant": "acme", "name": "People"}],
    "clients": [
        {
            "tenant": "acme",
            "client_id": client_id,
            "name": "Batch",
            "grant_types": '["client_credentials"]',
            "client_metadata": '{"plan": "full"}',
        }
        for client_id in ("abc", "def")
    ],
    "client_secrets": [
        {"tenant": "acme", "client_id": "abc", "hashed": hashed, "position": n}
        for n, hashed in enumerate(("z$2", "a$1"))
    ],
    "resource_servers": [
        {
            "tenant": "acme",
            "identifier": "https://api.test/",
            "name": "API",
            "scopes": '["read"]',
            "token_lifetime": 60,
            "signing_alg": "RS256",
            "token_dialect": "access_token",
        }
    ],
    "client_grants": [
        {"tenant": "acme", "client_id": client_id, "audience": "https://api.test/", "scope": '["read"]'}
        for client_id in ("abc", "def")
    ],
    "users": [
        {
            "tenant": "acme",
            "user_id": "auth0|1",
            "connection": "People",
            "email": "jane@acme.test",
            "blocked": False,
            "user_metadata": "{}",
            "app_metadata": "{}",
        }
    ],
    "hooks": [
        {
            "tenant": "acme",
            "id": hook_id,
            "name": f"hook-{hook_id}",
            "trigger_id": "credentials-exchange",
            "script": f"// {hook_id}",
            "enabled": hook_id == "01A",
            "dependencies": '{"bcrypt": "3.0.6"}',
        }
        for hook_id in ("01A", "01B")
    ],
    "hook_secrets": [
        {"tenant": "acme", "hook_id": "01A", "name": name, "value": value}
        for name, value in (("KEY", "välue"), ("b", ""))
    ],
    "signing_keys": [
        {
            "tenant": "acme",
            "kid": "kid-1",
            "position": 0,
            "alg": "RS256",
            "state": "current",
            "private_key": b"-----BEGIN\x00\xff",
        }
    ],
}


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'warmhook.db'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def engine(empty: str) -> Iterator[sa.Engine]:
    engine = engine_for(empty)
    create_database(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def ring() -> KeyRing:
    return parse_ring(new_key())


def first_release(engine: sa.Engine) -> None:
    """Bring an empty database to the first schema and fill it."""
    config = Config()
    config.set_main_option("script_location", "warmhook.gateway.store.sql:migrations")
    with engine.connect().execution_options(**MIGRATING) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for name, rows in FIRST_RELEASE.items():
            # Reflected, so that the rows are written as that schema has them.
            table = sa.Table(name, sa.MetaData(), autoload_with=connection)
            connection.execute(
                table.insert(),
                [
                    {
                        column: json.loads(value)  # type: ignore[arg-type]
                        if isinstance(table.c[column].type, sa.JSON)
                        else value
                        for column, value in row.items()
                    }
                    for row in rows
                ],
            )


def rows_of(engine: sa.Engine, name: str) -> list[dict[str, Any]]:
    table = metadata.tables[name]
    with engine.connect() as connection:
        query = sa.select(table).order_by(*table.primary_key)
        return [dict(row) for row in connection.execute(query).mappings()]


def opened(engine: sa.Engine, name: str, ring: KeyRing) -> list[dict[str, Any]]:
    table = metadata.tables[name]
    return [dict(sealed.opened_row(table, row, ring)) for row in rows_of(engine, name)]


def test_the_migrations_make_the_schema_that_the_code_uses(empty: str, engine: sa.Engine) -> None:
    migrate(empty)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


class TestOfAFilledDatabase:
    @pytest.fixture(autouse=True)
    def migrated(self, empty: str, engine: sa.Engine, ring: KeyRing) -> None:
        first_release(engine)
        assert migrate(empty, lambda: ring) == "0001"

    @pytest.mark.parametrize("name", FIRST_RELEASE.keys() - {"hook_secrets", "signing_keys"})
    def test_what_was_there_stays_as_it_was(self, engine: sa.Engine, name: str) -> None:
        found = rows_of(engine, name)
        expected = sorted(FIRST_RELEASE[name], key=lambda row: [str(row[c.name]) for c in key_of(name)])
        assert len(found) == len(expected)
        for row, before in zip(found, expected, strict=True):
            for column, value in before.items():
                json_column = isinstance(metadata.tables[name].c[column].type, sa.JSON)
                assert row[column] == (json.loads(str(value)) if json_column else value)

    def test_the_schema_is_the_one_that_the_code_uses(self, engine: sa.Engine) -> None:
        with engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []

    @pytest.mark.parametrize(
        ("name", "form"),
        {
            "client_secrets": r"sec_[A-Za-z0-9]{16}",
            "client_grants": r"cgr_[A-Za-z0-9]{16}",
            "resource_servers": r"[0-9a-f]{24}",
        }.items(),
    )
    def test_what_had_no_id_has_one_of_its_own(self, engine: sa.Engine, name: str, form: str) -> None:
        ids = [row["id"] for row in rows_of(engine, name)]
        assert all(re.fullmatch(form, each) for each in ids)
        assert len(set(ids)) == len(ids)

    @pytest.mark.parametrize(
        ("name", "column"),
        [
            ("client_secrets", "created_at"),
            ("users", "created_at"),
            ("users", "updated_at"),
            ("signing_keys", "since"),
            ("hook_versions", "created_at"),
        ],
    )
    def test_what_had_no_time_has_that_of_the_migration(
        self, engine: sa.Engine, name: str, column: str
    ) -> None:
        times = [row[column] for row in rows_of(engine, name)]
        assert times
        assert all(time.time() - 60 < each <= time.time() for each in times)

    def test_secrets_of_hooks_are_sealed_where_they_lie(self, engine: sa.Engine, ring: KeyRing) -> None:
        assert [(row["name"], row["value"].decode()) for row in opened(engine, "hook_secrets", ring)] == [
            ("KEY", "välue"),
            ("b", ""),
        ]
        assert "välue".encode() not in rows_of(engine, "hook_secrets")[0]["value"]

    def test_signing_keys_are_sealed_where_they_lie(self, engine: sa.Engine, ring: KeyRing) -> None:
        (key,) = opened(engine, "signing_keys", ring)
        assert key["private_key"] == b"-----BEGIN\x00\xff"
        assert b"-----BEGIN" not in rows_of(engine, "signing_keys")[0]["private_key"]

    def test_each_hook_has_its_first_version(self, engine: sa.Engine, ring: KeyRing) -> None:
        versions = opened(engine, "hook_versions", ring)
        assert [
            (row["hook_id"], row["number"], row["script"], row["dependencies"], json.loads(row["secrets"]))
            for row in versions
        ] == [
            ("01A", 1, "// 01A", {"bcrypt": "3.0.6"}, {"KEY": "välue", "b": ""}),
            ("01B", 1, "// 01B", {"bcrypt": "3.0.6"}, {}),
        ]
        assert {row["author"] for row in versions} == {"warmhook migrate"}


def test_secrets_without_a_key_ring_are_left_alone_and_the_operator_told(
    empty: str, engine: sa.Engine
) -> None:
    first_release(engine)
    with pytest.raises(StoreError, match="takes the key ring"):
        migrate(empty)
    with engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == "0001"
        assert len(connection.execute(sa.text("SELECT value FROM hook_secrets")).all()) == 2


def key_of(name: str) -> list[sa.Column[Any]]:
    return list(metadata.tables[name].primary_key)
