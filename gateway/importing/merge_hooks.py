"""Lays the hooks of an export over the stored ones. No I/O; ids are random.

Owns where a hook's secrets come from, since Auth0 shows none: what the operator supplies
goes first, then a value in the file, then the stored one. A secret that has none of them
is a problem, because a hook would run without it and decide wrongly.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from warmhook.gateway.auth0.identifiers import new_hook_id
from warmhook.gateway.importing.findings import Findings
from warmhook.gateway.importing.objects import ParsedHook
from warmhook.gateway.model import Hook
from warmhook.protos.limits import NAME_MAX_BYTES, SECRET_MAX_BYTES, SECRETS_MAX, exceeds


def merge_hooks(
    stored: tuple[Hook, ...],
    parsed: tuple[ParsedHook, ...],
    supplied: Mapping[str, Mapping[str, str]],
    findings: Findings,
) -> tuple[Hook, ...]:
    """All hooks by name. `supplied` is secrets by the name of their hook, which must be in the export."""
    for name in sorted(supplied.keys() - {hook.name for hook in parsed}):
        findings.problem("supplied secrets", "hooks", f"the import has no hook {name!r}")
    hooks = {hook.name: hook for hook in stored}
    enabled = {hook.trigger_id: hook.name for hook in parsed if hook.enabled}
    for name, old in hooks.items():
        if enabled.get(old.trigger_id, name) != name and old.enabled:
            # As the dashboard: enabling one hook of a trigger disables the other.
            hooks[name] = dataclasses.replace(old, enabled=False)
            findings.left_out.append(
                f"hook {name}: disabled, since {enabled[old.trigger_id]} is the trigger's hook now"
            )
    for hook in parsed:
        before = hooks.get(hook.name)
        if before is not None and before.trigger_id is not hook.trigger_id:
            findings.problem(
                hook.where, "triggerId", f"the stored hook of that name is for {before.trigger_id}"
            )
        hooks[hook.name] = Hook(
            id=hook.id or (before.id if before else new_hook_id()),
            name=hook.name,
            trigger_id=hook.trigger_id,
            script=hook.script,
            enabled=hook.enabled,
            secrets=_secrets(hook, before.secrets if before else {}, supplied.get(hook.name, {}), findings),
            dependencies=hook.dependencies,
        )
    return tuple(sorted(hooks.values(), key=lambda hook: hook.name))


def _secrets(
    hook: ParsedHook, stored: Mapping[str, str], supplied: Mapping[str, str], findings: Findings
) -> dict[str, str]:
    """Exactly the names of the export and those that are supplied."""
    secrets: dict[str, str] = {}
    for name, value in hook.secrets.items():
        found = supplied.get(name, value if value is not None else stored.get(name))
        if found is None:
            findings.problem(
                hook.where,
                f"secrets.{name}",
                f"Auth0 does not export its value; give it with --secret {hook.name}:{name}=VALUE",
            )
        else:
            secrets[name] = found
    secrets.update(supplied)
    if len(secrets) > SECRETS_MAX:
        findings.problem(hook.where, "secrets", f"has more than {SECRETS_MAX} names")
    for name, value in secrets.items():
        if not name or exceeds(name, NAME_MAX_BYTES):
            problem = f"the name {name!r} must have 1 to {NAME_MAX_BYTES} bytes"
            findings.problem(hook.where, "secrets", problem)
        if exceeds(value, SECRET_MAX_BYTES):
            findings.problem(hook.where, f"secrets.{name}", f"is longer than {SECRET_MAX_BYTES} bytes")
    return secrets
