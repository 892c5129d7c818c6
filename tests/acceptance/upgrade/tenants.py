"""Three tenants with a record of every kind, made as people make them: by commands and over HTTP.

Owns what is stored and which tokens are asked for. It must not know how answers are recorded.

`imported` comes from an export of Auth0's, `founded` is made through the Management API, and
`changing` by the verbs of the command line. Tests change the last one only. All but the imported one
are changed after the key ring has got another key and the signing keys have rotated.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from clients.service import (
    APP,
    AUDIENCE,
    EXPORT,
    MACHINE,
    MEMBER_KEY,
    ODD,
    PASSWORD,
    PROFILE_AUDIENCE,
    REALM,
    SUSPENDED,
    USERNAME,
)
from live.stack import Service, Warmhook
from upgrade.facts import managing

_HOOKS = Path(__file__).parent / "hooks"
_PEOPLE = "Username-Password-Authentication"
_PASSWORD_REALM = "http://auth0.com/oauth/grant-type/password-realm"
# How long a rotated secret goes on working. It has expired when the tokens are asked for.
_GRACE_SECONDS = 5

# A token request, as `facts.token` takes it.
Request = Mapping[str, Any]
# Any: JSON.
Json = Any


@dataclass(frozen=True)
class Tenant:
    """A tenant and the client that manages it."""

    name: str
    host: str

    @property
    def issuer(self) -> str:
        return f"https://{self.name}.example/"

    def credentials_file(self, warmhook: Warmhook) -> Path:
        return warmhook.state / f"{self.name}.json"

    def credentials(self, warmhook: Warmhook) -> dict[str, str]:
        """As a token request has them."""
        found = json.loads(self.credentials_file(warmhook).read_text())
        return {name: found[name] for name in ("client_id", "client_secret")}


IMPORTED = Tenant("imported", "imported.example")
FOUNDED = Tenant("founded", "founded.example")
# The command line names a gateway by its address, and so this tenant.
CHANGING = Tenant("changing", "127.0.0.1")
TENANTS = (IMPORTED, FOUNDED, CHANGING)


class Api:
    """The Management API of one tenant."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def __call__(self, method: str, path: str, body: object = None, **query: object) -> Json:
        response = self._http.request(
            method, f"/api/v2/{path}", json=body, params={name: str(value) for name, value in query.items()}
        )
        assert response.is_success, f"{method} {path}: {response.text}"
        return response.json() if response.content else None


@dataclass
class Founded:
    """Ids and secrets of what was made in `founded`."""

    api_ids: dict[str, str] = field(default_factory=dict)
    # By name: {"client_id": …, "client_secret": …}, the latter where there is one.
    clients: dict[str, dict[str, str]] = field(default_factory=dict)
    hooks: dict[str, str] = field(default_factory=dict)
    # Secrets of the client "Rotated", beside the one that is in `clients`.
    expiring: str = ""
    lasting: str = ""
    deleted: str = ""
    expired_at: float = 0.0


def begin(warmhook: Warmhook) -> None:
    """The tenants, before any gateway runs."""
    warmhook.import_tenant(
        EXPORT,
        tenant=IMPORTED.name,
        issuer=IMPORTED.issuer,
        hosts=[IMPORTED.host, f"www.{IMPORTED.host}"],
        secrets={"hooks": {"people": {"MEMBER_KEY": MEMBER_KEY}}, "users": {USERNAME: PASSWORD}},
    )
    for tenant in TENANTS:
        warmhook.init_tenant(
            tenant=tenant.name,
            issuer=tenant.issuer,
            host=tenant.host,
            credentials_file=tenant.credentials_file(warmhook),
        )


# --- imported ---------------------------------------------------------------------------


def tokens_of_imported(warmhook: Warmhook) -> Iterator[tuple[str, Request]]:
    machine = {"client_id": MACHINE.client_id, "client_secret": MACHINE.client_secret}
    app = {"client_id": APP.client_id, "client_secret": APP.client_secret}
    odd = {"client_id": ODD.client_id, "client_secret": ODD.client_secret}
    suspended = {"client_id": SUSPENDED.client_id, "client_secret": SUSPENDED.client_secret}
    jane = {"username": USERNAME, "password": PASSWORD}
    yield "machine", _posted(machine, AUDIENCE)
    yield "machine, by header", _by_header(machine, AUDIENCE)
    yield "machine, with the layout of RFC 9068", _posted(machine, PROFILE_AUDIENCE)
    yield "a secret with odd characters", _posted(odd, AUDIENCE)
    yield "a client that the hook denies", _posted(suspended, AUDIENCE)
    yield "a person", _login(app, AUDIENCE, **jane)
    yield "a person, by realm", _login(app, AUDIENCE, realm=REALM, **jane)
    yield "a person with a wrong password", _login(app, AUDIENCE, username=USERNAME, password="wrong")
    yield "the management client", _posted(IMPORTED.credentials(warmhook), f"{IMPORTED.issuer}api/v2/")


