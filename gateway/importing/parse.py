"""From the objects of an export to typed values, or problems. No I/O.

Owns what is accepted of each kind of object but hooks. It must not know files, nor what
is stored already. Spelling and limits are those of Auth0's Management API.
"""

from __future__ import annotations

import re
from typing import Final

from warmhook.gateway.importing.fields import Fields
from warmhook.gateway.importing.findings import Findings
from warmhook.gateway.importing.layout import CONNECTION_NAME, Export, Item
from warmhook.gateway.importing.objects import ParsedClient, ParsedExport, ParsedGrant, ParsedUser
from warmhook.gateway.importing.parse_hooks import parse_hooks
from warmhook.gateway.model import JsonObject, ResourceServer, SigningAlg, TokenDialect

# RFC 6749 section 3.3.
_SCOPE_TOKEN: Final = re.compile(r"[\x21\x23-\x5B\x5D-\x7E]+")
_AUTH_METHODS: Final = frozenset({"none", "client_secret_post", "client_secret_basic"})
_LONGEST_LIFETIME: Final = 2_592_000
# Auth0's own API cannot be imported, and so exports lack it.
_MANAGEMENT_API: Final = re.compile(r"https://[^/]+\.auth0\.com/api/v2/")


def parse_export(export: Export, findings: Findings) -> ParsedExport:
    """Every object of the export. What was wrong with them is in `findings`."""
    connections = _parse_databases(export.databases, findings)
    default_directory: str | None = None
    settings: JsonObject = {}
    for item in export.tenant:
        default_directory, settings = _parse_tenant(item, findings)
    apis = [api for item in export.resource_servers for api in _parse_resource_server(item, findings)]
    return ParsedExport(
        default_directory=default_directory,
        settings=settings,
        connections=connections,
        clients=tuple(_parse_client(item, findings) for item in export.clients),
        resource_servers=tuple(apis),
        client_grants=tuple(grant for item in export.client_grants for grant in _parse_grant(item, findings)),
        users=tuple(_parse_user(connection, item, findings) for connection, item in export.users),
        hooks=parse_hooks(export.hooks, findings),
    )


def _parse_tenant(item: Item, findings: Findings) -> tuple[str | None, JsonObject]:
    fields = Fields(item, findings)
    default_directory = fields.text("default_directory")
    return default_directory or None, fields.rest("tenant", objects=("flags",))


def _parse_databases(items: tuple[Item, ...], findings: Findings) -> frozenset[str]:
    names = []
    for item in items:
        fields = Fields(item, findings)
        name = fields.required_text("name")
        if name and not CONNECTION_NAME.fullmatch(name):
            fields.problem("name", f"{name!r} may have letters, digits and hyphens, the latter inside")
        names.append(name)
        strategy = fields.text("strategy")
        if strategy not in (None, "auth0"):
            fields.problem("strategy", f"{strategy!r} is not a database's; expected 'auth0'")
        if fields.mapping("options").get("enabledDatabaseCustomization") is True:
            fields.left_out("custom database scripts; people log in as the users that are imported")
        fields.rest("databases")
    return frozenset(name for name in names if name)


def _parse_client(item: Item, findings: Findings) -> ParsedClient:
    fields = Fields(item, findings)
    name = fields.required_text("name")
    fields.where = f"{item.where} {name!r}"
    method = fields.text("token_endpoint_auth_method")
    if method is not None and method not in _AUTH_METHODS:
        fields.problem(
            "token_endpoint_auth_method", f"{method!r} is not one of {', '.join(sorted(_AUTH_METHODS))}"
        )
    default = () if method == "none" else ("client_credentials",)
    grant_types = fields.texts("grant_types")
    if method == "none" and "client_credentials" in (grant_types or ()):
        fields.problem(
            "grant_types", "'client_credentials' needs a secret, and the client's auth method is 'none'"
        )
    client = ParsedClient(
        where=fields.where,
        name=name,
        client_id=fields.text("client_id"),
        client_secret=fields.text("client_secret"),
        grant_types=frozenset(default if grant_types is None else grant_types),
        token_endpoint_auth_method=method,
        client_metadata=fields.mapping("client_metadata"),
        other=_without(fields.rest("clients", objects=("jwt_configuration",)), "tenant", "global"),
    )
    if client.client_id == "":
        fields.problem("client_id", "is empty")
    if client.client_secret == "":
        fields.problem("client_secret", "is empty")
    return client


