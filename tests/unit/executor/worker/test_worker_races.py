"""An answer, the end of the process, the clock, a cancellation: whichever comes first ends the execution."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fakes.scripted_process import ScriptedGroup
from fakes.scripted_worker import NewWorker, ScriptedWorker, execution

from warmhook.executor.model import Accepted, Died, OutOfMemory, Threw, TimedOut
from warmhook.executor.worker.frames import State, encode

ANSWERED = Accepted("1")
TIMED_OUT = TimedOut(1000, 0, 0)
KILLED = Died("the worker was ended by signal 9 before the hook called back", signal=9)
HALF_AN_ANSWER = encode({"type": "outcome", "execution": 1, "kind": "accepted", "hasClaims": False})[:-3]

STEPS: dict[str, Callable[[ScriptedWorker], None]] = {
    "says its answer": lambda scripted: scripted.say_answer(),
    "says half an answer": lambda scripted: scripted.process.say_bytes(HALF_AN_ANSWER),
    "says nonsense": lambda scripted: scripted.process.say_bytes(b"\xff" * 8),
    "says that it ends": lambda scripted: scripted.process.say("ending", seen=1),
    "closes its connection": lambda scripted: scripted.process.close_channel(),
    "is listened to": lambda scripted: scripted.listen(),
    "time is up": lambda scripted: scripted.wind(1.0),
    "a moment passes": lambda scripted: scripted.wind(0.05),
    "is killed": lambda scripted: scripted.end(-9),
    "is cancelled": lambda scripted: scripted.worker.abandon(),
}

# What happens to a worker with a running execution, in this order; how the execution ends, and whether the
# worker can be used again. None: nobody is told of an end.
RACES: dict[str, tuple[list[str], object, bool]] = {
    "an answer before anything else": (["says its answer", "is listened to"], ANSWERED, True),
    "an answer, and then the end of the process": (
        ["says its answer", "is listened to", "is killed", "time is up"],
        ANSWERED,
        True,
    ),
    "an answer, and then the end of its time": (
        ["says its answer", "is listened to", "time is up", "is killed"],
        ANSWERED,
        True,
    ),
    "an answer that is still unread when the process ends": (
        ["says its answer", "is killed", "time is up"],
        ANSWERED,
        False,
    ),
    "an answer that is still unread when its time is up": (
        ["says its answer", "time is up", "is listened to", "is killed"],
        TIMED_OUT,
        False,
    ),
    "an answer that is still unread when its time is up and the process ends": (
        ["says its answer", "time is up", "is killed"],
        TIMED_OUT,
        False,
    ),
    "the end of the process": (["is killed", "time is up"], KILLED, False),
    "the end of the process, within an answer": (["says half an answer", "is killed"], KILLED, False),
    "the end of the process, an answer half read": (
        ["says half an answer", "is listened to", "is killed", "time is up"],
        KILLED,
        False,
    ),
    "the end of the process, its connection closed before": (
        ["closes its connection", "is listened to", "is killed"],
        KILLED,
        False,
    ),
    "an answer, and then a closed connection": (
        ["says its answer", "closes its connection", "is listened to", "is killed"],
        ANSWERED,
        True,
    ),
    "the end of its time": (["time is up", "is killed"], TIMED_OUT, False),
    "the end of its time, an answer after it": (
        ["time is up", "says its answer", "is listened to", "is killed"],
        TIMED_OUT,
        False,
    ),
    "the end of its time, its connection closed just before": (
        ["closes its connection", "time is up", "is listened to", "is killed"],
        TIMED_OUT,
        False,
    ),
    "nonsense": (
        ["says nonsense", "is listened to", "time is up", "is killed"],
        Died("the worker's answer broke the protocol, and the worker was ended"),
        False,
    ),
    "nonsense that is still unread when the process ends": (
        ["says nonsense", "is killed"],
        Died("the worker's answer broke the protocol, and the worker was ended"),
        False,
    ),
    "nonsense that is still unread when its time is up": (
        ["says nonsense", "time is up", "is listened to", "is killed"],
        TIMED_OUT,
        False,
    ),
    "an answer of a worker that is ending": (
        ["says that it ends", "says its answer", "is listened to", "is killed"],
        ANSWERED,
        False,
    ),
    "an answer of a worker that has said that it ends": (
        ["says that it ends", "is listened to", "says its answer", "is listened to"],
        ANSWERED,
        False,
    ),
    "an end that was announced": (["says that it ends", "is listened to", "is killed"], KILLED, False),
    "the end of its time, of a worker that says that it ends and does not": (
        ["says that it ends", "is listened to", "time is up"],
        TIMED_OUT,
        False,
    ),
    "a cancellation": (["is cancelled", "time is up", "is killed"], None, False),
    "a cancellation, an answer after it": (
        ["is cancelled", "says its answer", "is listened to", "is killed"],
        None,
        False,
    ),
    "a cancellation, an answer unread": (["says its answer", "is cancelled", "is killed"], None, False),
    "a cancellation, half an answer read": (
        ["says half an answer", "is listened to", "is cancelled", "is killed"],
        None,
        False,
    ),
    "a cancellation of a worker that has closed its connection": (
        ["closes its connection", "is listened to", "is cancelled", "a moment passes", "is killed"],
        None,
        False,
    ),
    "a cancellation of a worker that is ending": (
        ["says that it ends", "is listened to", "is cancelled", "is killed"],
        None,
        False,
    ),
}


@pytest.mark.parametrize("case", RACES)
def test_an_execution_is_ended_by(case: str, scripted: ScriptedWorker) -> None:
    steps, outcome, clean = RACES[case]
    scripted.bring_to(State.SPARE)
    scripted.begin()
    for step in steps:
        STEPS[step](scripted)
    told = [(ended.outcome, ended.clean) for _, ended in scripted.events.ended]
    assert told == ([] if outcome is None else [(outcome, clean)])
    assert scripted.events.words.count("gone") == (1 if "is killed" in steps else 0)


@pytest.mark.parametrize("case", RACES)
def test_a_worker_that_cannot_be_used_again_is_ended_unless_it_has_gone_already(
    case: str, scripted: ScriptedWorker
) -> None:
    steps, _, clean = RACES[case]
    scripted.bring_to(State.SPARE)
    scripted.begin()
    for step in steps:
        STEPS[step](scripted)
        if scripted.process.status is not None:
            break
    assert scripted.killed or clean or scripted.process.status is not None


# --- the end of the process -------------------------------------------------------------------


ENDINGS: dict[str, tuple[int, bytes, bool, object]] = {
    "an exit": (
        0,
        b"",
        False,
        Died("the worker exited with code 0 before the hook called back", exit_code=0),
    ),
    "a signal": (-9, b"", False, KILLED),
    "a signal, memory being used up": (-9, b"", True, OutOfMemory(128)),
    "an abort that speaks of memory": (134, b"JavaScript heap out of memory", False, OutOfMemory(128)),
    "an exit that speaks of memory": (
        1,
        b"JavaScript heap out of memory",
        False,
        Died("the worker exited with code 1 before the hook called back", exit_code=1),
    ),
}


@pytest.mark.parametrize("case", ENDINGS)
def test_the_end_of_the_process_is_told_as_what_it_was(case: str, new_worker: NewWorker) -> None:
    status, said, out_of_memory, outcome = ENDINGS[case]
    group = ScriptedGroup({}, unified=True)
    scripted = new_worker(group)
    scripted.bring_to(State.SPARE)
    scripted.begin()
    scripted.process.print_to_stderr(said)
    if out_of_memory:
        group.killed_for_memory.append(True)
    scripted.end(status)
    assert scripted.ended.outcome == outcome


def test_only_the_last_of_what_it_says_tells_why_it_ended(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.SPARE)
    scripted.begin()
    scripted.process.print_to_stderr(b"out of memory")
    scripted.listen()
    scripted.process.print_to_stderr(b"x" * 8192)
    scripted.end(-6)
    assert scripted.ended.outcome == Died(
        "the worker was ended by signal 6 before the hook called back", signal=6
    )


@pytest.mark.parametrize("state", list(State))
def test_whatever_it_was_doing_its_end_is_told_once_and_leaves_nothing_behind(
    state: State, scripted: ScriptedWorker
) -> None:
    scripted.bring_to(state)
    scripted.end(1)
    assert scripted.events.words == (["ended", "gone"] if state in (State.BINDING, State.BUSY) else ["gone"])
    assert scripted.process.closed
    assert (scripted.loop.watched(), scripted.loop.timers()) == (0, 0)
    assert "gone" in repr(scripted.worker)
    scripted.worker.kill("somebody is late")
    assert not scripted.killed


@pytest.mark.parametrize("state", list(State))
def test_who_hears_that_it_is_gone_finds_its_descriptors_closed(
    state: State, scripted: ScriptedWorker
) -> None:
    closed: list[bool] = []
    scripted.bring_to(state)
    scripted.events.worker_gone = lambda _worker: closed.append(scripted.process.closed)
    scripted.end(1)
    assert closed == [True]


# What is still unread when the process ends, and nothing runs on it.
LAST_WORDS = {
    "that it is ready": (State.STARTING, {"type": "ready", "protocol": 1}),
    "that it ends": (State.IDLE, {"type": "ending", "seen": 1}),
    "nonsense": (State.SPARE, {"type": "nonsense"}),
}


@pytest.mark.parametrize("case", LAST_WORDS)
def test_nobody_is_told_of_a_process_that_has_ended(case: str, scripted: ScriptedWorker) -> None:
    state, said = LAST_WORDS[case]
    scripted.bring_to(state)
    scripted.process.say_bytes(encode(said))
    scripted.end(1)
    assert scripted.events.words == ["gone"]


def test_a_process_that_ended_before_anybody_listened_is_gone(new_worker: NewWorker) -> None:
    scripted = new_worker(ended_before=1)
    assert scripted.events.words == []
    scripted.listen()
    assert scripted.events.words == ["gone"]
    assert scripted.worker.end == "the worker exited with code 1"


def test_a_process_that_never_became_ready_leaves_its_last_words(scripted: ScriptedWorker) -> None:
    scripted.process.print_to_stderr(b"warning: old kernel\ncannot open main.js\n")
    scripted.end(1)
    assert scripted.worker.end == "the worker exited with code 1: cannot open main.js"


def test_what_a_hook_prints_is_not_repeated_where_its_worker_ends(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.IDLE)
    scripted.process.print_to_stderr(b"a secret")
    scripted.end(1)
    assert scripted.worker.end == "the worker exited with code 1"


# --- being ended ------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.BINDING, State.BUSY])
def test_a_cancelled_execution_takes_its_worker_with_it(state: State, scripted: ScriptedWorker) -> None:
    scripted.bring_to(state)
    scripted.worker.abandon()
    assert scripted.killed
    scripted.end(-9)
    assert scripted.events.words == ["gone"]
    assert scripted.worker.end == "its execution was cancelled"


def test_the_first_reason_to_end_it_is_the_reason(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.IDLE)
    scripted.worker.kill("it is too old")
    scripted.worker.kill("the executor is shutting down")
    scripted.end(-9)
    assert scripted.worker.end == "it is too old"
    assert scripted.launcher.kills == 2


def test_a_worker_is_retired_once(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.IDLE)
    scripted.worker.retire("it has seen enough")
    scripted.worker.retire("it has seen far too much")
    assert scripted.events.words == ["unfit"]
    assert scripted.launcher.kills == 1
    assert scripted.worker.end == "it has seen enough"


@pytest.mark.parametrize("state", list(State))
def test_nothing_counts_that_a_worker_says_once_it_has_been_told_to_end(
    state: State, scripted: ScriptedWorker
) -> None:
    scripted.bring_to(state)
    scripted.worker.kill("it is too old")
    for word in ("ready", "bound", "ending", "network", "nonsense"):
        scripted.process.say(word, protocol=1, seen=0, execution=1)
    scripted.say_answer()
    scripted.listen()
    assert scripted.events.words == []


def test_who_threw_where_nobody_catches_is_ended_after_its_answer(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.BUSY)
    error = {"message": "no", "name": None, "stack": None}
    scripted.process.say("outcome", execution=1, kind="threw", uncaught=True, **error)
    scripted.listen()
    assert isinstance(scripted.ended.outcome, Threw)
    assert (scripted.ended.clean, scripted.killed) == (False, True)


def test_a_worker_is_being_ended_by_the_time_that_its_last_execution_is_told(
    scripted: ScriptedWorker,
) -> None:
    scripted.bring_to(State.BUSY)
    kills: list[int] = []
    scripted.events.when_ended = lambda: kills.append(scripted.launcher.kills)
    scripted.wind(1.0)
    assert kills == [1]


def test_who_threw_in_its_own_call_is_used_again(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.BUSY)
    error = {"message": "no", "name": None, "stack": None}
    scripted.process.say("outcome", execution=1, kind="threw", uncaught=False, **error)
    scripted.listen()
    assert (scripted.ended.clean, scripted.killed) == (True, False)


def test_a_worker_that_is_free_again_may_be_given_work_while_its_answer_is_told(
    scripted: ScriptedWorker,
) -> None:
    scripted.bring_to(State.BUSY)
    scripted.events.when_ended = lambda: (
        scripted.run(execution(2)) if len(scripted.events.ended) == 1 else None
    )
    scripted.answer(1)
    assert scripted.worker.state is State.BUSY
    (frame,) = scripted.process.hear()
    assert frame.header["execution"] == 2
    scripted.answer(2)
    assert [(number, ended.clean) for number, ended in scripted.events.ended] == [(1, True), (2, True)]
