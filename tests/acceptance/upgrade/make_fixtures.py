"""Makes a fixture for later versions: a database of each kind, an export, and what this version answers.

Run it at each release, on the release's own commit, and commit the new folder beside the others:

    PYTHONPATH=.:tests:tests/acceptance .venv/bin/python -m upgrade.make_fixtures from_0_1_0

`test_upgrade.py` finds the folder by itself. A folder is made once and never changed.

Owns the order of steps and what is recorded. It must not know what is in the tenants (`tenants.py`).
Every record is made by a command, the Management API or a token request. One thing is not: a signing
key signs a day after it was made at the earliest, so the times of keys are set back in the database.
"""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import psycopg
from live.operations import operations
from live.postgres import PostgresServer, client_program, new_database
from live.stack import Service, Warmhook
from upgrade import facts, tenants
from upgrade.facts import Json
from upgrade.fixture import Fixture
from upgrade.tenants import CHANGING, FOUNDED, IMPORTED, Api, Request, Tenant

_HERE = Path(__file__).parent

# Longer than a signing key is published before it signs.
_AGED_SECONDS = 2 * 86_400

# Columns with times that a gateway compares with the clock: it rotates and removes by them.
_TIMES_THAT_COUNT = [["signing_keys", "since"], ["tenant_log", "date"]]

# Live logs are not stored. The tenant log is recorded apart from the other reads.
_NOT_READ = {"/api/v2/hooks/logs", "/api/v2/hooks/{id}/logs", "/api/v2/logs", "/api/v2/logs/{id}"}

_ALGS = {"RS256", "ES256", "EdDSA"}
# By table and column: every value that there is.
_KINDS = {
    ("audit", "action"): {"created", "updated", "deleted"},
    ("audit", "kind"): {
        "client",
        "client_grant",
        "connection",
        "hook",
        "resource_server",
        "signing_key",
        "tenant",
        "user",
    },
    ("clients", "token_endpoint_auth_method"): {None, "none", "client_secret_post", "client_secret_basic"},
    ("hooks", "enabled"): {False, True},
    ("hooks", "trigger_id"): {
        "credentials-exchange",
        "password-exchange",
        "pre-user-registration",
        "post-user-registration",
        "post-change-password",
        "send-phone-message",
    },
    ("resource_servers", "signing_alg"): _ALGS,
    ("resource_servers", "token_dialect"): {"access_token", "rfc9068_profile"},
    ("signing_keys", "alg"): _ALGS,
    ("signing_keys", "state"): {"next", "current", "previous"},
    ("tenant_log", "type"): {"seccft", "feccft", "sepft", "fepft", "sapi"},
    ("users", "blocked"): {False, True},
}


def main() -> None:
    folder = _HERE / sys.argv[1]
    assert re.fullmatch(r"from_\w+", folder.name), "the folder is called from_ and the version"
    folder.mkdir()
    make(Fixture(folder / "sqlite"), "")
    server = PostgresServer()
    try:
        server.start()
        with new_database(server.url) as url:
            make(Fixture(folder / "postgresql"), url)
    finally:
        server.remove()


def make(fixture: Fixture, database_url: str) -> None:
    fixture.export.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as work:
        warmhook = Warmhook(Path(work), Path(work), database_url)
        try:
            expected = _filled_and_recorded(warmhook)
        finally:
            warmhook.close()
        for tenant in (IMPORTED, FOUNDED):
            warmhook.run(
                *("export", str(fixture.export / tenant.name), "--tenant", tenant.name),
                *("--secrets-file", str(fixture.export / f"{tenant.name}-secrets.json")),
            )
        _require_all_kinds(warmhook)
        shutil.copyfile(warmhook.key_file, fixture.key_ring)
        _back_up(warmhook, fixture)
    text = json.dumps({"made_at": int(time.time()), **expected}, indent=1, ensure_ascii=False)
    fixture.expected_file.write_text(text + "\n", encoding="utf-8")


