"""What Auth0 does not export and the operator gives: hook secrets and passwords.

Owns the form of `--secret` and of the secrets file:

    {"hooks": {"add-claim": {"API_KEY": "…"}}, "users": {"jane@example.com": "…"}}
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from warmhook.gateway.auth0.hook_names import kebab_case
from warmhook.gateway.importing.fields import Fields
from warmhook.gateway.importing.findings import Findings
from warmhook.gateway.importing.layout import Item


@dataclass(frozen=True, slots=True)
class Supplied:
    # By the hook's name as stored, then by the secret's.
    hook_secrets: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)
    # By e-mail address or user name.
    passwords: Mapping[str, str] = field(default_factory=dict, repr=False)


def read_supplied(options: Iterable[str], file: Path | None, findings: Findings) -> Supplied:
    """From `HOOK:NAME=VALUE` options and a secrets file; options go first."""
    from_file = Supplied() if file is None else _read_file(file, findings)
    hook_secrets = {hook: dict(secrets) for hook, secrets in from_file.hook_secrets.items()}
    for option in options:
        target, equals, value = option.partition("=")
        hook, colon, name = target.partition(":")
        if equals and colon and hook and name:
            hook_secrets.setdefault(kebab_case(hook), {})[name] = value
        else:
            # The rest may be the secret itself, in the wrong order.
            findings.problem("--secret", None, "must have the form HOOK:NAME=VALUE")
    return Supplied(hook_secrets, from_file.passwords)


def _read_file(file: Path, findings: Findings) -> Supplied:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        findings.problem(str(file), None, f"cannot be read: {error.strerror}")
        return Supplied()
    except (ValueError, RecursionError):
        # The decoder's own words could quote a secret.
        findings.problem(str(file), None, "is not JSON in UTF-8")
        return Supplied()
    fields = Fields(Item(str(file), content), findings)
    hooks = Fields(Item(f"{file}: hooks", fields.mapping("hooks")), findings)
    supplied = Supplied(
        hook_secrets={kebab_case(name): hooks.text_map(name) for name in fields.mapping("hooks")},
        passwords=fields.text_map("users"),
    )
    for name in fields.unread():
        fields.problem(name, "is not known; expected 'hooks' and 'users'")
    fields.is_right()
    hooks.is_right()
    return supplied
