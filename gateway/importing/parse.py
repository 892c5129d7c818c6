"""From the objects of an export to typed values. No I/O.

Owns what is accepted of each kind of object but hooks. It must not know files, nor what
is stored already. Spelling and limits are those of Auth0's Management API. An object that
is not accepted is left out and reported.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Final

from warmhook.gateway.importing.fields import Fields
from warmhook.gateway.importing.findings import Findings
from warmhook.gateway.importing.layout import CONNECTION_NAME, Export, Item
from warmhook.gateway.importing.objects import ParsedClient, ParsedExport, ParsedGrant, ParsedUser
from warmhook.gateway.importing.parse_hooks import parse_hooks
from warmhook.gateway.model import JsonObject, ResourceServer, SigningAlg, TokenDialect
from warmhook.gateway.vault.client_secrets import SECRET_MAX_CHARACTERS, SECRET_MIN_CHARACTERS

# RFC 6749 section 3.3.
_SCOPE_TOKEN: Final = re.compile(r"[\x21\x23-\x5B\x5D-\x7E]+")
_AUTH_METHODS: Final = frozenset({"none", "client_secret_post", "client_secret_basic"})
# Ways to authenticate without a secret, under which Auth0 has credentials in `client_authentication_methods`.
_KEY_METHODS: Final = ("private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth")
_LONGEST_LIFETIME: Final = 2_592_000
# Auth0's own API cannot be imported, and so exports lack it.
_MANAGEMENT_API: Final = re.compile(r"https://[^/]+\.auth0\.com/api/v2/")


def parse_export(export: Export, findings: Findings) -> ParsedExport:
    """Every object of the export that can be used. What was wrong with the others is in `findings`."""
    connections = _parse_databases(export.databases, findings)
    default_directory: str | None = None
    settings: JsonObject = {}
    for item in export.tenant:
        default_directory, settings = _parse_tenant(item, findings)
    return ParsedExport(
        default_directory=default_directory,
        settings=settings,
        connections=connections,
        clients=tuple(client for item in export.clients for client in _parse_client(item, findings)),
        resource_servers=_parse_resource_servers(export.resource_servers, findings),
        client_grants=tuple(grant for item in export.client_grants for grant in _parse_grant(item, findings)),
        users=_parse_users(export.users, connections, findings),
        hooks=parse_hooks(export.hooks, findings),
        exclusions=export.exclusions,
    )


def _parse_tenant(item: Item, findings: Findings) -> tuple[str | None, JsonObject]:
    fields = Fields(item, findings)
    default_directory = fields.text("default_directory")
    settings = fields.rest("tenant", objects=("flags",))
    # What is wrong is one setting, and the others do not depend on it.
    fields.is_usable()
    return default_directory or None, settings


def _parse_databases(items: tuple[Item, ...], findings: Findings) -> frozenset[str]:
    names = []
    for item in items:
        fields = Fields(item, findings)
        name = fields.required_text("name")
        if name and not CONNECTION_NAME.fullmatch(name):
            fields.problem("name", f"{name!r} may have letters, digits and hyphens, the latter inside")
        strategy = fields.text("strategy")
        if strategy not in (None, "auth0"):
            fields.problem("strategy", f"{strategy!r} is not a database's; expected 'auth0'")
        if fields.mapping("options").get("enabledDatabaseCustomization") is True:
            fields.left_out("custom database scripts; people log in as the users that are imported")
        if fields.is_usable():
            fields.rest("databases")
            names.append(name)
    return frozenset(names)


def _parse_client(item: Item, findings: Findings) -> tuple[ParsedClient, ...]:
    fields = Fields(item, findings)
    name = fields.required_text("name")
    fields.where = f"{item.where} {name!r}"
    method, key_method = fields.text("token_endpoint_auth_method"), _key_method(item)
    if method in _KEY_METHODS:
        method, key_method = None, method
    if method is not None and method not in _AUTH_METHODS:
        fields.problem(
            "token_endpoint_auth_method", f"{method!r} is not one of {', '.join(sorted(_AUTH_METHODS))}"
        )
    default = () if method == "none" else ("client_credentials",)
    grant_types = fields.texts("grant_types")
    if method == "none" and grant_types is not None and "client_credentials" in grant_types:
        # The client may have others that it can use, and was never given this one.
        needs = "'client_credentials' needs a secret, and the client's auth method is 'none'"
        findings.cannot_use(fields.where, "grant_types", needs)
        grant_types = tuple(one for one in grant_types if one != "client_credentials")
    client_id, secret = fields.text("client_id"), fields.text("client_secret")
    if client_id == "":
        fields.problem("client_id", "is empty")
    if secret is not None and not SECRET_MIN_CHARACTERS <= len(secret) <= SECRET_MAX_CHARACTERS:
        bounds = f"{SECRET_MIN_CHARACTERS} to {SECRET_MAX_CHARACTERS} characters"
        fields.problem(
            "client_secret", f"must have {bounds}, as for the Management API; it has {len(secret)}"
        )
    metadata = _parse_metadata(fields)
    other = _without(fields.rest("clients", objects=("jwt_configuration",)), "tenant", "global")
    if not fields.is_usable():
        return ()
    client = ParsedClient(
        where=fields.where,
        name=name,
        client_id=client_id,
        client_secret=secret,
        grant_types=frozenset(default if grant_types is None else grant_types),
        token_endpoint_auth_method=method,
        key_method=key_method,
        client_metadata=metadata,
        other=other,
    )
    return (client,)


def _key_method(item: Item) -> str | None:
    """How the client authenticates if not with a secret. The property itself stays for Auth0's tools."""
    methods = item.value.get("client_authentication_methods") if isinstance(item.value, dict) else None
    return next((name for name in _KEY_METHODS if isinstance(methods, dict) and name in methods), None)