def first_of_imported() -> Request:
    return _posted({"client_id": MACHINE.client_id, "client_secret": MACHINE.client_secret}, AUDIENCE)


# --- founded ----------------------------------------------------------------------------

_ORDERS = "https://orders.founded.example/"
_LEDGER = "https://ledger.founded.example/"
_METERING = "urn:founded:metering"
_JANE = {"username": "Jane@Founded.example", "password": "jane's password, ünd more"}
_JOE = {"username": "joe", "password": "joe's second password"}
_BLOCKED = {"username": "blocked@founded.example", "password": "of one who is blocked"}


def fill_founded(api: Api) -> Founded:
    """A record of every kind."""
    made = Founded()
    api("PATCH", "tenants/settings", _SETTINGS)
    for resource_server in _RESOURCE_SERVERS:
        made.api_ids[resource_server["identifier"]] = api("POST", "resource-servers", resource_server)["id"]
    for client in _CLIENTS:
        answer = api("POST", "clients", client)
        made.clients[client["name"]] = {
            name: answer[name] for name in ("client_id", "client_secret") if name in answer
        }
    batch, post, basic = (made.clients[name]["client_id"] for name in ("Batch", "Post", "Basic"))
    for client_id, audience, scope in (
        (batch, _ORDERS, ["read:orders", "write:orders"]),
        (batch, _LEDGER, ["read:ledger"]),
        (batch, _METERING, []),
        (post, _ORDERS, ["read:orders"]),
        (basic, _ORDERS, ["read:orders"]),
        (made.clients["Rotated"]["client_id"], _ORDERS, ["read:orders"]),
        (made.clients["Gone"]["client_id"], _ORDERS, ["read:orders"]),
    ):
        api("POST", "client-grants", {"client_id": client_id, "audience": audience, "scope": scope})
    for user in _USERS:
        api("POST", "users", {"connection": _PEOPLE, **user})
    for hook in _FOUNDED_HOOKS:
        made.hooks[hook["name"]] = api("POST", "hooks", hook)["id"]
    api("POST", f"hooks/{made.hooks['stamp']}/secrets", {"STAMP_KEY": "first", "UNUSED": "never read"})
    api("POST", f"hooks/{made.hooks['greet']}/secrets", {"MEMBER_KEY": "of founded"})
    api("POST", f"hooks/{made.hooks['old-stamp']}/secrets", {"OLD_KEY": "välue"})
    return made


def change_founded(api: Api, made: Founded) -> None:
    """Changes and removals."""
    stamp = made.hooks["stamp"]
    api("PATCH", f"hooks/{stamp}", {"script": _script("stamp_again", "\r\n")})
    api("PATCH", f"hooks/{stamp}/secrets", {"STAMP_KEY": "second"})
    api("DELETE", f"hooks/{stamp}/secrets", ["UNUSED"])
    api("POST", f"hooks/{stamp}/secrets", {"STAMP_SALT": "salt"})
    api("DELETE", f"hooks/{made.hooks['gone']}")
    api("DELETE", f"resource-servers/{made.api_ids['https://gone.founded.example/']}")
    api("DELETE", f"clients/{made.clients['Gone']['client_id']}")
    api("DELETE", "users/auth0%7Cgone")
    api("PATCH", "users/auth0%7Cjoe", {"password": _JOE["password"], "app_metadata": {"tier": "gold"}})
    api("PATCH", f"clients/{made.clients['Batch']['client_id']}", {"client_metadata": {"region": "eu"}})
    (grant,) = api("GET", "client-grants", client_id=made.clients["Post"]["client_id"])
    api("PATCH", f"client-grants/{grant['id']}", {"allow_all_scopes": True})
    late = api("POST", "clients", {"name": "Late", "grant_types": ["client_credentials"]})
    made.clients["Late"] = {name: late[name] for name in ("client_id", "client_secret")}
    api(
        "POST",
        "client-grants",
        {"client_id": late["client_id"], "audience": _ORDERS, "scope": ["read:orders"]},
    )
    rotated = made.clients["Rotated"]
    secrets = f"clients/{rotated['client_id']}/secrets"
    made.expiring = rotated["client_secret"]
    answer = api("POST", f"clients/{rotated['client_id']}/rotate-secret", grace_period=_GRACE_SECONDS)
    made.expired_at = time.time() + _GRACE_SECONDS
    rotated["client_secret"] = answer["client_secret"]
    made.lasting = api("POST", secrets, {"expires_at": "2199-12-31T23:59:59Z"})["client_secret"]
    deleted = api("POST", secrets, {})
    made.deleted = deleted["client_secret"]
    api("DELETE", f"{secrets}/{deleted['id']}")
    assert len(api("GET", secrets)) == 3, "the rotated secret expired before another was added"


