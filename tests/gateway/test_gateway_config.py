"""What an operator sets, and what they are told when it cannot be used."""

from __future__ import annotations

import ipaddress
from pathlib import Path

import pytest

from gateway.config import ConfigError, Settings, from_environment


def test_nothing_set_gives_the_defaults() -> None:
    assert from_environment({}) == Settings()


def test_an_empty_variable_is_one_that_is_not_set() -> None:
    assert from_environment({"WARMHOOK_GATEWAY_LISTEN": "", "WARMHOOK_LOG_LEVEL": " "}) == Settings()


def test_everything_can_be_set() -> None:
    settings = from_environment(
        {
            "WARMHOOK_GATEWAY_LISTEN": "[::1]:0",
            "WARMHOOK_DATABASE_URL": "sqlite:///x.db",
            "WARMHOOK_EXECUTOR_TARGET": "unix:/run/executor.sock",
            "WARMHOOK_KEY_FILE": "/etc/warmhook.key",
            "WARMHOOK_TRUSTED_PROXIES": "10.0.0.0/8, ::1",
            "WARMHOOK_LOG_LEVEL": "WARNING",
        }
    )
    assert settings == Settings(
        listen_host="::1",
        listen_port=0,
        database_url="sqlite:///x.db",
        executor_target="unix:/run/executor.sock",
        key_file=Path("/etc/warmhook.key"),
        trusted_proxies=(ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("::1")),
        log_level="warning",
    )


def test_a_key_ring_in_the_environment_is_not_shown() -> None:
    settings = from_environment({"WARMHOOK_KEYS": "a2tr a2ts"})
    assert settings.keys == "a2tr a2ts"
    assert "a2tr" not in repr(settings)


def test_the_key_ring_has_one_place() -> None:
    with pytest.raises(ConfigError, match="WARMHOOK_KEYS and WARMHOOK_KEY_FILE cannot both be set"):
        from_environment({"WARMHOOK_KEYS": "a2tr", "WARMHOOK_KEY_FILE": "/run/secrets/keys"})


def test_every_problem_is_reported_at_once() -> None:
    with pytest.raises(ConfigError) as refused:
        from_environment(
            {
                "WARMHOOK_GATEWAY_LISTEN": "8080",
                "WARMHOOK_TRUSTED_PROXIES": "10.0.0.1/8, nonsense",
                "WARMHOOK_LOG_LEVEL": "loud",
            }
        )
    named = [problem.partition(" ")[0].rstrip(":") for problem in refused.value.problems]
    assert sorted(named) == [
        "WARMHOOK_GATEWAY_LISTEN",
        "WARMHOOK_LOG_LEVEL",
        "WARMHOOK_TRUSTED_PROXIES",
        "WARMHOOK_TRUSTED_PROXIES",
    ]


@pytest.mark.parametrize("listen", ["host", "host:", ":80", "host:http", "host:65536", "host:-1"])
def test_a_place_to_listen_is_host_and_port(listen: str) -> None:
    with pytest.raises(ConfigError, match="WARMHOOK_GATEWAY_LISTEN must be host:port"):
        from_environment({"WARMHOOK_GATEWAY_LISTEN": listen})
