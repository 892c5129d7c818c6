"""From the hooks of an export to typed values, or problems. No I/O.

Owns what is accepted of a hook. It must not know JavaScript: as on Auth0, a script that
does not compile is stored, and says so when it runs.

A hook that would run for tokens is never left out. Without it tokens would be given out
that it refuses, so what is wrong with it refuses the import. Any other hook is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from warmhook.gateway.auth0.hook_names import NOT_SHOWN, is_hook_name, kebab_case
from warmhook.gateway.importing.fields import Fields
from warmhook.gateway.importing.findings import Findings
from warmhook.gateway.importing.layout import Item
from warmhook.gateway.importing.objects import ParsedHook
from warmhook.gateway.model import TriggerId
from warmhook.protos.limits import DEPENDENCIES_MAX, NAME_MAX_BYTES, SOURCE_MAX_BYTES, exceeds

# Tokens are given out without them.
_NOT_OF_TOKENS: Final = frozenset(TriggerId) - {TriggerId.CREDENTIALS_EXCHANGE, TriggerId.PASSWORD_EXCHANGE}


def parse_hooks(items: tuple[Item, ...], findings: Findings) -> tuple[ParsedHook, ...]:
    """Every hook that can be used. What was wrong with the others is in `findings`."""
    hooks = [hook for item in items for hook in _parse_hook(item, findings)]
    by_name: dict[str, list[ParsedHook]] = defaultdict(list)
    enabled: dict[TriggerId, list[ParsedHook]] = defaultdict(list)
    for hook in hooks:
        by_name[hook.name].append(hook)
        if hook.enabled:
            enabled[hook.trigger_id].append(hook)
    for name, same in by_name.items():
        for hook in same[1:]:
            if name:
                findings.problem(hook.where, "name", f"{name!r} is also the name of {same[0].where}")
    for trigger, both in enabled.items():
        for hook in both[1:]:
            findings.problem(
                hook.where, "enabled", f"only one hook of {trigger} can be enabled, and {both[0].where} is"
            )
    return tuple(hooks)


def _parse_hook(item: Item, findings: Findings) -> tuple[ParsedHook, ...]:
    fields = Fields(item, findings)
    given_name = fields.required_text("name")
    if given_name and not is_hook_name(given_name):
        fields.problem(
            "name", f"{given_name!r} may have letters, digits, spaces and hyphens, the latter inside"
        )
    script = fields.verbatim("script")
    if item.script_problem is not None:
        fields.problem("script", item.script_problem)
    if exceeds(script, SOURCE_MAX_BYTES):
        fields.problem("script", f"is longer than {SOURCE_MAX_BYTES} bytes")
    # `active` is what early exports called it.
    enabled, active = fields.flag("enabled"), fields.flag("active")
    secrets = fields.text_map("secrets")
    dependencies = _parse_dependencies(fields)
    trigger_id = fields.choice("triggerId", TriggerId) if fields.required_text("triggerId") else None
    hook_id = fields.text("id")
    accepted = fields.is_right() if _would_run(item) else fields.is_usable()
    if not accepted or trigger_id is None:
        return ()
    fields.rest("hooks")
    return (
        ParsedHook(
            where=item.where,
            id=hook_id,
            name=kebab_case(given_name),
            trigger_id=trigger_id,
            script=script,
            enabled=bool(active if enabled is None else enabled),
            secrets={name: None if value == NOT_SHOWN else value for name, value in secrets.items()},
            dependencies=dependencies,
        ),
    )


def _would_run(item: Item) -> bool:
    """Whether the hook may be one that runs for tokens. In doubt it is: its trigger may be misspelt."""
    if not isinstance(item.value, dict):
        return True
    trigger = item.value.get("triggerId")
    if isinstance(trigger, str) and trigger in _NOT_OF_TOKENS:
        return False
    enabled = item.value.get("enabled")
    return (item.value.get("active") if enabled is None else enabled) not in (None, False)


def _parse_dependencies(fields: Fields) -> Mapping[str, str]:
    dependencies = fields.text_map("dependencies")
    if len(dependencies) > DEPENDENCIES_MAX:
        fields.problem("dependencies", f"has more than {DEPENDENCIES_MAX} names")
    for name, version in dependencies.items():
        if exceeds(name, NAME_MAX_BYTES) or exceeds(version, NAME_MAX_BYTES):
            fields.problem("dependencies", f"{name!r} or its version is longer than {NAME_MAX_BYTES} bytes")
    return dependencies
