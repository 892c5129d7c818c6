"""Several secrets of a client: made, listed, rotated, expired, revoked; judged by the token endpoint."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import httpx
import pytest
from live.managed_gateway import Gateway
from samples.managed_tenants import OTHER_API

from warmhook.gateway.management.api.errors import ApiError
from warmhook.gateway.management.clients import secret_rules as rules
from warmhook.gateway.model import Client, ClientSecret, Tenant, TenantRecords

NOW = 1_000.0


@dataclasses.dataclass
class App:
    """A client that was made over the API, and what it may ask."""

    gateway: Gateway
    api: httpx.AsyncClient
    client_id: str
    secret: str

    async def can_log_in_with(self, secret: str) -> bool:
        answer = await self.gateway.http.post(
            "/oauth/token",
            json={
                "grant_type": "client_credentials",
                "client_id": self.client_id,
                "client_secret": secret,
                "audience": OTHER_API,
            },
        )
        assert answer.status_code in (200, 401), answer.text
        return answer.status_code == 200

    async def secrets(self) -> list[dict[str, Any]]:
        answer = await self.api.get(f"clients/{self.client_id}/secrets")
        assert answer.status_code == 200, answer.text
        listed: list[dict[str, Any]] = answer.json()
        return listed


@pytest.fixture
async def app(gateway: Gateway) -> App:
    api = await gateway.client(
        "create:clients",
        "create:client_grants",
        "read:client_keys",
        "create:client_keys",
        "update:client_keys",
        "delete:client_keys",
    )
    made = (await api.post("clients", json={"name": "Billing"})).json()
    granted = await api.post("client-grants", json={"client_id": made["client_id"], "audience": OTHER_API})
    assert granted.status_code == 201, granted.text
    return App(gateway, api, made["client_id"], made["client_secret"])


async def test_the_first_secret_is_listed_without_its_value(app: App) -> None:
    (first,) = await app.secrets()
    assert first.keys() == {"id", "created_at"}
    assert await app.can_log_in_with(app.secret)


async def test_rotation_replaces_all_secrets_at_once(app: App) -> None:
    response = await app.api.post(f"clients/{app.client_id}/rotate-secret")
    assert response.status_code == 200, response.text
    assert response.json()["client_id"] == app.client_id
    assert await app.can_log_in_with(response.json()["client_secret"])
    assert not await app.can_log_in_with(app.secret)
    assert len(await app.secrets()) == 1


async def test_a_rotation_with_the_body_null_is_one(app: App) -> None:
    """As go-auth0 sends it."""
    response = await app.api.post(
        f"clients/{app.client_id}/rotate-secret",
        content=b"null\n",
        headers={"content-type": "application/json"},
    )
    assert response.status_code == 200, response.text


async def test_during_the_grace_period_old_and_new_both_work(app: App) -> None:
    response = await app.api.post(f"clients/{app.client_id}/rotate-secret?grace_period=3600")
    assert await app.can_log_in_with(response.json()["client_secret"])
    assert await app.can_log_in_with(app.secret)
    old, new = await app.secrets()
    left = dt.datetime.fromisoformat(old["expires_at"]) - dt.datetime.now(dt.UTC)
    assert dt.timedelta(minutes=59) < left <= dt.timedelta(hours=1)
    assert "expires_at" not in new


async def test_one_more_secret_works_beside_the_first_until_it_is_revoked(app: App) -> None:
    made = await app.api.post(f"clients/{app.client_id}/secrets", json={})
    assert made.status_code == 201, made.text
    assert await app.can_log_in_with(made.json()["client_secret"])
    assert await app.can_log_in_with(app.secret)
    revoked = await app.api.delete(f"clients/{app.client_id}/secrets/{made.json()['id']}")
    assert (revoked.status_code, revoked.content) == (204, b"")
    assert not await app.can_log_in_with(made.json()["client_secret"])
    assert await app.can_log_in_with(app.secret)
    again = await app.api.delete(f"clients/{app.client_id}/secrets/{made.json()['id']}")
    assert (again.status_code, again.json()["errorCode"]) == (404, "inexistent_client_secret")


async def test_a_secret_can_be_made_to_expire(app: App) -> None:
    made = await app.api.post(
        f"clients/{app.client_id}/secrets", json={"expires_at": "2999-01-01T01:00:00+01:00"}
    )
    assert made.json()["expires_at"] == "2999-01-01T00:00:00.000Z"
    assert (await app.secrets())[-1]["expires_at"] == "2999-01-01T00:00:00.000Z"


@pytest.mark.parametrize(
    ("expires_at", "message"),
    [
        ("2001-01-01T00:00:00Z", "'Must be in the future' on property expires_at"),
        ("tomorrow", "'Object didn't pass validation for format date-time' on property expires_at"),
        (
            "2999-01-01T00:00:00",
            "'Object didn't pass validation for format date-time' on property expires_at",
        ),
        (
            "9999-12-31T23:59:59-01:00",
            "'Object didn't pass validation for format date-time' on property expires_at",
        ),
    ],
)
async def test_an_expiry_that_is_no_future_instant_is_refused(
    app: App, expires_at: str, message: str
) -> None:
    response = await app.api.post(f"clients/{app.client_id}/secrets", json={"expires_at": expires_at})
    assert response.status_code == 400
    assert response.json()["message"] == f"Payload validation error: {message}."


@pytest.mark.parametrize("path", ["rotate-secret", "secrets"])
async def test_a_client_that_is_not_there_gets_no_secret(app: App, path: str) -> None:
    response = await app.api.post(f"clients/nobody/{path}", json={})
    assert (response.status_code, response.json()["errorCode"]) == (404, "inexistent_client")


def secret(name: str, expires_at: float | None = None) -> ClientSecret:
    return ClientSecret(hashed=f"hash of {name}", expires_at=expires_at, id=name)


def records(*secrets: ClientSecret) -> TenantRecords:
    return TenantRecords(
        Tenant("acme", ("acme.example",), "https://acme.example/"),
        clients=(Client("billing", "Billing", secrets=secrets),),
    )


ROTATIONS: dict[str, tuple[tuple[ClientSecret, ...], float, tuple[ClientSecret, ...]]] = {
    "without grace nothing else is left": ((secret("a"), secret("b", NOW + 9)), 0, ()),
    "with grace the others end with it": ((secret("a"),), 60, (secret("a", NOW + 60),)),
    "what ends sooner is not made to last longer": (
        (secret("a", NOW + 5),),
        60,
        (secret("a", NOW + 5),),
    ),
    "what would last longer is cut short": ((secret("a", NOW + 500),), 60, (secret("a", NOW + 60),)),
    "what has expired is forgotten": ((secret("a", NOW), secret("b")), 60, (secret("b", NOW + 60),)),
    "of too many the oldest go": (
        tuple(secret(str(n)) for n in range(10)),
        60,
        tuple(secret(str(n), NOW + 60) for n in range(1, 10)),
    ),
}


@pytest.mark.parametrize(("stored", "grace", "left"), ROTATIONS.values(), ids=ROTATIONS.keys())
def test_a_rotation_ends_the_other_secrets(
    stored: tuple[ClientSecret, ...], grace: float, left: tuple[ClientSecret, ...]
) -> None:
    rotated = rules.rotate(records(*stored), "billing", secret("new"), now=NOW, grace=grace)
    assert rotated.clients[0].secrets == (*left, secret("new"))


def test_expired_secrets_make_room_for_new_ones() -> None:
    full = records(*(secret(str(n)) for n in range(9)), secret("expired", NOW))
    added = rules.add(full, "billing", secret("new"), now=NOW)
    assert [one.id for one in added.clients[0].secrets] == [*map(str, range(9)), "new"]


def test_a_client_has_a_bounded_number_of_secrets() -> None:
    full = records(*(secret(str(n)) for n in range(10)))
    with pytest.raises(ApiError) as refused:
        rules.add(full, "billing", secret("new"), now=NOW)
    assert refused.value.status == 409
