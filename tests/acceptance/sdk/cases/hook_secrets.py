"""Secrets of hooks: every call, and a token that a hook could only make with one."""

from __future__ import annotations

from typing import Any

import jwt

from sdk.cases.hooks import MISSING, body
from sdk.session import Refused, Session

_NOT_SHOWN = "_VALUE_NOT_SHOWN_"
_AUDIENCE = "https://api.sdk.example/"
_CLAIM = "https://sdk.example/key"
_SAYS_ITS_KEY = f"""module.exports = function (client, scope, audience, context, cb) {{
  cb(null, {{ '{_CLAIM}': context.webtask.secrets.KEY }});
}};
"""


def listed(sdk: Session) -> None:
    with sdk.made("hooks", body("with-secrets")) as hook:
        assert sdk.call("hooks.secrets.get", hook["id"]) == {}
        sdk.call("hooks.secrets.add", hook["id"], {"ONE": "first"})
        assert sdk.call("hooks.secrets.get", hook["id"]) == {"ONE": _NOT_SHOWN}


def added(sdk: Session) -> None:
    with sdk.made("hooks", body("with-secrets")) as hook:
        sdk.call("hooks.secrets.add", hook["id"], {"ONE": "first"})
        sdk.call("hooks.secrets.add", hook["id"], {"TWO": "second", "THREE": "third"})
        assert sdk.call("hooks.secrets.get", hook["id"]) == dict.fromkeys(("ONE", "TWO", "THREE"), _NOT_SHOWN)


def added_again(sdk: Session) -> None:
    with sdk.made("hooks", body("with-secrets")) as hook:
        sdk.call("hooks.secrets.add", hook["id"], {"ONE": "first"})
        refused = sdk.refusal("hooks.secrets.add", hook["id"], {"ONE": "other"})
    assert (refused.status, refused.message) == (409, "Secret with the same name already exists.")


def changed(sdk: Session) -> None:
    with sdk.made("hooks", body("with-secrets")) as hook:
        sdk.call("hooks.secrets.add", hook["id"], {"ONE": "first"})
        sdk.call("hooks.secrets.update", hook["id"], {"ONE": "other"})
        assert sdk.call("hooks.secrets.get", hook["id"]) == {"ONE": _NOT_SHOWN}
        refused = sdk.refusal("hooks.secrets.update", hook["id"], {"TWO": "second"})
    assert (refused.status, refused.message) == (404, "Hook or secret not found.")


def deleted(sdk: Session) -> None:
    with sdk.made("hooks", body("with-secrets")) as hook:
        sdk.call("hooks.secrets.add", hook["id"], {"ONE": "first", "TWO": "second", "THREE": "third"})
        sdk.call("hooks.secrets.delete", hook["id"], ["ONE", "THREE"])
        assert sdk.call("hooks.secrets.get", hook["id"]) == {"TWO": _NOT_SHOWN}


def placeholder(sdk: Session) -> None:
    """It would overwrite the secret with itself, as on Auth0."""
    with sdk.made("hooks", body("with-secrets")) as hook:
        sdk.call("hooks.secrets.add", hook["id"], {"ONE": "first"})
        assert sdk.refusal("hooks.secrets.update", hook["id"], {"ONE": _NOT_SHOWN}).status == 400


def missing(sdk: Session) -> None:
    for refused in (
        sdk.refusal("hooks.secrets.get", MISSING),
        sdk.refusal("hooks.secrets.add", MISSING, {"ONE": "first"}),
        sdk.refusal("hooks.secrets.update", MISSING, {"ONE": "first"}),
        sdk.refusal("hooks.secrets.delete", MISSING, ["ONE"]),
    ):
        assert refused == Refused(404, refused.code, "Error: Hook does not exist")


def in_a_token(sdk: Session) -> None:
    """From nothing to a token by the SDK alone; and then another secret."""
    client_body = {"name": "Machine", "app_type": "non_interactive", "grant_types": ["client_credentials"]}
    api_body = {"name": "An API", "identifier": _AUDIENCE, "scopes": [{"value": "read:data"}]}
    hook_body = body("says-its-key", script=_SAYS_ITS_KEY, enabled=True)
    with (
        sdk.made("clients", client_body) as client,
        sdk.made("resource_servers", api_body),
        sdk.made(
            "client_grants",
            {"client_id": client["client_id"], "audience": _AUDIENCE, "scope": ["read:data"]},
        ),
        sdk.made("hooks", hook_body) as hook,
    ):
        sdk.call("hooks.secrets.add", hook["id"], {"KEY": "first"})
        assert _claim(sdk, client) == "first"
        sdk.call("hooks.secrets.update", hook["id"], {"KEY": "second"})
        assert _claim(sdk, client) == "second"


def _claim(sdk: Session, client: dict[str, Any]) -> object:
    answer = sdk.token(client, _AUDIENCE)
    assert answer.status_code == 200, answer.text
    # tests/acceptance/clients has what verifies tokens; this is about what is in one.
    return jwt.decode(answer.json()["access_token"], options={"verify_signature": False})[_CLAIM]


CASES = {
    "hooks.secrets.get": listed,
    "hooks.secrets.get, add, update and delete, what is not there": missing,
    "hooks.secrets.add": added,
    "hooks.secrets.add, one that is there": added_again,
    "hooks.secrets.update": changed,
    "hooks.secrets.update, with the placeholder": placeholder,
    "hooks.secrets.update, and the next token": in_a_token,
    "hooks.secrets.delete": deleted,
}
