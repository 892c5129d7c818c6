"""The wheel, installed where nothing else is: it migrates, imports, serves, and issues a token by a hook."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

import httpx
import jwt
import pytest
from live.executor import ROOT, wait_until

# To install everything takes longer than most tests.
pytestmark = pytest.mark.timeout(600)

AUDIENCE = "https://api.example.com/"
ENVIRONMENT = {
    name: value for name, value in os.environ.items() if not name.startswith(("WARMHOOK_", "PYTHON"))
}
# As a clone of this repository would lie there: the names that are installed, and others inside it.
DECOYS = ("warmhook/executor", "warmhook/gateway", "executor", "gateway", "protos")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, so that the checkout stays as it is."""
    directory = tmp_path_factory.mktemp("wheel")
    tree = directory / "tree"
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    for name in filter(None, listed.stdout.split("\0")):
        if not name.startswith(("tests/", "docs/", "bench/")) and (ROOT / name).exists():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, tree / name)
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", directory, tree]
    subprocess.run(pip, env=ENVIRONMENT, check=True)
    (built,) = directory.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that has the wheel, what it depends on, and nothing else."""
    environment = tmp_path_factory.mktemp("environment")
    venv.create(environment, with_pip=True)
    python = environment / "bin/python"
    pip = [python, "-m", "pip", "install", "--quiet", "--no-compile", wheel]
    subprocess.run(pip, env=ENVIRONMENT, check=True)
    return python.parent


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working directory in which the packages' names stand for something else."""
    home = tmp_path_factory.mktemp("home")
    for decoy in DECOYS:
        (home / decoy).mkdir(parents=True, exist_ok=True)
        (home / decoy / "__init__.py").write_text(
            "raise SystemExit('a folder of the working directory was run')\n"
        )
    return home


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    return ENVIRONMENT | {
        "WARMHOOK_GATEWAY_LISTEN": "127.0.0.1:0",
        "WARMHOOK_GATEWAY_SHUTDOWN_DELAY_MS": "0",
    }


@pytest.fixture(scope="module")
def credentials(programs: Path, home: Path, environment: dict[str, str]) -> dict[str, str]:
    """Of the client that an import has made, in a database that a migration has made."""
    supplied = home / "supplied.json"
    supplied.write_text(
        json.dumps(
            {
                "hooks": {"pseudonym": {"PSEUDONYM_KEY": "a key of the tests"}},
                "users": {"ada@example.com": "a password of the tests"},
            }
        )
    )
    export = home / "export"
    shutil.copytree(ROOT / "examples/demo", export, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    named = ["--tenant", "demo", "--host", "127.0.0.1", "--issuer", "http://127.0.0.1/"]
    files = ["--secrets-file", str(supplied), "--write-credentials", str(home / "credentials.json")]
    for arguments in (["migrate"], ["import", str(export), *named, *files]):
        done = subprocess.run(
            [programs / "warmhook", *arguments],
            cwd=home,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    (client,) = json.loads((home / "credentials.json").read_text())
    return client


@pytest.fixture
def url(
    programs: Path, home: Path, environment: dict[str, str], credentials: dict[str, str]
) -> Iterator[str]:
    """Of a gateway that `warmhook serve` has started beside its executor."""
    with subprocess.Popen(
        [programs / "warmhook", "serve"],
        cwd=home,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            found = re.search(r"http://\S+", line)
            assert found, line
            yield found[0]
        finally:
            process.terminate()
            process.wait(30)


def test_it_issues_a_token_through_a_hook(url: str, credentials: dict[str, str]) -> None:
    form = {
        "grant_type": "client_credentials",
        "client_id": credentials["client_id"],
        "client_secret": credentials["client_secret"],
        "audience": AUDIENCE,
    }
    wait_until(lambda: httpx.get(f"{url}/health/ready").status_code == 200, "it is ready")
    answer = httpx.post(f"{url}/oauth/token", data=form)
    assert answer.status_code == 200, answer.text
    claims = jwt.decode(answer.json()["access_token"], options={"verify_signature": False})
    assert claims["https://foo.com/claim"] == "bar"


def test_its_packages_are_all_inside_one_name(programs: Path) -> None:
    (site,) = programs.parent.glob("lib/python*/site-packages")
    assert {path.name for path in (site / "warmhook").iterdir()} == {
        "executor",
        "gateway",
        "node_runtime",
        "protos",
    }
    assert not [name for name in ("executor", "gateway", "node_runtime", "protos") if (site / name).exists()]


@pytest.mark.parametrize("module", ["warmhook.executor", "warmhook.gateway"])
def test_each_half_starts_by_its_name(
    module: str, programs: Path, home: Path, environment: dict[str, str]
) -> None:
    wrong = {"WARMHOOK_EXECUTOR_MAX_WORKERS": "many", "WARMHOOK_GATEWAY_LISTEN": "nowhere"}
    done = subprocess.run(
        [programs / "python", "-P", "-m", module],
        cwd=home,
        env=environment | wrong,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert "must be" in done.stderr