def _parse_metadata(fields: Fields) -> Mapping[str, str]:
    """Strings, as on Auth0: a hook that compares with one must not meet a number or a boolean."""
    metadata = fields.mapping("client_metadata")
    for name, value in metadata.items():
        if value is not None and not isinstance(value, str):
            fields.problem(f"client_metadata.{name}", "must be a string, as on Auth0; put it in quotes")
    fields.refuse_keywords_in("client_metadata")
    return {name: value for name, value in metadata.items() if isinstance(value, str)}


def _parse_resource_servers(items: tuple[Item, ...], findings: Findings) -> tuple[ResourceServer, ...]:
    apis: dict[str, tuple[str, ResourceServer]] = {}
    for item in items:
        for api in _parse_resource_server(item, findings):
            if api.identifier in apis:
                first, _ = apis[api.identifier]
                findings.cannot_use(item.where, "identifier", f"{api.identifier!r} is also that of {first}")
            else:
                apis[api.identifier] = (item.where, api)
    return tuple(api for _, api in apis.values())


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
        description = one.verbatim("description") or None
        _check_scopes(one, "value", (value,) if value else ())
        if one.is_usable():
            scopes[value] = description
    identifier, api_id = fields.required_text("identifier"), fields.text("id") or ""
    lifetime = fields.integer("token_lifetime", default=86_400, lowest=1, highest=_LONGEST_LIFETIME)
    alg = fields.choice("signing_alg", SigningAlg) or SigningAlg.RS256
    if not fields.is_usable():
        return ()
    api = ResourceServer(
        identifier=identifier,
        name=name,
        scopes=tuple(scopes),
        token_lifetime=lifetime,
        signing_alg=alg,
        token_dialect=TokenDialect(dialect or "access_token"),
        id=api_id,
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
    client = fields.required_text("client_id")
    if _MANAGEMENT_API.fullmatch(audience):
        fields.left_out(f"{client!r} may manage the tenant at Auth0, and not here")
        return ()
    everything = fields.flag("allow_all_scopes")
    scope = fields.texts("scope") or ()
    _check_scopes(fields, "scope", scope)
    if not fields.is_usable():
        return ()
    fields.rest("clientGrants")
    grant = ParsedGrant(
        where=item.where,
        client=client,
        audience=audience,
        scope=None if everything else tuple(dict.fromkeys(scope)),
    )
    return (grant,)


def _check_scopes(fields: Fields, name: str, values: tuple[str, ...]) -> None:
    for value in values:
        if not _SCOPE_TOKEN.fullmatch(value):
            fields.problem(name, f"{value!r} is not a scope (RFC 6749 section 3.3)")


def _parse_users(
    items: tuple[tuple[str, Item], ...], connections: frozenset[str], findings: Findings
) -> tuple[ParsedUser, ...]:
    homeless = Counter(connection for connection, _ in items if connection not in connections)
    for connection, count in homeless.items():
        findings.cannot_use(f"users of {connection}", None, f"{count} are left out with their database")
    return tuple(
        user
        for connection, item in items
        if connection in connections
        for user in _parse_user(connection, item, findings)
    )


def _parse_user(connection: str, item: Item, findings: Findings) -> tuple[ParsedUser, ...]:
    """As Auth0's bulk import takes them; see its file schema."""
    fields = Fields(item, findings)
    email, username = fields.text("email"), fields.text("username")
    if not email and not username:
        fields.problem(None, "needs an email or a username")
    user_id = fields.text("user_id")
    if user_id is not None and "|" not in user_id:
        # The bulk import puts the strategy before it, an export has it there already.
        user_id = f"auth0|{user_id}"
    name, blocked = fields.text("name"), fields.flag("blocked") or False
    user_metadata, app_metadata = fields.mapping("user_metadata"), fields.mapping("app_metadata")
    password_hash = _password_hash(fields)
    if not fields.is_usable():
        return ()
    user = ParsedUser(
        where=item.where,
        connection=connection,
        user_id=user_id,
        # Auth0 keeps both in lower case.
        email=email.lower() if email else None,
        username=username.lower() if username else None,
        name=name,
        blocked=blocked,
        password_hash=password_hash,
        user_metadata=user_metadata,
        app_metadata=app_metadata,
        other=_without(fields.rest("users"), "identities", "created_at", "updated_at"),
    )
    return (user,)


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