def _filled_and_recorded(warmhook: Warmhook) -> dict[str, Any]:
    """Fill the database, change it, and record what is answered. The gateway starts anew for each."""
    warmhook.migrate()
    tenants.begin(warmhook)
    executor = warmhook.start_executor()

    gateway = warmhook.start_gateway(executor.address)
    with tenants.managed(gateway, FOUNDED, warmhook) as http:
        made = tenants.fill_founded(Api(http))
    with tenants.managed(gateway, CHANGING, warmhook) as http:
        stamped = tenants.fill_changing(warmhook, gateway, Api(http))
    _await_keys(warmhook)
    issued_before = {
        IMPORTED: _issued(gateway, IMPORTED, [tenants.first_of_imported()]),
        FOUNDED: _issued(gateway, FOUNDED, tenants.first_of_founded(made)),
    }
    as_it_was = _token(gateway, CHANGING, stamped)
    _stop(gateway)

    _execute(warmhook, f"UPDATE signing_keys SET since = since - {_AGED_SECONDS}")
    for tenant in (IMPORTED, FOUNDED):
        warmhook.run("keys", "rotate", "--tenant", tenant.name)
    warmhook.run("keys", "ring", "add")

    gateway = warmhook.start_gateway(executor.address)
    with tenants.managed(gateway, FOUNDED, warmhook) as http:
        tenants.change_founded(Api(http), made)
    tenants.change_changing(warmhook, gateway)
    time.sleep(max(0.0, made.expired_at - time.time()))
    requests = {
        IMPORTED: dict(tenants.tokens_of_imported(warmhook)),
        FOUNDED: dict(tenants.tokens_of_founded(warmhook, made)),
    }
    tokens = {
        tenant: [
            {"what": what, "request": request, "answer": _token(gateway, tenant, request)}
            for what, request in requests[tenant].items()
        ]
        for tenant in requests
    }
    as_it_is = _token(gateway, CHANGING, stamped)
    _stop(gateway)

    # A gateway that has read everything from the database, with the events of those before it.
    gateway = warmhook.start_gateway(executor.address)
    expected = {
        "version": warmhook.run("--version").strip(),
        "times_that_count": _TIMES_THAT_COUNT,
        "signing_keys": _signing_keys(warmhook),
        "tenants": [
            {
                **_named(gateway, tenant, warmhook),
                "issued_before": issued_before[tenant],
                "tokens": tokens[tenant],
                **_recorded(gateway, tenant, warmhook),
            }
            for tenant in (IMPORTED, FOUNDED)
        ],
        "changing": {
            **_named(gateway, CHANGING, warmhook),
            "request": stamped,
            "as_it_is": as_it_is,
            "as_it_was": as_it_was,
            "roll_back": _roll_back(gateway, warmhook),
        },
    }
    _stop(gateway)
    return expected


def _stop(gateway: Service) -> None:
    gateway.terminate()
    assert gateway.wait() == 0, gateway.output()


def _await_keys(warmhook: Warmhook) -> None:
    """Return when the gateway has made keys of the algorithms that came into use."""
    deadline = time.monotonic() + 30
    while {key["alg"] for key in _signing_keys(warmhook) if key["state"] == "next"} < _ALGS:
        assert time.monotonic() < deadline, "the gateway makes no keys"
        time.sleep(0.2)


def _signing_keys(warmhook: Warmhook) -> Json:
    found = json.loads(warmhook.run("keys", "ls", "-o", "json"))
    return [{name: key[name] for name in ("tenant", "alg", "state", "kid")} for key in found]


def _token(gateway: Service, tenant: Tenant, request: Request) -> Json:
    with facts.connected(gateway, tenant.host) as http:
        return facts.token(http, request, facts.key_set(http))


def _issued(gateway: Service, tenant: Tenant, requests: Iterable[Request]) -> list[str]:
    with facts.connected(gateway, tenant.host) as http:
        return [facts.issued(http, request) for request in requests]


# --- what is recorded -------------------------------------------------------------------


def _named(gateway: Service, tenant: Tenant, warmhook: Warmhook) -> dict[str, Json]:
    with facts.connected(gateway, tenant.host) as http:
        return {
            "name": tenant.name,
            "host": tenant.host,
            "issuer": tenant.issuer,
            "management_client": tenant.credentials(warmhook),
            "key_set": facts.key_set(http),
        }


def _recorded(gateway: Service, tenant: Tenant, warmhook: Warmhook) -> dict[str, Json]:
    with tenants.managed(gateway, tenant, warmhook) as http:
        reads = {path: facts.read(http, path) for path in _paths(Api(http))}
        _require_all_read(http, reads)
        # From the oldest on, so that later events come after these.
        return {"reads": reads, "log": facts.read(http, "logs?take=100")}


