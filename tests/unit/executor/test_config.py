"""The executor's settings: what is set, what is wrong, and that all of it is documented."""

from dataclasses import Field, fields
from pathlib import Path

import pytest

from warmhook.executor.config import Settings, SettingsError, read_settings, variable

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "settings.md"

WRONG = {
    "a number is no number": ({"WARMHOOK_EXECUTOR_MAX_WORKERS": "many"}, "WARMHOOK_EXECUTOR_MAX_WORKERS"),
    "a number is not a whole one": ({"WARMHOOK_EXECUTOR_MAX_QUEUE": "1.5"}, "WARMHOOK_EXECUTOR_MAX_QUEUE"),
    "a number is negative": ({"WARMHOOK_EXECUTOR_DRAIN_MS": "-1"}, "WARMHOOK_EXECUTOR_DRAIN_MS"),
    "a number is written in another script": (
        {"WARMHOOK_EXECUTOR_MAX_QUEUE": "١٢"},
        "WARMHOOK_EXECUTOR_MAX_QUEUE",
    ),
    "a number is out of bounds": ({"WARMHOOK_EXECUTOR_TIME_LIMIT_MS": "600001"}, "from 1 to 600000"),
    "a name is misspelt": (
        {"WARMHOOK_EXECUTOR_MAX_WORKER": "4"},
        "WARMHOOK_EXECUTOR_MAX_WORKER is not a setting",
    ),
    "all workers would be spares": (
        {"WARMHOOK_EXECUTOR_MAX_WORKERS": "4", "WARMHOOK_EXECUTOR_SPARE_WORKERS": "4"},
        "WARMHOOK_EXECUTOR_SPARE_WORKERS",
    ),
    "the default heap is above the largest": (
        {"WARMHOOK_EXECUTOR_MEMORY_MB": "600"},
        "WARMHOOK_EXECUTOR_MEMORY_MB is 600, above WARMHOOK_EXECUTOR_MAX_MEMORY_MB, 512",
    ),
    "the log level is none": ({"WARMHOOK_LOG_LEVEL": "loud"}, "WARMHOOK_LOG_LEVEL is 'loud'"),
    "the address has no port": ({"WARMHOOK_EXECUTOR_LISTEN": "localhost"}, "WARMHOOK_EXECUTOR_LISTEN"),
}


@pytest.mark.parametrize(("environment", "said"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_setting_is_named(environment: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError, match=said.replace("'", ".")):
        read_settings(environment)


def test_all_that_is_wrong_is_said_at_once() -> None:
    environment = {name: value for wrong, _ in WRONG.values() for name, value in wrong.items()}
    with pytest.raises(SettingsError) as problem:
        read_settings(environment)
    assert all(name in str(problem.value) for name in environment if name != "WARMHOOK_EXECUTOR_MEMORY_MB")


def test_what_is_empty_or_not_set_has_its_default() -> None:
    assert read_settings({variable("max_queue"): "", "PATH": "/bin"}) == Settings()


def test_what_is_set_is_taken() -> None:
    settings = read_settings({"WARMHOOK_NODE": "/opt/node", "WARMHOOK_EXECUTOR_LISTEN": "unix:/run/x.sock"})
    assert (settings.node, settings.listen) == ("/opt/node", "unix:/run/x.sock")


def test_the_gateways_settings_may_stand_in_the_same_environment() -> None:
    environment = {"WARMHOOK_EXECUTOR_TARGET": "127.0.0.1:50051", "WARMHOOK_GATEWAY_LISTEN": "127.0.0.1:8080"}
    assert read_settings(environment) == Settings()


@pytest.mark.parametrize("setting", fields(Settings), ids=lambda setting: setting.name)
def test_every_setting_is_documented_with_its_default(setting: Field[object]) -> None:
    rows = [row.split("|") for row in DOCUMENT.read_text().splitlines() if row.startswith("| `WARMHOOK_")]
    documented = {row[1].strip(" `"): row[2].strip(" `").replace("(none)", "") for row in rows}
    assert documented[variable(setting.name)] == str(setting.default)