def tokens_of_founded(warmhook: Warmhook, made: Founded) -> Iterator[tuple[str, Request]]:
    batch, post, basic, rotated = (made.clients[name] for name in ("Batch", "Post", "Basic", "Rotated"))
    portal, app = made.clients["Portal"], {"client_id": made.clients["App"]["client_id"]}
    yield "any method, RS256", _posted(batch, _ORDERS)
    yield "any method, by header", _by_header(batch, _ORDERS)
    yield "ES256, with the layout of RFC 9068", _posted(batch, _LEDGER)
    yield "EdDSA", _posted(batch, _METERING)
    yield "some of the scopes", _posted(batch, _ORDERS, scope="write:orders")
    yield "a scope that is not granted", _posted(batch, _ORDERS, scope="delete:orders")
    yield "client_secret_post", _posted(post, _ORDERS)
    yield "client_secret_post, by header", _by_header(post, _ORDERS)
    yield "client_secret_basic", _by_header(basic, _ORDERS)
    yield "client_secret_basic, posted", _posted(basic, _ORDERS)
    yield "an API without a grant", _posted(basic, _LEDGER)
    yield "a rotated secret", _posted(rotated, _ORDERS)
    yield "a secret that expires", _posted(rotated | {"client_secret": made.lasting}, _ORDERS)
    yield "a secret that has expired", _posted(rotated | {"client_secret": made.expiring}, _ORDERS)
    yield "a secret that was deleted", _posted(rotated | {"client_secret": made.deleted}, _ORDERS)
    yield "a client that was deleted", _posted(made.clients["Gone"], _ORDERS)
    yield "a client made under the new ring", _posted(made.clients["Late"], _ORDERS)
    yield "a person", _login(portal, _ORDERS, **_JANE)
    yield "a person, without a client secret", _login(app, _LEDGER, **_JANE)
    yield "a person, by user name and realm", _login(app, _METERING, realm=_PEOPLE, **_JOE)
    yield "a person who is blocked", _login(app, _ORDERS, **_BLOCKED)
    yield "the management client", _posted(FOUNDED.credentials(warmhook), f"{FOUNDED.issuer}api/v2/")


def first_of_founded(made: Founded) -> list[Request]:
    """One for each algorithm."""
    return [_posted(made.clients["Batch"], audience) for audience in (_ORDERS, _LEDGER, _METERING)]


def _script(name: str, line_end: str = "\n") -> str:
    return (_HOOKS / f"{name}.js").read_text(encoding="utf-8").replace("\n", line_end)


