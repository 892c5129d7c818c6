"""Who comes first at the processor: hooks that have had much of it let others by until they have answered."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from live.executor import LiveExecutor, StartExecutor, hook, of_process, wait_until

_GROUPS = Path("/sys/fs/cgroup")
_BUSY = "const until = Date.now() + MS; while (Date.now() < until);"


def share_of(pid: int) -> float:
    """Return the share of the processor that the worker's group has, an ordinary one's being 1."""
    for line in of_process(pid, "cgroup").decode().splitlines():
        _, controllers, path = line.split(":", 2)
        if "cpu" in controllers.split(","):
            shares = _GROUPS / "cpu" / path.lstrip("/") / "cpu.shares"
            return int(shares.read_text()) / 1024
        weight = _GROUPS / path.lstrip("/") / "cpu.weight"
        if not controllers and weight.exists():
            return int(weight.read_text()) / 100
    pytest.skip("no control group shares the processor here")


def shares(executor: LiveExecutor) -> list[float]:
    """Return those of the processes that run hooks; one that ends meanwhile has none."""
    found = []
    for pid in executor.workers():
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            if "node" in Path(f"/proc/{pid}/exe").readlink().name:
                found.append(share_of(pid))
    return found


def test_a_hook_that_has_had_much_is_held_back_until_it_has_answered(start_executor: StartExecutor) -> None:
    executor = start_executor()
    executor.wait_for_spares()
    assert set(shares(executor)) == {1.0}
    call = executor.begin(hook(f"{_BUSY.replace('MS', '2000')} cb(null, ++calls)", before="let calls = 0"))
    wait_until(lambda: min(shares(executor)) < 0.2, "it is held back", patience=2)
    assert call.result().accepted.claims_json == "1"
    wait_until(lambda: set(shares(executor)) == {1.0}, "it comes as others do")


def test_a_hook_that_waits_is_not_held_back(start_executor: StartExecutor) -> None:
    executor = start_executor()
    executor.wait_for_spares()
    call = executor.begin(hook("setTimeout(cb, 1200, null, 1)"))
    seen: set[float] = set()

    def answered() -> bool:
        seen.update(shares(executor))
        return bool(call.done())

    wait_until(answered, "it has answered")
    assert seen == {1.0}
