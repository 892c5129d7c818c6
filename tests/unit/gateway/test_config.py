"""What an operator sets, and what they are told when it cannot be used."""

from __future__ import annotations

import ipaddress
from pathlib import Path

import pytest

from warmhook.gateway.config import Settings, SettingsError, read_settings


def test_nothing_set_gives_the_defaults() -> None:
    assert read_settings({}) == Settings()


def test_an_empty_variable_is_one_that_is_not_set() -> None:
    assert read_settings({"WARMHOOK_GATEWAY_LISTEN": "", "WARMHOOK_LOG_LEVEL": " "}) == Settings()


def test_everything_can_be_set() -> None:
    settings = read_settings(
        {
            "WARMHOOK_GATEWAY_LISTEN": "[::1]:0",
            "WARMHOOK_GATEWAY_SHUTDOWN_DELAY_MS": "0",
            "WARMHOOK_DATABASE_URL": "sqlite:///x.db",
            "WARMHOOK_EXECUTOR_TARGET": "unix:/run/executor.sock",
            "WARMHOOK_KEY_FILE": "/etc/warmhook.key",
            "WARMHOOK_KEY_ROTATION_DAYS": "30",
            "WARMHOOK_KEY_PUBLISH_AHEAD_MINUTES": "15",
            "WARMHOOK_TRUSTED_PROXIES": "10.0.0.0/8, ::1",
            "WARMHOOK_LOG_LEVEL": "WARNING",
        }
    )
    assert settings == Settings(
        listen=("::1", 0),
        shutdown_delay_ms=0,
        database_url="sqlite:///x.db",
        executor_target="unix:/run/executor.sock",
        key_file=Path("/etc/warmhook.key"),
        key_rotation_days=30,
        key_publish_ahead_minutes=15,
        trusted_proxies=(ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("::1")),
        log_level="warning",
    )


def test_a_key_ring_in_the_environment_is_not_shown() -> None:
    settings = read_settings({"WARMHOOK_KEYS": "a2tr a2ts"})
    assert settings.keys == "a2tr a2ts"
    assert "a2tr" not in repr(settings)


def test_keys_are_published_before_the_last_one_has_signed_its_time() -> None:
    shortest = {"WARMHOOK_KEY_ROTATION_DAYS": "1", "WARMHOOK_KEY_PUBLISH_AHEAD_MINUTES": "1440"}
    assert read_settings(shortest).key_publish_ahead_minutes == 1440
    with pytest.raises(SettingsError, match="cannot be longer than WARMHOOK_KEY_ROTATION_DAYS"):
        read_settings(shortest | {"WARMHOOK_KEY_PUBLISH_AHEAD_MINUTES": "1441"})
    by_command = read_settings(shortest | {"WARMHOOK_KEY_ROTATION_DAYS": "0"})
    assert by_command.key_rotation_days == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WARMHOOK_GATEWAY_SHUTDOWN_DELAY_MS", "-1"),
        ("WARMHOOK_GATEWAY_SHUTDOWN_DELAY_MS", "600001"),
        ("WARMHOOK_KEY_ROTATION_DAYS", "-1"),
        ("WARMHOOK_KEY_ROTATION_DAYS", "soon"),
        ("WARMHOOK_KEY_ROTATION_DAYS", "3651"),
        ("WARMHOOK_KEY_PUBLISH_AHEAD_MINUTES", "14"),
        ("WARMHOOK_KEY_PUBLISH_AHEAD_MINUTES", "15.5"),
    ],
)
def test_a_number_out_of_bounds_is_refused(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"{name} must be a whole number from .*, not '{value}'"):
        read_settings({name: value})


def test_the_key_ring_has_one_place() -> None:
    with pytest.raises(SettingsError, match="WARMHOOK_KEYS and WARMHOOK_KEY_FILE cannot both be set"):
        read_settings({"WARMHOOK_KEYS": "a2tr", "WARMHOOK_KEY_FILE": "/run/secrets/keys"})


def test_every_problem_is_reported_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings(
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
    ]
    (proxies,) = [problem for problem in refused.value.problems if "PROXIES" in problem]
    assert "10.0.0.1/8" in proxies
    assert "nonsense" in proxies


@pytest.mark.parametrize("listen", ["host", "host:", ":80", "host:http", "host:65536", "host:-1"])
def test_a_place_to_listen_is_host_and_port(listen: str) -> None:
    with pytest.raises(SettingsError, match="WARMHOOK_GATEWAY_LISTEN must be host:port"):
        read_settings({"WARMHOOK_GATEWAY_LISTEN": listen})


def test_the_management_api_may_have_a_listener_of_its_own() -> None:
    assert read_settings({}).management_listen is None
    settings = read_settings({"WARMHOOK_MANAGEMENT_LISTEN": "[::1]:9090"})
    assert settings.management_listen == ("::1", 9090)


@pytest.mark.parametrize("listen", ["9090", "10.0.0.1:8080"])
def test_a_management_listener_that_cannot_be_told_apart_is_refused(listen: str) -> None:
    with pytest.raises(SettingsError, match="WARMHOOK_MANAGEMENT_LISTEN must"):
        read_settings({"WARMHOOK_MANAGEMENT_LISTEN": listen})
