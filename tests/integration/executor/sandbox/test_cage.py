"""What a hook finds around it: nothing of ours, nothing of its neighbours'."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from live.executor import LiveExecutor, StartExecutor, hook, is_alive, of_process, wait_until

from warmhook.protos import executor_pb2 as pb

NAMESPACES = ("cgroup", "ipc", "mnt", "net", "pid", "user", "uts")


def looking(expression: str) -> str:
    return hook(f"const fs = require('fs'); cb(null, {expression})")


def test_the_environment_is_empty(executor: LiveExecutor) -> None:
    assert executor.claims(looking("process.env")) == {}
    assert executor.claims(looking("fs.readFileSync('/proc/self/environ', 'latin1')")) in ("", "PWD=/tmp\0")


def test_the_worker_has_its_own_three_descriptors_and_what_node_made_itself(executor: LiveExecutor) -> None:
    source = looking(
        "fs.readdirSync('/proc/self/fd').flatMap((fd) => {"
        "  try { return [[Number(fd), fs.readlinkSync('/proc/self/fd/' + fd)]] } catch { return [] }"
        "})"
    )
    open_: list[tuple[int, str]] = executor.claims(source)
    ours = {fd: target.partition(":")[0] for fd, target in open_ if fd <= 2}
    assert ours == {0: "socket", 1: "pipe", 2: "pipe"}
    for fd, target in open_:
        own = target.startswith(("anon_inode:", "/dev/null", "/proc/"))
        # libuv makes a pipe for its signals, and one for each thread that wants to be woken.
        assert fd <= 2 or own or target.startswith("pipe:"), (fd, target)
    assert not [target for fd, target in open_ if fd > 2 and target.startswith("socket:")]


def test_the_executors_own_descriptors_are_not_among_them(start_executor: StartExecutor) -> None:
    executor = start_executor()
    executor.wait_for_spares()
    inherited = {str(entry.readlink()) for entry in Path(f"/proc/{executor.process.pid}/fd").iterdir()}
    pids = [pid for pid in executor.workers() if b"main.js" in of_process(pid, "cmdline")]
    assert pids
    for pid in pids:
        fds = Path(f"/proc/{pid}/fd").iterdir()
        theirs = {str(entry.readlink()) for entry in fds if int(entry.name) > 2}
        shared = theirs & inherited
        assert not [
            target for target in shared if target.startswith(("socket:", "/")) and target != "/dev/null"
        ]


def test_it_is_in_a_session_of_its_own_and_cannot_gain_privileges(start_executor: StartExecutor) -> None:
    executor = start_executor()
    executor.wait_for_spares()
    assert executor.workers()
    for pid in executor.workers():
        assert os.getsid(pid) != os.getsid(executor.process.pid)
    status: str = executor.claims(looking("fs.readFileSync('/proc/self/status', 'utf8')"))
    fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert fields["NoNewPrivs"] == "1"


@pytest.mark.parametrize("kind", NAMESPACES)
def test_its_namespaces_are_not_ours(executor: LiveExecutor, kind: str) -> None:
    if executor.status().isolation != pb.GetStatusResponse.Isolation.NAMESPACES:
        pytest.skip("this machine has no namespaces for us, and GetStatus says so")
    theirs = executor.claims(looking(f"fs.readlinkSync('/proc/self/ns/{kind}')"))
    assert theirs != str(Path(f"/proc/self/ns/{kind}").readlink())


def test_it_has_a_core_and_descriptor_limit(executor: LiveExecutor) -> None:
    limits: str = executor.claims(looking("fs.readFileSync('/proc/self/limits', 'utf8')"))
    named = {line[:26].strip(): line[26:].split() for line in limits.splitlines()[1:]}
    assert named["Max core file size"][:2] == ["0", "0"]
    assert named["Max open files"][:2] == ["64", "64"]


def test_a_machine_without_memory_ends_workers_before_anybody_else(start_executor: StartExecutor) -> None:
    executor = start_executor()
    executor.wait_for_spares()

    def scores() -> set[bytes]:
        return {of_process(pid, "oom_score_adj") for pid in executor.workers()}

    # One that is just being made has not yet what it will have.
    wait_until(lambda: scores() == {b"1000\n"}, "all workers have the highest score")


def test_secrets_are_in_no_command_line_no_environment_and_no_log(executor: LiveExecutor) -> None:
    secret = "s3cr3t-" + str(time.monotonic_ns())
    call = executor.begin(
        hook("setTimeout(cb, 300, null, context.webtask.secrets.key)"), secrets={"key": secret}
    )
    wait_until(lambda: executor.status().workers.busy == 1, "it runs")
    for pid in [executor.process.pid, *executor.workers()]:
        for name in ("cmdline", "environ"):
            assert secret.encode() not in of_process(pid, name)
    assert json.loads(call.result().accepted.claims_json) == secret
    for body in ("throw new Error(context.webtask.secrets.key)", "process.exit(context.webtask.secrets.key)"):
        executor.execute(hook(body), secrets={"key": secret})
    assert not any(secret in line for line in executor.lines)


def test_a_hook_cannot_see_or_signal_processes_of_others(executor: LiveExecutor) -> None:
    if executor.status().isolation != pb.GetStatusResponse.Isolation.NAMESPACES:
        pytest.skip("this machine has no namespaces for us, and GetStatus says so")
    seen: list[str] = executor.claims(
        looking("fs.readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name))")
    )
    assert len(seen) <= 3
    executor.execute(hook("try { process.kill(-1, 'SIGKILL') } catch {} cb()"), time_limit_ms=2000)
    assert is_alive(executor.process.pid)
    assert executor.claims(hook("cb(null, 'next')")) == "next"


def test_files_cannot_be_watched_since_watches_are_counted_by_user(executor: LiveExecutor) -> None:
    watch = "try { fs.watch('/tmp'); cb(null, 'watched') } catch (error) { cb(null, error.code) }"
    assert executor.claims(hook(f"const fs = require('fs'); {watch}")) == "EPERM"


def test_a_hook_does_with_its_own_files_as_it_likes(executor: LiveExecutor) -> None:
    body = """
        const fs = require('fs');
        const file = fs.mkdtempSync('/tmp/own-') + '/file';
        fs.writeFileSync(file, 'x');
        fs.chmodSync(file, 0o640);
        fs.utimesSync(file, 1, 2);
        fs.chownSync(file, process.getuid(), process.getgid());
        const descriptor = fs.openSync(file, 'r+');
        fs.fchmodSync(descriptor, 0o600);
        fs.fsyncSync(descriptor);
        fs.truncateSync(file);
        process.chdir('/tmp');
        const { mode, mtimeMs, size } = fs.statSync(file);
        cb(null, [mode & 0o777, mtimeMs > 2000, size]);
    """
    assert executor.claims(hook(body)) == [0o600, True, 0]


def test_workers_of_two_tenants_share_no_files(start_executor: StartExecutor) -> None:
    executor = start_executor(max_workers=4)
    written: Any = executor.claims(
        looking("(fs.writeFileSync('/tmp/mine', 'x'), fs.readdirSync('/tmp'))"), tenant="a"
    )
    assert written == ["mine"]
    assert executor.claims(looking("fs.readdirSync('/tmp')"), tenant="b") == []