def _parse_resource_server(item: Item, findings: Findings) -> tuple[ResourceServer, ...]:
    fields = Fields(item, findings)
    name = fields.required_text("name")
    fields.where = f"{item.where} {name!r}"
    if fields.flag("is_system"):
        fields.left_out("an API of Auth0's own")
        return ()
    dialect = fields.text("token_dialect")
    if dialect is not None and dialect.endswith("_authz"):
        fields.left_out("the claim 'permissions' of the token dialect")
        dialect = dialect.removesuffix("_authz")
    if dialect is not None and dialect not in set(TokenDialect):
        fields.problem("token_dialect", f"{dialect!r} is not one of {', '.join(TokenDialect)}")
        dialect = None
    scopes: dict[str, str | None] = {}
    for scope in fields.items("scopes"):
        one = Fields(scope, findings)
        value = one.required_text("value")
        description = one.text("description")
        scopes |= dict.fromkeys(_scope_tokens(one, "value", (value,)) if value else (), description)
    api = ResourceServer(
        identifier=fields.required_text("identifier"),
        name=name,
        scopes=tuple(scopes),
        token_lifetime=fields.integer("token_lifetime", default=86_400, lowest=1, highest=_LONGEST_LIFETIME),
        signing_alg=fields.choice("signing_alg", SigningAlg) or SigningAlg.RS256,
        token_dialect=TokenDialect(dialect or "access_token"),
        id=fields.text("id") or "",
        scope_descriptions={value: said for value, said in scopes.items() if said is not None},
        other=fields.rest("resourceServers"),
    )
    return (api,)


def _parse_grant(item: Item, findings: Findings) -> tuple[ParsedGrant, ...]:
    fields = Fields(item, findings)
    audience = fields.required_text("audience")
    if fields.text("default_for"):
        fields.left_out("a default grant of third-party clients")
        return ()
    if fields.text("subject_type") == "user":
        # It limits what users may get through the client; it gives the client nothing.
        fields.left_out("a grant for users, not for the client")
        return ()
    if _MANAGEMENT_API.fullmatch(audience):
        fields.left_out("a grant for Auth0's own Management API")
        return ()
    client = fields.required_text("client_id")
    everything = fields.flag("allow_all_scopes")
    scope = fields.texts("scope") or ()
    grant = ParsedGrant(
        where=item.where,
        client=client,
        audience=audience,
        scope=None if everything else _scope_tokens(fields, "scope", scope),
    )
    fields.rest("clientGrants")
    return (grant,)


def _scope_tokens(fields: Fields, name: str, values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        if not _SCOPE_TOKEN.fullmatch(value):
            fields.problem(name, f"{value!r} is not a scope (RFC 6749 section 3.3)")
    return tuple(dict.fromkeys(values))


def _parse_user(connection: str, item: Item, findings: Findings) -> ParsedUser:
    """As Auth0's bulk import takes them; see its file schema."""
    fields = Fields(item, findings)
    email, username = fields.text("email"), fields.text("username")
    if not email and not username:
        fields.problem(None, "needs an email or a username")
    user_id = fields.text("user_id")
    if user_id is not None and "|" not in user_id:
        # The bulk import puts the strategy before it, an export has it there already.
        user_id = f"auth0|{user_id}"
    return ParsedUser(
        where=item.where,
        connection=connection,
        user_id=user_id,
        # Auth0 keeps both in lower case.
        email=email.lower() if email else None,
        username=username.lower() if username else None,
        name=fields.text("name"),
        blocked=fields.flag("blocked") or False,
        password_hash=_password_hash(fields),
        user_metadata=fields.mapping("user_metadata"),
        app_metadata=fields.mapping("app_metadata"),
        other=_without(fields.rest("users"), "identities", "created_at", "updated_at"),
    )


def _without(values: JsonObject, *names: str) -> JsonObject:
    return {name: value for name, value in values.items() if name not in names}


def _password_hash(fields: Fields) -> str | None:
    if fields.text("password_hash"):
        fields.left_out("a bcrypt password hash; the user needs a new password")
    custom = fields.mapping("custom_password_hash")
    if not custom:
        return None
    inner = custom.get("hash")
    value = inner.get("value") if isinstance(inner, dict) else None
    if isinstance(value, str) and value.startswith("$argon2id$"):
        return value
    fields.left_out("a password hash that is not Argon2id; the user needs a new password")
    return None
