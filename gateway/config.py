"""What an operator sets, read from the environment once. No I/O.

Owns every variable's name, default and spelling, as one table; docs/settings.md lists them. Every problem is
reported, not only the first. It must not know what the values are used for.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
# Host and port.
Address = tuple[str, int]

_LOG_LEVELS: Final = ("debug", "info", "warning", "error")
_SHUTDOWN_DELAY_MS_MAX: Final = 600_000
_MINUTES_A_DAY: Final = 24 * 60
_ROTATION_DAYS_MAX: Final = 3650
# Verifiers cache a key set for ten minutes, HTTP caches for five more.
_PUBLISH_AHEAD_MINUTES_MIN: Final = 15


class SettingsError(Exception):
    """The environment cannot be used. `problems` has a sentence for each variable."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


# --- how values are spelled: each reader raises ValueError with what a value must be ------


def _address(text: str) -> Address:
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise ValueError(f"must be host:port, not {text!r}")
    return host.removeprefix("[").removesuffix("]"), int(port)


def _whole_number(lowest: int, highest: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isdecimal() or not lowest <= int(text) <= highest:
            raise ValueError(f"must be a whole number from {lowest} to {highest}, not {text!r}")
        return int(text)

    return read


def _networks(text: str) -> tuple[Network, ...]:
    networks: list[Network] = []
    problems: list[str] = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        try:
            networks.append(ipaddress.ip_network(part))
        except ValueError as error:
            problems.append(str(error))
    if problems:
        raise ValueError(f"must be networks, separated by commas: {'; '.join(problems)}")
    return tuple(networks)


def _log_level(text: str) -> str:
    if text.lower() not in _LOG_LEVELS:
        raise ValueError(f"must be one of {', '.join(_LOG_LEVELS)}, not {text!r}")
    return text.lower()


def _variable(name: str, read: Callable[[str], object] = str) -> Mapping[str, object]:
    return {"variable": name, "read": read}


@dataclass(frozen=True, slots=True)
class Settings:
    """`WARMHOOK_…` variables of the gateway."""

    # "host:port". Port 0 takes a free one.
    listen: Address = field(
        default=("127.0.0.1", 8080), metadata=_variable("WARMHOOK_GATEWAY_LISTEN", _address)
    )
    # Where the Management API is served, and nowhere else. None: beside all else.
    management_listen: Address | None = field(
        default=None, metadata=_variable("WARMHOOK_MANAGEMENT_LISTEN", _address)
    )
    # How long SIGTERM leaves a gateway serving that says it is not ready.
    shutdown_delay_ms: int = field(
        default=5_000,
        metadata=_variable("WARMHOOK_GATEWAY_SHUTDOWN_DELAY_MS", _whole_number(0, _SHUTDOWN_DELAY_MS_MAX)),
    )
    database_url: str = field(
        default="sqlite:///.warmhook/warmhook.db", metadata=_variable("WARMHOOK_DATABASE_URL")
    )
    # Any gRPC target.
    executor_target: str = field(default="127.0.0.1:50051", metadata=_variable("WARMHOOK_EXECUTOR_TARGET"))
    # By what an executor elsewhere proves itself. None: only one on this machine is sent hooks.
    executor_key_file: Path | None = field(
        default=None, metadata=_variable("WARMHOOK_EXECUTOR_KEY_FILE", Path)
    )
    # The key ring itself, or "".
    keys: str = field(default="", repr=False, metadata=_variable("WARMHOOK_KEYS"))
    # The file with the key ring. None, without keys: one is made.
    key_file: Path | None = field(default=None, metadata=_variable("WARMHOOK_KEY_FILE", Path))
    # How long a signing key signs. 0: until a command ends it.
    key_rotation_days: int = field(
        default=90, metadata=_variable("WARMHOOK_KEY_ROTATION_DAYS", _whole_number(0, _ROTATION_DAYS_MAX))
    )
    # How long a signing key is published before it signs.
    key_publish_ahead_minutes: int = field(
        default=_MINUTES_A_DAY,
        metadata=_variable(
            "WARMHOOK_KEY_PUBLISH_AHEAD_MINUTES",
            _whole_number(_PUBLISH_AHEAD_MINUTES_MIN, _ROTATION_DAYS_MAX * _MINUTES_A_DAY),
        ),
    )
    # "10.0.0.0/8, ::1": whose X-Forwarded-For is believed.
    trusted_proxies: tuple[Network, ...] = field(
        default=(), metadata=_variable("WARMHOOK_TRUSTED_PROXIES", _networks)
    )
    log_level: str = field(default="info", metadata=_variable("WARMHOOK_LOG_LEVEL", _log_level))


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Raises `SettingsError`. An empty variable counts as not set."""
    # Any: each value has its field's type, by the reader beside it.
    values: dict[str, Any] = {}
    problems: list[str] = []
    for setting in fields(Settings):
        variable = setting.metadata["variable"]
        text = environment.get(variable, "").strip()
        if not text:
            continue
        try:
            values[setting.name] = setting.metadata["read"](text)
        except ValueError as error:
            problems.append(f"{variable} {error}")
    settings = Settings(**values)
    problems += _contradictions(settings)
    if problems:
        raise SettingsError(problems)
    return settings


def _contradictions(settings: Settings) -> list[str]:
    problems = []
    management = settings.management_listen
    if management is not None and management[1] == settings.listen[1] != 0:
        # Requests are told apart by the port that they came to.
        problems.append("WARMHOOK_MANAGEMENT_LISTEN must have another port than WARMHOOK_GATEWAY_LISTEN")
    if settings.keys and settings.key_file:
        problems.append("WARMHOOK_KEYS and WARMHOOK_KEY_FILE cannot both be set")
    if 0 < settings.key_rotation_days * _MINUTES_A_DAY < settings.key_publish_ahead_minutes:
        problems.append(
            "WARMHOOK_KEY_PUBLISH_AHEAD_MINUTES cannot be longer than WARMHOOK_KEY_ROTATION_DAYS: "
            "the next key is published while the current one signs"
        )
    return problems
