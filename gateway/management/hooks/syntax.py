"""Tells whoever saved a script that it does not compile. Saving is never refused for it.

Owns the header and what is logged. It must not know how scripts are compiled: the
executor is asked, and where it does not answer there is no warning.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from warmhook.gateway.hooks.values import ExecutorRefusedError, ExecutorUnavailableError
from warmhook.gateway.model import Hook, Tenant

HEADER: Final = "x-warmhook-warning"
_LONGEST: Final = 500

# What keeps a hook's script from compiling, or None. `HookRunner.syntax_error` is one.
SyntaxCheck = Callable[[Tenant, Hook], Awaitable[str | None]]

_log = structlog.get_logger(__name__)


async def warning(check: SyntaxCheck, tenant: Tenant, hook: Hook) -> dict[str, str]:
    """Headers for the answer to a saved script."""
    try:
        found = await check(tenant, hook)
    except (ExecutorUnavailableError, ExecutorRefusedError) as error:
        _log.warning("hook_syntax_unchecked", tenant=tenant.name, hook=hook.id, reason=str(error))
        return {}
    if found is None:
        return {}
    # The engine's words quote the script, so the log does not have them.
    _log.warning("hook_does_not_compile", tenant=tenant.name, hook=hook.id)
    return {HEADER: f"The script does not compile: {header_text(found)}"}


def header_text(text: str) -> str:
    """On one line and in ASCII, as RFC 9110 section 5.5 wants a field's value."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    return printable.encode("ascii", "backslashreplace").decode()[:_LONGEST]
