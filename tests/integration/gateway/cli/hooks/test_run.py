"""`warmhook hooks run`: a file, the real engine, and what a token would carry."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

WARMHOOK = str(Path(sys.executable).with_name("warmhook"))

HOOK = """
module.exports = function (client, scope, audience, context, cb) {
  console.log('for %s', client.name);
  if (audience === 'https://denied/') return cb(new InvalidScopeError('not here'));
  if (audience === 'https://failed/') throw new Error('broken');
  cb(null, {
    scope: scope.concat('extra'),
    'https://claims.example/key': context.webtask.secrets.KEY,
    favourite: 'blue',
    'https://sub.auth0.com/x': 1,
  });
};
"""


@pytest.fixture
def hook(tmp_path: Path) -> Path:
    file = tmp_path / "hook.js"
    file.write_text(HOOK)
    return file


def run(*arguments: str, given: Any = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [WARMHOOK, "hooks", "run", *arguments],
        input=None if given is None else json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
        timeout=90,
    )


def test_a_program_reads_what_the_token_would_carry_and_what_was_dropped(hook: Path) -> None:
    given = {"client": {"name": "batch"}, "scope": ["read"]}
    done = run(str(hook), "--input", "-", "-s", "KEY=s3cret", "-o", "json", given=given)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report.pop("run_us") >= 0
    assert report == {
        "outcome": "accepted",
        "console": [{"stream": "stdout", "text": "for batch\n"}],
        "scope": ["read", "extra"],
        "claims": {"https://claims.example/key": "s3cret"},
        "dropped": [
            {"name": "favourite", "reason": "name_not_a_url", "why": "its name is not a URL"},
            {
                "name": "https://sub.auth0.com/x",
                "reason": "reserved_host",
                "why": "its host belongs to Auth0",
            },
        ],
    }


def test_a_person_reads_the_same(hook: Path) -> None:
    done = run(str(hook), "--input", "-", given={"scope": ["read"]})
    assert done.returncode == 0, done.stderr
    assert "for client\n" in done.stdout
    assert "scope   read extra\n" in done.stdout
    assert "dropped favourite: its name is not a URL\n" in done.stdout


ENDS = {
    "a denial": ("https://denied/", 10, "InvalidScopeError: not here"),
    "a failure": ("https://failed/", 11, "Error: broken\n    at "),
}


@pytest.mark.parametrize("case", ENDS)
def test_the_exit_code_says_what_the_hook_did(case: str, hook: Path) -> None:
    audience, code, shown = ENDS[case]
    done = run(str(hook), "--input", "-", given={"audience": audience, "scope": []})
    assert done.returncode == code
    assert shown in done.stdout


REFUSED = {
    "input that is not JSON": (["--input", "broken.json"], "--input: is not JSON"),
    "input of another shape": (["--input", "list.json"], "--input: the input must be an object"),
    "a secret without a value": (["-s", "KEY"], "--secret: 'KEY' must have the form NAME=VALUE"),
    "a trigger that is not run": (
        ["-t", "send-phone-message"],
        "--type: hooks of send-phone-message are not run",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_wrong_input_is_refused_before_anything_runs(case: str, hook: Path) -> None:
    arguments, message = REFUSED[case]
    hook.with_name("broken.json").write_text("{")
    hook.with_name("list.json").write_text("[]")
    arguments = [str(hook.with_name(each)) if each.endswith(".json") else each for each in arguments]
    done = run(str(hook), *arguments)
    assert done.returncode == 2
    assert message in done.stderr


def test_an_executor_that_cannot_start_says_why(hook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WARMHOOK_NODE", "/nowhere/node")
    done = run(str(hook))
    assert done.returncode == 1
    assert "/nowhere/node" in done.stderr
