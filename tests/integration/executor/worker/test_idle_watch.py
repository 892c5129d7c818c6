"""What hooks do after their answers: a little is their own affair, a processor for good is not."""

from __future__ import annotations

import time

from live.executor import StartExecutor, hook, wait_until

_REASON = "it went on computing after its answer"
# The longest that the functions take, on threads of libuv's.
_WITHOUT_END = "pbkdf2('secret', 'salt', 2 ** 31 - 1, 64, 'sha512', () => {});"
_BEFORE = "const { pbkdf2 } = require('crypto'); let calls = 0;"


def test_threads_that_compute_after_the_answer_end_with_their_worker(start_executor: StartExecutor) -> None:
    executor = start_executor()
    source = hook(f"if (++calls === 1) {_WITHOUT_END} cb(null, calls);", before=_BEFORE)
    assert executor.claims(source) == 1
    wait_until(
        lambda: _REASON in [event["reason"] for event in executor.events("worker_gone")], "it is ended"
    )
    assert executor.claims(source) == 1


def test_being_called_again_and_again_hides_them_not(start_executor: StartExecutor) -> None:
    executor = start_executor()
    source = hook(f"if (++calls === 1) {_WITHOUT_END} cb(null, calls);", before=_BEFORE)
    assert executor.claims(source) == 1

    def begins_anew() -> bool:
        # A call on a busy machine takes long, and while it runs the threads are its own.
        time.sleep(0.3)
        return executor.claims(source) == 1

    wait_until(begins_anew, "another worker is used")


def test_a_hook_that_tidies_up_after_its_answer_keeps_its_worker(start_executor: StartExecutor) -> None:
    executor = start_executor()
    tidy = "const until = Date.now() + 300; setImmediate(() => { while (Date.now() < until); });"
    source = hook(f"cb(null, ++calls); {tidy}", before=_BEFORE)
    for number in range(1, 4):
        assert executor.claims(source) == number
        time.sleep(1.2)
    assert executor.events("worker_gone") == []