_SETTINGS = {
    "friendly_name": "Founded & Söhne",
    "support_email": "help@founded.example",
    "session_lifetime_in_minutes": 90,
    "enabled_locales": ["en", "de"],
    "flags": {"enable_client_connections": False, "revoke_refresh_token_grant": True},
}
_RESOURCE_SERVERS: list[dict[str, Any]] = [
    {
        "identifier": _ORDERS,
        "name": "Orders",
        "token_lifetime": 3600,
        "allow_offline_access": True,
        "scopes": [
            {"value": "read:orders", "description": "Read “orders”"},
            {"value": "write:orders", "description": "Write orders"},
            {"value": "delete:orders"},
        ],
    },
    {
        "identifier": _LEDGER,
        "name": "Ledger",
        "signing_alg": "ES256",
        "token_dialect": "rfc9068_profile_authz",
        "token_lifetime": 2_592_000,
        "scopes": [{"value": "read:ledger", "description": "Read the ledger"}],
    },
    {"identifier": _METERING, "signing_alg": "EdDSA"},
    {"identifier": "https://gone.founded.example/", "name": "Gone"},
]
_CLIENTS: list[dict[str, Any]] = [
    {
        "name": "Batch",
        "description": "Asks for tokens by night",
        "app_type": "non_interactive",
        "grant_types": ["client_credentials"],
        "client_metadata": {"plan": "full", "ünïcode": "✓"},
        "jwt_configuration": {"lifetime_in_seconds": 7200, "alg": "RS256"},
    },
    *(
        {
            "name": name,
            "grant_types": ["client_credentials"],
            "token_endpoint_auth_method": f"client_secret_{name.lower()}",
        }
        for name in ("Post", "Basic")
    ),
    {"name": "Rotated", "grant_types": ["client_credentials"]},
    {"name": "Gone", "grant_types": ["client_credentials"]},
    {
        "name": "Portal",
        "grant_types": ["password", _PASSWORD_REALM],
        "token_endpoint_auth_method": "client_secret_post",
        "callbacks": ["https://portal.founded.example/back"],
    },
    {
        "name": "App",
        "app_type": "native",
        "grant_types": ["password", _PASSWORD_REALM],
        "token_endpoint_auth_method": "none",
    },
]
_USERS: list[dict[str, Any]] = [
    {
        "user_id": "jane",
        "email": _JANE["username"],
        "password": _JANE["password"],
        "name": "Jane Ünger",
        "given_name": "Jane",
        "email_verified": True,
        "user_metadata": {"colour": "grün", "nested": {"list": [1, 2.5, None, True]}},
        "app_metadata": {"roles": ["admin"]},
    },
    {"user_id": "joe", "username": "joe", "password": "joe's first password"},
    {
        "user_id": "blocked",
        "email": _BLOCKED["username"],
        "password": _BLOCKED["password"],
        "blocked": True,
    },
    {"user_id": "gone", "email": "gone@founded.example", "password": "soon gone"},
]
_FOUNDED_HOOKS: list[dict[str, Any]] = [
    # Enabled, until the next one is.
    {
        "name": "old-stamp",
        "triggerId": "credentials-exchange",
        "script": _script("kept"),
        "enabled": True,
        "dependencies": {"bcrypt": "3.0.6", "@scope/name": "1.0.0"},
    },
    {"name": "stamp", "triggerId": "credentials-exchange", "script": _script("stamp"), "enabled": True},
    {"name": "greet", "triggerId": "password-exchange", "script": _script("greet"), "enabled": True},
    {"name": "old greeting", "triggerId": "password-exchange", "script": _script("kept")},
    {"name": "gone", "triggerId": "credentials-exchange", "script": _script("kept")},
    *(
        {"name": trigger, "triggerId": trigger, "script": _script("kept"), "enabled": enabled}
        for trigger, enabled in (
            ("pre-user-registration", True),
            ("post-user-registration", False),
            ("post-change-password", True),
            ("send-phone-message", False),
        )
    ),
]


# --- changing ---------------------------------------------------------------------------

_STAMPED = "https://stamped.changing.example/"


def fill_changing(warmhook: Warmhook, gateway: Service, api: Api) -> Request:
    """A hook, and a client whose token it decides. Answers the token request."""
    api("POST", "resource-servers", {"identifier": _STAMPED, "scopes": [{"value": "read"}]})
    made = api("POST", "clients", {"name": "Stamped", "client_metadata": {"plan": "full"}})
    client = {name: made[name] for name in ("client_id", "client_secret")}
    api(
        "POST",
        "client-grants",
        {"client_id": client["client_id"], "audience": _STAMPED, "scope": ["read"]},
    )
    _hooks(warmhook, gateway, "create", str(_HOOKS / "stamp.js"), "--secret", "STAMP_KEY=first")
    _hooks(warmhook, gateway, "enable", "stamp")
    return _posted(client, _STAMPED)


def change_changing(warmhook: Warmhook, gateway: Service) -> None:
    """Another script and other secrets for the hook."""
    _hooks(warmhook, gateway, "update", "stamp", str(_HOOKS / "stamp_again.js"))
    _hooks(warmhook, gateway, "secrets", "set", "stamp", "STAMP_KEY=second", "STAMP_SALT=salt")


# `create` makes the first version, `--secret` the second, which is what runs first.
RUN_FIRST = 2


def _hooks(warmhook: Warmhook, gateway: Service, *arguments: str) -> None:
    warmhook.run(
        "hooks",
        *arguments,
        WARMHOOK_URL=gateway.url,
        WARMHOOK_CREDENTIALS_FILE=str(CHANGING.credentials_file(warmhook)),
    )


# --- requests ---------------------------------------------------------------------------


def managed(gateway: Service, tenant: Tenant, warmhook: Warmhook) -> httpx.Client:
    """A connection whose requests may manage the tenant. Close it."""
    return managing(gateway, tenant.host, tenant.issuer, tenant.credentials(warmhook))


def _posted(client: Mapping[str, str], audience: str, **more: str) -> Request:
    return {"form": {"grant_type": "client_credentials", **client, "audience": audience, **more}}


def _by_header(client: Mapping[str, str], audience: str) -> Request:
    return {
        "form": {"grant_type": "client_credentials", "audience": audience},
        "basic": [client["client_id"], client["client_secret"]],
    }


def _login(client: Mapping[str, str], audience: str, **person: str) -> Request:
    grant_type = _PASSWORD_REALM if "realm" in person else "password"
    return {"form": {"grant_type": grant_type, **client, "audience": audience, **person}}
