"""What a worker is told, what it may say when, and what becomes of one that says anything else."""

from __future__ import annotations

import os
import socket

import pytest
from fakes.scripted_process import OUTER_PID
from fakes.scripted_worker import RESULT_BYTES, ScriptedWorker, execution

from warmhook.executor.model import Accepted, Died, Execution, TimedOut
from warmhook.executor.worker.frames import HEADER_ALLOWANCE_BYTES, State, encode

BROKEN = Died("the worker's answer broke the protocol, and the worker was ended")
LARGE = 4 * 1024 * 1024


def outcome(number: int = 1) -> bytes:
    return encode({"type": "outcome", "execution": number, "kind": "accepted", "hasClaims": True}, b"1")


# --- its first words --------------------------------------------------------------------------


def test_a_process_that_says_ready_is_a_spare_worker(scripted: ScriptedWorker) -> None:
    scripted.process.say("ready", protocol=1, node="18.4.0")
    scripted.listen()
    assert scripted.events.words == ["ready"]
    assert scripted.worker.state is State.SPARE


def test_the_kernel_tells_which_process_it_is_that_speaks(scripted: ScriptedWorker) -> None:
    assert scripted.worker.pid == OUTER_PID
    scripted.ready()
    assert scripted.worker.pid == os.getpid()
    assert scripted.launcher.settled == [os.getpid()]


def test_the_kernel_is_asked_once(scripted: ScriptedWorker) -> None:
    ready = encode({"type": "ready", "protocol": 1})
    scripted.process.say_bytes(ready[:5])
    scripted.listen()
    assert scripted.process.channel.getsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED) == 0
    scripted.process.say_bytes(ready[5:])
    scripted.listen()
    assert scripted.launcher.settled == [os.getpid()]
    assert scripted.worker.state is State.SPARE


def test_usage_is_that_of_the_process_that_speaks(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.BINDING)
    assert set(scripted.process.usage_of) == {os.getpid()}


@pytest.mark.parametrize("protocol", [2, 0, "1", None])
def test_a_runtime_of_another_protocol_is_ended(protocol: object, scripted: ScriptedWorker) -> None:
    scripted.process.say("ready", protocol=protocol)
    scripted.listen()
    assert "ready" not in scripted.events.words
    assert scripted.killed
    assert "(wrong_version)" in scripted.worker.end


# --- what it is told --------------------------------------------------------------------------


def test_the_first_execution_comes_with_the_script(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.SPARE)
    scripted.run(execution(5, source="module.exports = 5", body=b'{"n":5}'))
    bind, execute = scripted.process.hear()
    assert (bind.type, bind.body) == ("bind", b"module.exports = 5")
    assert bind.header["secrets"] == {"KEY": "secret"}
    assert (execute.type, execute.body, execute.header["execution"]) == ("execute", b'{"n":5}', 5)


def test_each_later_one_comes_alone(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.IDLE)
    scripted.run(execution(2))
    (execute,) = scripted.process.hear()
    assert (execute.type, execute.header["execution"]) == ("execute", 2)


