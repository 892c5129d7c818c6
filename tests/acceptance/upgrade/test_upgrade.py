"""What an earlier version has stored is served, changed and exported by this one as it was by that one.

Each fixture (`fixture.py`) is restored, migrated by this version's `warmhook migrate`, and served by
one gateway; they share an executor. The expected answers are those of the earlier version. A record
of the Management API may have members that are new; no other difference is allowed.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from live.postgres import new_database
from live.stack import Service, Warmhook
from upgrade import facts
from upgrade.fixture import Fixture, fixtures, restore


@dataclass(frozen=True)
class Upgraded:
    """The fixture's database, brought to this version's schema, and a gateway that serves it."""

    # Any: JSON, as the earlier version has left it.
    expected: Any
    warmhook: Warmhook
    gateway: Service
    # Seconds by which times of the log were moved forward.
    age: int

    @property
    def tenants(self) -> Mapping[str, Any]:
        """Those that no test changes."""
        return {tenant["name"]: tenant for tenant in self.expected["tenants"]}

    @property
    def changing(self) -> Any:
        return self.expected["changing"]

    # Any: JSON.
    def connected(self, tenant: Any) -> httpx.Client:
        return facts.connected(self.gateway, tenant["host"])

    def managing(self, tenant: Any) -> httpx.Client:
        return facts.managing(self.gateway, tenant["host"], tenant["issuer"], tenant["management_client"])


@pytest.fixture(scope="module")
def executor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    directory = tmp_path_factory.mktemp("executor")
    warmhook = Warmhook(directory, directory)
    try:
        yield warmhook.start_executor()
    finally:
        warmhook.close()


@pytest.fixture(scope="module", params=fixtures(), ids=str)
def fixture(request: pytest.FixtureRequest) -> Fixture:
    found: Fixture = request.param
    return found


@pytest.fixture(scope="module")
def upgraded(
    fixture: Fixture,
    executor: Service,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Upgraded]:
    directory = tmp_path_factory.mktemp("upgraded")
    with contextlib.ExitStack() as stack:
        url = ""
        if fixture.is_postgres:
            url = stack.enter_context(new_database(request.getfixturevalue("postgres_server_url")))
        warmhook = Warmhook(directory, directory, url)
        stack.callback(warmhook.close)
        age = restore(fixture, warmhook)
        warmhook.migrate()
        yield Upgraded(fixture.expected(), warmhook, warmhook.start_gateway(executor.address), age)


def test_the_key_sets_are_the_same(upgraded: Upgraded) -> None:
    for tenant in (*upgraded.tenants.values(), upgraded.changing):
        with upgraded.connected(tenant) as http:
            assert by_kid(facts.key_set(http)) == by_kid(tenant["key_set"]), tenant["name"]


def test_the_same_keys_sign_wait_and_have_signed(upgraded: Upgraded) -> None:
    found = json.loads(upgraded.warmhook.run("keys", "ls", "-o", "json"))
    assert [known_part(key, upgraded.expected["signing_keys"][0]) for key in found] == upgraded.expected[
        "signing_keys"
    ]


def test_the_same_requests_get_the_same_tokens(upgraded: Upgraded) -> None:
    """By every client and person, with each of their secrets, and refusals where there were some."""
    for tenant in upgraded.tenants.values():
        with upgraded.connected(tenant) as http:
            for token in tenant["tokens"]:
                answer = facts.token(http, token["request"], tenant["key_set"])
                assert answer == token["answer"], f"{tenant['name']}: {token['what']}"


def test_tokens_that_were_issued_before_can_be_verified(upgraded: Upgraded) -> None:
    for tenant in upgraded.tenants.values():
        with upgraded.connected(tenant) as http:
            keys = facts.key_set(http)
        for token in tenant["issued_before"]:
            assert facts.verified(token, keys)["iss"] == tenant["issuer"]


def test_the_management_api_answers_the_same(upgraded: Upgraded) -> None:
    """Lists, single records, versions and their differences, and the audit."""
    for tenant in upgraded.tenants.values():
        with upgraded.managing(tenant) as http:
            for path, recorded in tenant["reads"].items():
                answer = facts.read(http, path)
                assert known_part(answer, recorded) == recorded, f"{tenant['name']}: {path}"


def test_the_tenant_log_begins_with_the_same_events(upgraded: Upgraded) -> None:
    for tenant in upgraded.tenants.values():
        recorded = [moved_forward(event, upgraded.age) for event in tenant["log"]]
        with upgraded.managing(tenant) as http:
            found = facts.read(http, "logs?take=100")[: len(recorded)]
            assert known_part(found, recorded) == recorded, tenant["name"]
            one = recorded[0]
            assert known_part(facts.read(http, f"logs/{one['log_id']}"), one) == one, tenant["name"]


def test_an_export_is_the_same_byte_for_byte(upgraded: Upgraded, fixture: Fixture, tmp_path: Path) -> None:
    def export(tenant: str) -> None:
        secrets = tmp_path / f"{tenant}-secrets.json"
        upgraded.warmhook.run(
            *("export", str(tmp_path / tenant), "--tenant", tenant, "--secrets-file", str(secrets))
        )

    with ThreadPoolExecutor() as both:
        list(both.map(export, upgraded.tenants))
    assert files_in(tmp_path) == files_in(fixture.export)


def test_a_hook_can_be_rolled_back_to_a_version_of_before(upgraded: Upgraded) -> None:
    """With the secrets that it had then, which an older key of the ring has sealed."""
    tenant = upgraded.changing
    with upgraded.connected(tenant) as http, upgraded.managing(tenant) as management:
        newest = facts.read(management, "audit")["entries"][0]
        assert facts.token(http, tenant["request"], tenant["key_set"]) == tenant["as_it_is"]
        management.post(f"/api/v2/{tenant['roll_back']}").raise_for_status()
        assert facts.token(http, tenant["request"], tenant["key_set"]) == tenant["as_it_was"]
        last = facts.read(management, "audit")["entries"][0]
        assert (last["id"], last["action"], last["kind"]) == (newest["id"] + 1, "updated", "hook")


@pytest.mark.parametrize("fixture", [each for each in fixtures() if not each.is_postgres], ids=str)
def test_an_export_of_before_makes_a_fresh_database_that_gives_the_same_tokens(
    fixture: Fixture, executor: Service, tmp_path: Path
) -> None:
    """To clients, whose secrets are new: secrets and people are in no export."""
    tenants = fixture.expected()["tenants"]
    warmhook = Warmhook(tmp_path, tmp_path)
    try:
        warmhook.migrate()
        secrets = {tenant["name"]: imported(warmhook, tenant, fixture.export) for tenant in tenants}
        gateway = warmhook.start_gateway(executor.address)
        for tenant in tenants:
            with facts.connected(gateway, tenant["host"]) as http:
                keys = facts.key_set(http)
                for token in of_clients(tenant):
                    request = with_secret(token["request"], secrets[tenant["name"]])
                    answer = facts.token(http, request, keys)
                    assert without_kid(answer) == without_kid(token["answer"]), token["what"]
    finally:
        warmhook.close()


# Any, from here on: JSON.


def imported(warmhook: Warmhook, tenant: Any, export: Path) -> dict[str, str]:
    """The secrets that were made for the tenant's clients, by client."""
    name = tenant["name"]
    made = warmhook.state / f"{name}-credentials.json"
    warmhook.run(
        *("import", str(export / name), "--secrets-file", str(export / f"{name}-secrets.json")),
        *("--tenant", name, "--host", tenant["host"], "--issuer", tenant["issuer"]),
        *("--write-credentials", str(made)),
    )
    return {client["client_id"]: client["client_secret"] for client in json.loads(made.read_text())}


