"""What an operator sets, read from the environment once. No I/O.

Owns names, defaults and how values are spelled. It must not know what the values are
used for. Every problem is reported, not only the first.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_LOG_LEVELS = ("debug", "info", "warning", "error")
_MINUTES_A_DAY = 24 * 60
_ROTATION_DAYS_MAX = 3650


class ConfigError(Exception):
    """The environment cannot be used. `problems` has a sentence for each variable."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Settings:
    """`WARMHOOK_…` variables of the gateway, read and checked."""

    # WARMHOOK_GATEWAY_LISTEN, "host:port". Port 0 takes a free one.
    listen_host: str = "127.0.0.1"
    listen_port: int = 8080
    # WARMHOOK_MANAGEMENT_LISTEN: where the Management API is served, and nowhere else. None: beside all else.
    management_listen: tuple[str, int] | None = None
    # WARMHOOK_DATABASE_URL
    database_url: str = "sqlite:///.warmhook/warmhook.db"
    # WARMHOOK_EXECUTOR_TARGET, any gRPC target.
    executor_target: str = "127.0.0.1:50051"
    # WARMHOOK_KEYS: the key ring itself, or "".
    keys: str = field(default="", repr=False)
    # WARMHOOK_KEY_FILE: the file with the key ring. None, without keys: one is made.
    key_file: Path | None = None
    # WARMHOOK_KEY_ROTATION_DAYS: how long a signing key signs; 0: until a command ends it.
    key_rotation_days: int = 90
    # WARMHOOK_KEY_PUBLISH_AHEAD_MINUTES: how long a signing key is published before it signs.
    key_publish_ahead_minutes: int = 24 * 60
    # WARMHOOK_TRUSTED_PROXIES, "10.0.0.0/8, ::1": whose X-Forwarded-For is believed.
    trusted_proxies: tuple[Network, ...] = ()
    # WARMHOOK_LOG_LEVEL: debug, info, warning or error.
    log_level: str = "info"


def from_environment(environment: Mapping[str, str]) -> Settings:
    """Raises `ConfigError`. An empty variable counts as not set."""
    default = Settings()
    problems: list[str] = []

    def get(name: str, otherwise: str) -> str:
        return environment.get(name, "").strip() or otherwise

    host, port = _listen(
        "WARMHOOK_GATEWAY_LISTEN",
        get("WARMHOOK_GATEWAY_LISTEN", f"{default.listen_host}:{default.listen_port}"),
        problems,
    )
    management = get("WARMHOOK_MANAGEMENT_LISTEN", "")
    management_listen = _listen("WARMHOOK_MANAGEMENT_LISTEN", management, problems) if management else None
    if management_listen is not None and management_listen[1] == port != 0:
        # Requests are told apart by the port that they came to.
        problems.append("WARMHOOK_MANAGEMENT_LISTEN must have another port than WARMHOOK_GATEWAY_LISTEN")
    log_level = get("WARMHOOK_LOG_LEVEL", default.log_level).lower()
    if log_level not in _LOG_LEVELS:
        problems.append(f"WARMHOOK_LOG_LEVEL must be one of {', '.join(_LOG_LEVELS)}, not {log_level!r}")
    keys, key_file = get("WARMHOOK_KEYS", ""), get("WARMHOOK_KEY_FILE", "")
    if keys and key_file:
        problems.append("WARMHOOK_KEYS and WARMHOOK_KEY_FILE cannot both be set")
    rotation_days = _whole_number(
        "WARMHOOK_KEY_ROTATION_DAYS", get, default.key_rotation_days, (0, _ROTATION_DAYS_MAX), problems
    )
    # A quarter of an hour: verifiers cache a key set for ten minutes, HTTP caches for five more.
    ahead_minutes = _whole_number(
        "WARMHOOK_KEY_PUBLISH_AHEAD_MINUTES",
        get,
        default.key_publish_ahead_minutes,
        (15, _ROTATION_DAYS_MAX * _MINUTES_A_DAY),
        problems,
    )
    if 0 < rotation_days * _MINUTES_A_DAY < ahead_minutes:
        problems.append(
            "WARMHOOK_KEY_PUBLISH_AHEAD_MINUTES cannot be longer than WARMHOOK_KEY_ROTATION_DAYS: "
            "the next key is published while the current one signs"
        )
    settings = Settings(
        listen_host=host,
        listen_port=port,
        management_listen=management_listen,
        database_url=get("WARMHOOK_DATABASE_URL", default.database_url),
        executor_target=get("WARMHOOK_EXECUTOR_TARGET", default.executor_target),
        keys=keys,
        key_file=Path(key_file) if key_file else None,
        key_rotation_days=rotation_days,
        key_publish_ahead_minutes=ahead_minutes,
        trusted_proxies=_networks(get("WARMHOOK_TRUSTED_PROXIES", ""), problems),
        log_level=log_level,
    )
    if problems:
        raise ConfigError(problems)
    return settings


def _whole_number(
    name: str, get: Callable[[str, str], str], default: int, bounds: tuple[int, int], problems: list[str]
) -> int:
    value = get(name, str(default))
    lowest, highest = bounds
    if not value.isdecimal() or not lowest <= int(value) <= highest:
        problems.append(f"{name} must be a whole number from {lowest} to {highest}, not {value!r}")
        return default
    return int(value)


def _listen(name: str, value: str, problems: list[str]) -> tuple[str, int]:
    host, _, port = value.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        problems.append(f"{name} must be host:port, not {value!r}")
        return "", 0
    return host.removeprefix("[").removesuffix("]"), int(port)


def _networks(value: str, problems: list[str]) -> tuple[Network, ...]:
    networks: list[Network] = []
    for part in filter(None, (part.strip() for part in value.split(","))):
        try:
            networks.append(ipaddress.ip_network(part))
        except ValueError as error:
            problems.append(f"WARMHOOK_TRUSTED_PROXIES: {error}")
    return tuple(networks)