@pytest.mark.parametrize("most", [1, 100_000])
def test_what_is_more_than_the_socket_holds_arrives_whole_and_in_order(
    most: int, scripted: ScriptedWorker
) -> None:
    scripted.bring_to(State.SPARE)
    source = "".join(f"{number:08}" for number in range(LARGE // 8))
    scripted.run(execution(1, source=source, body=b"first"))
    frames = scripted.process.hear(most)
    assert frames == []
    for _ in range(100):
        scripted.listen()
        frames += scripted.process.hear(most=100_000)
    assert [(frame.type, frame.body) for frame in frames] == [
        ("bind", source.encode()),
        ("execute", b"first"),
    ]
    # Nothing is left to be sent: the channel, the console and stderr are watched for what can be read.
    scripted.listen()
    assert scripted.loop.watched() == 3


def test_what_comes_next_waits_behind_what_could_not_be_sent(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.IDLE)
    # It answers what it has not read, as a broken worker may: the next execution is then begun all the same.
    scripted.run(execution(2, body=b"x" * LARGE))
    scripted.answer(2)
    scripted.run(execution(3, body=b"third"))
    scripted.answer(3)
    scripted.run(execution(4, body=b"fourth"))
    frames = []
    for _ in range(100):
        scripted.listen()
        frames += scripted.process.hear(most=100_000)
    assert [len(frame.body) for frame in frames] == [LARGE, len(b"third"), len(b"fourth")]
    assert [frame.header["execution"] for frame in frames] == [2, 3, 4]


def test_a_worker_that_never_reads_is_ended_by_the_clock(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.SPARE)
    scripted.run(execution(source="x" * LARGE))
    scripted.listen()
    scripted.wind(1.0)
    assert scripted.ended.outcome == TimedOut(1000, 0, 0)
    scripted.end(-9)
    assert (scripted.loop.watched(), scripted.process.closed) == (0, True)


def test_a_worker_that_ends_while_it_is_told_something_long_has_died(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.SPARE)
    scripted.run(execution(source="x" * LARGE))
    scripted.process.close_channel()
    scripted.listen()
    scripted.end(1)
    assert isinstance(scripted.ended.outcome, Died)


def test_a_worker_that_closes_its_connection_and_has_not_read_is_ended_too(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.IDLE)
    scripted.run(execution(2))
    scripted.process.close_channel()
    scripted.listen()
    scripted.wind(0.05)
    assert scripted.worker.end == "it closed its connection"


def test_telling_a_worker_that_no_longer_reads_does_no_harm(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.IDLE)
    scripted.process.close_channel()
    scripted.run(execution(2))
    scripted.end(1)
    assert isinstance(scripted.ended.outcome, Died)


# --- how frames come --------------------------------------------------------------------------


def test_frames_may_come_in_any_pieces(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.BINDING)
    for byte in encode({"type": "bound"}) + outcome():
        scripted.process.say_bytes(bytes([byte]))
        scripted.listen()
    assert (scripted.ended.outcome, scripted.ended.clean) == (Accepted("1"), True)


def test_two_frames_may_come_at_once(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.BINDING)
    scripted.process.say_bytes(encode({"type": "bound"}) + outcome())
    scripted.listen()
    assert (scripted.ended.outcome, scripted.ended.clean) == (Accepted("1"), True)
    assert scripted.worker.state is State.IDLE


AFTER_ITS_ANSWER = {
    "an answer to its next execution": outcome(2),
    "the same answer": outcome(1),
    "a frame that is none of its words": encode({"type": "hello"}),
    "that it ends": encode({"type": "ending", "seen": 1}),
    "half a frame": outcome(2)[:20],
    "one byte": b"\0",
}


@pytest.mark.parametrize("case", AFTER_ITS_ANSWER)
def test_a_worker_is_not_used_again_where_behind_its_answer_comes(
    case: str, scripted: ScriptedWorker
) -> None:
    scripted.bring_to(State.BUSY)
    scripted.process.say_bytes(outcome(1) + AFTER_ITS_ANSWER[case])
    scripted.listen()
    assert scripted.events.words == ["ended"]
    assert (scripted.ended.outcome, scripted.ended.clean) == (Accepted("1"), False)
    assert scripted.launcher.kills == 1


def test_an_answer_is_none_where_bytes_that_are_no_frame_come_with_it(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.BUSY)
    scripted.process.say_bytes(outcome(1) + b"\xff" * 8)
    scripted.listen()
    assert scripted.ended.outcome == BROKEN


@pytest.mark.parametrize("over", [0, 1])
def test_a_frame_may_be_as_long_as_the_hooks_result_and_no_longer(
    over: int, scripted: ScriptedWorker
) -> None:
    scripted.bring_to(State.BUSY)
    length = RESULT_BYTES + HEADER_ALLOWANCE_BYTES + over
    # Nothing but its length: a frame that is too long is refused before its bytes have come.
    scripted.process.say_bytes(length.to_bytes(4))
    scripted.listen()
    assert [ended.outcome for _, ended in scripted.events.ended] == [BROKEN] * over


def test_before_it_has_a_hook_a_frame_has_room_for_a_header(scripted: ScriptedWorker) -> None:
    scripted.process.say_bytes((HEADER_ALLOWANCE_BYTES + 1).to_bytes(4))
    scripted.listen()
    assert "(too_long)" in scripted.worker.end


# --- what it may not say ----------------------------------------------------------------------

RUNS = (State.BINDING, State.BUSY)
MAY_SAY = {
    State.STARTING: {"ready"},
    State.SPARE: {"ending"},
    State.BINDING: {"bound", "network", "ending"},
    State.BUSY: {"outcome", "network", "ending"},
    State.IDLE: {"ending"},
}
FRAMES = {
    "ready": encode({"type": "ready", "protocol": 1}),
    "bound": encode({"type": "bound"}),
    "network": encode({"type": "network", "execution": 1}),
    "ending": encode({"type": "ending", "seen": 1}),
    "outcome": outcome(),
    # Those of the executor, and of nobody.
    "bind": encode({"type": "bind"}),
    "execute": encode({"type": "execute", "execution": 1}),
    "hello": encode({"type": "hello"}),
    "no type": b"\0\0\0\x06\0\0\0\x02{}",
    "no JSON": b"\0\0\0\x06\0\0\0\x02{]",
    "too long": b"\xff\xff\xff\xff",
}
WRONG = [(state, word) for state in State for word in FRAMES if word not in MAY_SAY[state]]


@pytest.mark.parametrize(("state", "word"), WRONG, ids=[f"{state.value}-{word}" for state, word in WRONG])
def test_a_worker_that_says_what_it_may_not_is_ended(
    state: State, word: str, scripted: ScriptedWorker
) -> None:
    scripted.bring_to(state)
    scripted.process.say_bytes(FRAMES[word])
    scripted.listen()
    assert scripted.worker.end.startswith("it broke the protocol: ")
    assert scripted.killed
    if state in RUNS:
        assert (scripted.ended.outcome, scripted.ended.clean) == (BROKEN, False)
    else:
        assert scripted.events.words == ["unfit"]


ALLOWED = [(state, word) for state in State for word in MAY_SAY[state]]


@pytest.mark.parametrize(("state", "word"), ALLOWED, ids=[f"{state.value}-{word}" for state, word in ALLOWED])
def test_a_worker_that_says_what_it_may_lives_on(state: State, word: str, scripted: ScriptedWorker) -> None:
    scripted.bring_to(state)
    scripted.process.say_bytes(FRAMES[word])
    scripted.listen()
    assert not scripted.killed


def test_who_broke_the_protocol_is_not_read_again(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.IDLE)
    scripted.process.say_bytes(b"\xff" * 8)
    scripted.listen()
    scripted.process.say_bytes(b"\xff" * 8)
    scripted.listen()
    assert scripted.loop.watched() == 2
    assert scripted.events.words == ["unfit"]


ANSWERS_TO_NOTHING = {
    "for another execution": {"execution": 2, "kind": "accepted", "hasClaims": False},
    "for none": {"kind": "accepted", "hasClaims": False},
    "of an unknown kind": {"execution": 1, "kind": "great"},
}


@pytest.mark.parametrize("case", ANSWERS_TO_NOTHING)
def test_no_answer_is_one(case: str, scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.BUSY)
    scripted.process.say("outcome", **ANSWERS_TO_NOTHING[case])
    scripted.listen()
    assert scripted.ended.outcome == BROKEN


# --- that it ends -----------------------------------------------------------------------------


@pytest.mark.parametrize("state", RUNS)
def test_an_execution_that_an_ending_worker_has_not_begun_is_given_back(
    state: State, scripted: ScriptedWorker
) -> None:
    scripted.bring_to(state)
    scripted.process.say("ending", seen=0)
    scripted.listen()
    assert scripted.events.words == ["unseen"]
    assert scripted.events.unseen == [1]
    assert scripted.killed
    scripted.end(0)
    assert scripted.events.words == ["unseen", "gone"]


def test_an_execution_that_it_has_begun_goes_on(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.BUSY)
    scripted.process.say("ending", seen=1)
    scripted.listen()
    scripted.wind(0.9)
    assert scripted.events.words == []
    assert not scripted.killed
    scripted.answer()
    assert (scripted.ended.outcome, scripted.ended.clean) == (Accepted("1"), False)


@pytest.mark.parametrize("state", [State.SPARE, State.IDLE])
def test_a_worker_that_ends_between_two_executions_gets_no_other(
    state: State, scripted: ScriptedWorker
) -> None:
    scripted.bring_to(state)
    scripted.process.say("ending", seen=1)
    scripted.listen()
    assert scripted.events.words == ["unfit"]
    assert not scripted.killed


def test_one_that_does_not_get_to_its_end_is_helped_half_a_second_later(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.IDLE)
    scripted.process.say("ending", seen=1)
    scripted.listen()
    scripted.wind(0.499)
    assert not scripted.killed
    scripted.wind(0.001)
    assert scripted.killed
    assert scripted.worker.end == "it announced its end and did not end"


@pytest.mark.parametrize("at_once", [True, False])
def test_to_say_it_again_and_again_changes_nothing(at_once: bool, scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.IDLE)
    timers = scripted.loop.timers()
    for _ in range(100):
        scripted.process.say("ending", seen=1)
        if not at_once:
            scripted.listen()
    scripted.listen()
    assert scripted.events.words == ["unfit"]
    assert scripted.loop.timers() == timers + 1


def test_one_that_has_ended_meanwhile_is_not(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.IDLE)
    scripted.process.say("ending", seen=1)
    scripted.listen()
    scripted.end(0)
    scripted.wind(1)
    assert not scripted.killed


@pytest.mark.parametrize("seen", ["1", None, 1.0])
def test_an_end_whose_seen_is_not_a_number_is_no_word(seen: object, scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.BUSY)
    scripted.process.say("ending", seen=seen)
    scripted.listen()
    assert scripted.ended.outcome == BROKEN


# --- its connection ---------------------------------------------------------------------------


@pytest.mark.parametrize("state", list(State))
def test_a_worker_that_closes_its_connection_is_ended_a_moment_later(
    state: State, scripted: ScriptedWorker
) -> None:
    scripted.bring_to(state)
    scripted.process.close_channel()
    scripted.listen()
    # Whoever runs on it hears of its end from the process.
    assert scripted.events.words == ([] if state in RUNS else ["unfit"])
    scripted.wind(0.049)
    assert not scripted.killed
    scripted.wind(0.001)
    assert scripted.killed
    assert scripted.worker.end == "it closed its connection"


def test_one_that_was_about_to_exit_says_how_itself(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.BUSY)
    scripted.process.close_channel()
    scripted.listen()
    scripted.wind(0.04)
    scripted.end(76)
    scripted.wind(1)
    assert not scripted.killed
    assert isinstance(scripted.ended.outcome, Died)
    assert scripted.ended.outcome.exit_code == 76


# --- networks ---------------------------------------------------------------------------------


def tried_network(scripted: ScriptedWorker, wanted: Execution) -> bool:
    scripted.answer(wanted.id)
    return scripted.events.ended[-1][1].tried_network


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("state", RUNS)
def test_a_try_to_reach_a_network_is_told_with_the_end(
    state: State, number: int, scripted: ScriptedWorker
) -> None:
    scripted.bring_to(state)
    scripted.process.say("network", execution=number)
    scripted.listen()
    if state is State.BINDING:
        scripted.bound()
    assert tried_network(scripted, execution(1))


def test_who_did_not_try_is_not_said_to_have(scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.BUSY)
    scripted.process.say("network", execution=1)
    assert tried_network(scripted, execution(1))
    scripted.begin(execution(2))
    assert not tried_network(scripted, execution(2))


@pytest.mark.parametrize("number", [2, -1, "1", None])
def test_a_try_by_nothing_that_runs_is_no_word(number: object, scripted: ScriptedWorker) -> None:
    scripted.bring_to(State.BUSY)
    scripted.process.say("network", execution=number)
    scripted.listen()
    assert scripted.ended.outcome == BROKEN
