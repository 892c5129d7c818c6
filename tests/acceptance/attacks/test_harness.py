"""That the harness would notice: each kind of harm that an attack might do is done here, and seen."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from live.executor import LiveExecutor, wait_until

from attacks.campaign import foreign_lines
from attacks.executor_process import NoExecutor, start_executor, without_namespaces
from attacks.footprint import Footprint, look
from attacks.host import MARK, Host
from attacks.neighbours import NAMES, Neighbours
from warmhook.executor.node import find_node


@pytest.fixture
def host() -> Iterator[Host]:
    with Host(None, sys.executable) as host:
        yield host


def _connect(family: int, address: Any) -> None:
    with socket.socket(family) as caller:
        caller.connect(address)


def _send(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as caller:
        caller.sendto(b"x", ("127.0.0.1", port))


_HITS: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "a connection over IPv4": (
        lambda at: _connect(socket.AF_INET, ("127.0.0.1", at["tcp"])),
        "tcp was reached",
    ),
    "a datagram": (lambda at: _send(at["udp"]), "udp was reached"),
    "a connection to a unix socket": (
        lambda at: _connect(socket.AF_UNIX, at["unix_socket"]),
        "unix_socket was reached",
    ),
    "a connection to an abstract socket": (
        lambda at: _connect(socket.AF_UNIX, at["abstract_socket"]),
        "abstract_socket was reached",
    ),
    "a signal": (lambda at: os.kill(at["bystander_pid"], signal.SIGURG), "signals reached the bystander"),
    "a death": (lambda at: os.kill(at["bystander_pid"], signal.SIGKILL), "the bystander was ended"),
}


@pytest.mark.parametrize(("hit", "complaint"), _HITS.values(), ids=_HITS.keys())
def test_the_host_notices(host: Host, hit: Callable[[dict[str, Any]], None], complaint: str) -> None:
    assert host.complaints() == []
    hit(host.target())
    heard = wait_until(host.complaints, "the host complains")
    assert any(complaint in each for each in heard)


def test_the_host_notices_a_listener_at_the_port_that_was_free(host: Host) -> None:
    with socket.create_server(("127.0.0.1", host.target()["free_port"])):
        assert "listens" in wait_until(host.complaints, "the host complains")[0]


def test_a_host_that_cannot_be_put_up_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(FileNotFoundError), Host(None, "/no/python"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_the_host_tells_everything_but_the_secrets(host: Host) -> None:
    assert MARK not in json.dumps(host.target())


@pytest.mark.parametrize("where", ["canary_file", "home_file"])
def test_a_secret_that_came_out_is_named_by_where_it_was(host: Host, where: str) -> None:
    read = Path(host.target()[where]).read_text()
    assert host.found_in(f"...{read}...") == [f"the secret of {where} came out"]


def test_secrets_are_in_the_environment_and_the_arguments_of_the_bystander(host: Host) -> None:
    process = Path(f"/proc/{host.target()['bystander_pid']}")
    assert host.found_in((process / "environ").read_text()) == [
        "the secret of bystander's environment came out"
    ]
    assert host.found_in((process / "cmdline").read_text()) == [
        "the secret of bystander's arguments came out"
    ]


_BEFORE = Footprint(Counter({"node": 3}), Counter({"pipe": 6}), 3, frozenset(), 50.0)
_CHANGES = {
    "a process more": (replace(_BEFORE, processes=Counter({"node": 4})), "processes: 1 more node"),
    "another process instead": (
        replace(_BEFORE, processes=Counter({"node": 2, "sh": 1})),
        "processes: 1 more sh, 1 fewer node",
    ),
    "a descriptor more": (replace(_BEFORE, descriptors=Counter({"pipe": 7})), "descriptors: 1 more pipe"),
    "a group more": (replace(_BEFORE, cgroups=4), "cgroups: 3 before, 4 now"),
    "a file more": (
        replace(_BEFORE, scratch=frozenset({"/tmp/attack-1"})),
        "scratch files: ['/tmp/attack-1']",
    ),
    "much more memory": (
        replace(_BEFORE, memory_mb=150.0),
        "the executor's memory: 50 MiB before, 150 now",
    ),
}


@pytest.mark.parametrize(("now", "complaint"), _CHANGES.values(), ids=_CHANGES.keys())
def test_a_footprint_that_has_changed_says_how(now: Footprint, complaint: str) -> None:
    assert now.differences(_BEFORE) == [complaint]


def test_a_footprint_that_is_the_same_says_nothing() -> None:
    assert replace(_BEFORE, memory_mb=60.0).differences(_BEFORE) == []


def test_what_is_left_behind_is_seen(tmp_path: Path) -> None:
    before = look(os.getpid(), tmp_path)
    (tmp_path / "file").touch()
    with socket.socket(), subprocess.Popen(["sleep", "60"]) as child:
        wait_until(lambda: "sleep" in look(os.getpid(), tmp_path).processes, "the child has its name")
        now = look(os.getpid(), tmp_path)
        child.kill()
    assert now.processes - before.processes == Counter({"sleep": 1})
    assert (now.descriptors - before.descriptors)["socket"] == 1
    assert now.scratch == {str(tmp_path / "file")}


_LINES = {
    "text": "hello",
    "JSON that is no event": '{"a": 1}',
    "JSON that is no object": '"event"',
    "a mistake": '{"event": "internal_error", "exception": "..."}',
}


@pytest.mark.parametrize("line", _LINES.values(), ids=_LINES.keys())
def test_a_line_of_the_log_that_should_not_be_there_is_noticed(line: str) -> None:
    assert len(list(foreign_lines(f'{{"event": "serving"}}\n{line}\n'))) == 1


@pytest.fixture
def executor() -> Iterator[LiveExecutor]:
    executor = LiveExecutor(find_node(None))
    yield executor
    executor.close()


def test_neighbours_have_nothing_to_complain_about_when_they_are_let_alone(executor: LiveExecutor) -> None:
    with Neighbours(executor.address, dict.fromkeys(NAMES, "secret")) as neighbours:
        assert neighbours.wait_for_more(neighbours.mark()) == []
        assert neighbours.complaints() == []
        assert neighbours.milliseconds(0.5) > 0


def test_neighbours_complain_of_another_answer(executor: LiveExecutor) -> None:
    with Neighbours(executor.address, dict.fromkeys(NAMES, "secret")) as neighbours:
        neighbours._all[0].baseline = b"what it was before"
        neighbours.wait_for_more(neighbours.mark())
        assert "signs: answered" in neighbours.complaints()[0]


def test_neighbours_complain_when_their_worker_is_lost(executor: LiveExecutor) -> None:
    with Neighbours(executor.address, dict.fromkeys(NAMES, "secret")) as neighbours:
        for pid in executor.workers():
            # Some go with the first that goes.
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        heard: list[str] = []

        def lost() -> bool:
            heard.extend(neighbours.complaints())
            return any("lost its worker" in each for each in heard)

        wait_until(lost, "a neighbour complains")


def test_an_executor_below_the_level_is_not_attacked(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{without_namespaces(tmp_path)}:{os.environ['PATH']}")
    with pytest.raises(NoExecutor, match=r"level|isolation"):
        start_executor(host, find_node(None), "namespaces", user=None)