def _paths(api: Api) -> Iterator[str]:
    """Everything that the Management API can be asked for of one tenant."""
    yield "tenants/settings"
    for hook in api("GET", "hooks", per_page=100):
        hook_path = f"hooks/{hook['id']}"
        yield from (hook_path, f"{hook_path}/secrets", f"{hook_path}/versions")
        for version in api("GET", f"{hook_path}/versions"):
            yield from (f"{hook_path}/versions/{version['number']}{more}" for more in ("", "/diff"))
    yield from ("hooks?per_page=100", "hooks?enabled=true&triggerId=credentials-exchange")
    for client in api("GET", "clients", per_page=100):
        yield from (f"clients/{quote(client['client_id'])}{more}" for more in ("", "/secrets"))
    for kind in ("clients", "resource-servers", "client-grants", "users"):
        yield from (f"{kind}?per_page=100", f"{kind}?per_page=2&page=1&include_totals=true")
    for kind in ("resource-servers", "client-grants"):
        yield from (f"{kind}/{one['id']}" for one in api("GET", kind, per_page=100))
    for user in api("GET", "users", per_page=100):
        yield f"users/{quote(user['user_id'])}"
        if "email" in user:
            yield f"users-by-email?email={quote(user['email'])}"
    newest = api("GET", "audit")["entries"][0]["id"]
    yield f"audit?per_page=100&before={newest + 1}"


def _require_all_read(http: httpx.Client, reads: Iterable[str]) -> None:
    """Fail where the Management API has a GET that `_paths` does not know."""
    read = [f"/api/v2/{path.partition('?')[0]}" for path in reads]
    for operation in operations(facts.read(http, "openapi.json")):
        if operation.method == "GET" and operation.path not in _NOT_READ:
            pattern = re.sub(r"{\w+}", "[^/]+", operation.path)
            assert any(re.fullmatch(pattern, path) for path in read), f"{operation} is not recorded"


def _roll_back(gateway: Service, warmhook: Warmhook) -> Json:
    """The path that makes the hook what it was when the first token was issued."""
    with tenants.managed(gateway, CHANGING, warmhook) as http:
        (hook,) = facts.read(http, "hooks")
    return f"hooks/{hook['id']}/versions/{tenants.RUN_FIRST}/rollback"


# --- the database itself ----------------------------------------------------------------


def _back_up(warmhook: Warmhook, fixture: Fixture) -> None:
    """As docs/operations.md does it, but for PostgreSQL's format: text, so that changes can be read."""
    if warmhook.database_url:
        client_program(
            *("pg_dump", "--no-owner", "--no-privileges", "--file", str(fixture.database)),
            *("--dbname", warmhook.database_url),
        )
    else:
        _execute(warmhook, f"VACUUM INTO '{fixture.database}'")


def _require_all_kinds(warmhook: Warmhook) -> None:
    """Fail where a table is empty, a kind of record is missing, or a key of the ring has no use."""
    catalogue = (
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        if warmhook.database_url
        else "SELECT name FROM sqlite_master WHERE type = 'table'"
    )
    for (table,) in _execute(warmhook, catalogue):
        assert _execute(warmhook, f"SELECT 1 FROM {table} LIMIT 1"), f"{table} is empty"
    for (table, column), kinds in _KINDS.items():
        found = {value for (value,) in _execute(warmhook, f"SELECT DISTINCT {column} FROM {table}")}
        assert found == kinds, f"{table}.{column}: {found} and not {kinds}"
    for key in json.loads(warmhook.run("keys", "ring", "ls", "-o", "json")):
        assert key["sealed"], f"nothing is sealed under the key {key['key']}"
        assert key["client_secrets"], f"nothing is hashed under the key {key['key']}"


# Any: a row is as the database has it.
def _execute(warmhook: Warmhook, statement: str) -> list[tuple[Any, ...]]:
    """The rows that the statement answers, if it does."""
    if warmhook.database_url:
        with psycopg.connect(warmhook.database_url) as postgres:
            cursor = postgres.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []
    with contextlib.closing(sqlite3.connect(warmhook.state / "warmhook.db")) as sqlite:
        rows = sqlite.execute(statement).fetchall()
        sqlite.commit()
        return rows


if __name__ == "__main__":
    main()