def of_clients(tenant: Any) -> list[Any]:
    """The tokens that clients got in their own name for the tenant's own APIs."""
    return [
        token
        for token in tenant["tokens"]
        if token["answer"]["status"] == 200
        and token["request"]["form"]["grant_type"] == "client_credentials"
        and token["request"]["form"]["audience"] != f"{tenant['issuer']}api/v2/"
    ]


def with_secret(request: Any, secrets: Mapping[str, str]) -> Any:
    if "basic" in request:
        client_id, _ = request["basic"]
        return {**request, "basic": [client_id, secrets[client_id]]}
    form = request["form"]
    return {**request, "form": {**form, "client_secret": secrets[form["client_id"]]}}


def without_kid(answer: Any) -> Any:
    return {**answer, "header": {**answer["header"], "kid": "differs"}}


def by_kid(key_set: Any) -> dict[str, Any]:
    return {key["kid"]: key for key in key_set["keys"]}


def known_part(answer: Any, recorded: Any) -> Any:
    """The answer without new members of its records. A member that is an object is compared as a whole."""
    if isinstance(answer, list) and isinstance(recorded, list) and len(answer) == len(recorded):
        return [known_part(one, other) for one, other in zip(answer, recorded, strict=True)]
    if isinstance(answer, dict) and isinstance(recorded, dict):
        return {
            name: known_part(value, recorded[name]) if isinstance(value, list) else value
            for name, value in answer.items()
            if name in recorded
        }
    return answer


def moved_forward(event: Any, age: int) -> Any:
    then = datetime.fromisoformat(event["date"]) + timedelta(seconds=age)
    return {**event, "date": then.isoformat(timespec="milliseconds").replace("+00:00", "Z")}


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()
    }
