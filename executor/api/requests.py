"""An ExecuteHookRequest as an `Execution`, checked field by field. No I/O.

Owns what can be wrong with a request and its hook; each mistake is a `Refusal`
that names the field as the .proto spells it (`arguments` does the same for the
trigger's). It must not know gRPC: a message in, values out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from warmhook.executor.api.arguments import hook_arguments
from warmhook.executor.errors import Refusal, invalid
from warmhook.executor.model import Limits, Trigger
from warmhook.protos import executor_pb2 as pb
from warmhook.protos import limits as bounds
from warmhook.protos.digest import hook_digest

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Ceilings:
    """What a hook gets when it asks for nothing (`standard`), and the most it may ask for (`most`)."""

    standard: Limits
    most: Limits


@dataclass(frozen=True, slots=True)
class SentHook:
    """The hook as a request has it; without `source`, only its name and digest."""

    tenant: str
    id: str
    digest: str
    source: str | None
    secrets: Mapping[str, str]
    limits: Limits


@dataclass(frozen=True, slots=True)
class Order:
    """A checked request: everything of an execution but its id and its deadline."""

    request_id: str
    hook: SentHook
    trigger: Trigger
    body: bytes
    headers: Mapping[str, str]
    query: Mapping[str, str]
    # 0: the hook's own limit.
    time_limit_ms: int
    # 0: as long as the call.
    timeout_ms: int


def read_request(message: pb.ExecuteHookRequest, ceilings: Ceilings) -> Order:
    """Raises Refusal with INVALID_ARGUMENT, naming the field."""
    _name("request_id", message.request_id)
    if not message.HasField("hook"):
        raise invalid("hook", "is missing")
    if message.time_limit_ms > ceilings.most.time_limit_ms:
        raise _over("time_limit_ms", message.time_limit_ms, ceilings.most.time_limit_ms)
    context = message.context
    headers, query = _sorted(context.headers), _sorted(context.query)
    _entries("context.headers", headers, bounds.FIELDS_MAX, bounds.FIELD_VALUE_MAX_BYTES)
    _entries("context.query", query, bounds.FIELDS_MAX, bounds.FIELD_VALUE_MAX_BYTES)
    trigger, body = hook_arguments(message)
    return Order(
        message.request_id,
        read_hook(message.hook, ceilings),
        trigger,
        body,
        headers,
        query,
        message.time_limit_ms,
        message.timeout_ms,
    )


# --- the hook ---------------------------------------------------------------------


def read_hook(hook: pb.Hook, ceilings: Ceilings) -> SentHook:
    if not hook.tenant:
        raise invalid("hook.tenant", "is missing")
    _name("hook.tenant", hook.tenant)
    _name("hook.id", hook.id)
    if not hook.HasField("source"):
        _only_digest(hook)
        return SentHook(hook.tenant, hook.id, hook.digest, None, {}, ceilings.standard)
    _bounded("hook.source", hook.source, bounds.SOURCE_MAX_BYTES)
    _entries("hook.secrets", hook.secrets, bounds.SECRETS_MAX, bounds.SECRET_MAX_BYTES)
    _entries("hook.dependencies", hook.dependencies, bounds.DEPENDENCIES_MAX, bounds.NAME_MAX_BYTES)
    limits = hook.limits
    sent = (limits.time_limit_ms, limits.memory_mb, limits.console_bytes, limits.result_bytes)
    digest = hook_digest(hook.source, hook.secrets, hook.dependencies, sent)
    if hook.digest and hook.digest != digest:
        raise invalid("hook.digest", f"does not match the hook, whose digest is {digest}")
    return SentHook(
        hook.tenant, hook.id, digest, hook.source, _sorted(hook.secrets), _resolve(limits, ceilings)
    )


def _only_digest(hook: pb.Hook) -> None:
    if not hook.digest:
        raise invalid("hook.source", "is missing, and so is hook.digest")
    if not _DIGEST.fullmatch(hook.digest):
        raise invalid("hook.digest", "is not 64 lower-case hex digits")
    for field in ("secrets", "dependencies"):
        if getattr(hook, field):
            raise invalid(f"hook.{field}", "is given without hook.source")
    if hook.HasField("limits"):
        raise invalid("hook.limits", "is given without hook.source")


def _resolve(limits: pb.Limits, ceilings: Ceilings) -> Limits:
    resolved = {}
    for field in ("time_limit_ms", "memory_mb", "console_bytes", "result_bytes"):
        asked: int = getattr(limits, field)
        most: int = getattr(ceilings.most, field)
        if asked > most:
            raise _over(f"hook.limits.{field}", asked, most)
        resolved[field] = asked or getattr(ceilings.standard, field)
    least = bounds.MEMORY_MIN_MB
    if resolved["memory_mb"] < least:
        raise invalid("hook.limits.memory_mb", f"is under the {least} that Node.js needs to start")
    return Limits(**resolved)


def _sorted(entries: Mapping[str, str]) -> Mapping[str, str]:
    """Sorted: a protobuf map comes in any order, and a hook sees the same order each time."""
    return dict(sorted(entries.items())) if entries else {}


# --- bounds -----------------------------------------------------------------------


def _over(field: str, asked: int, most: int) -> Refusal:
    return invalid(field, f"is {asked}, over this executor's ceiling of {most}")


def _name(field: str, value: str) -> None:
    _bounded(field, value, bounds.NAME_MAX_BYTES)


def _bounded(field: str, value: str, most: int) -> None:
    if bounds.exceeds(value, most):
        raise invalid(field, f"is longer than {most} bytes")


def _entries(field: str, entries: Mapping[str, str], most: int, longest: int) -> None:
    if len(entries) > most:
        raise invalid(field, f"has {len(entries)} entries, and may have {most}")
    for name, value in entries.items():
        if bounds.exceeds(name, bounds.NAME_MAX_BYTES):
            raise invalid(f"{field}: a name in it", f"is longer than {bounds.NAME_MAX_BYTES} bytes")
        if bounds.exceeds(value, longest):
            raise invalid(f"{field}[{name!r}]", f"is longer than {longest} bytes")
