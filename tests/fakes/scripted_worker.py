"""One `Worker` with a scripted process at its other end, a hand-wound clock, and an ear for its events.

Owns the short words that tests of the worker are written in. `process` says and does; `listen` lets the
worker notice; `wind` lets time pass. Nothing is noticed before that.
"""

from __future__ import annotations

from collections.abc import Callable

from fakes.hand_wound_loop import HandWoundLoop
from fakes.scripted_process import ScriptedLauncher, ScriptedProcess
from warmhook.executor.model import Execution, ExecutionId, Hook, Limits, Trigger, WorkerId
from warmhook.executor.sandbox.cgroup import Group
from warmhook.executor.worker.frames import State
from warmhook.executor.worker.run import Ended
from warmhook.executor.worker.worker import Worker

CONSOLE_BYTES = 1000
RESULT_BYTES = 10_000


def execution(
    number: int = 1,
    *,
    time_limit_ms: int = 1000,
    deadline: float | None = None,
    source: str = "module.exports = 1",
    body: bytes = b"{}",
) -> Execution:
    limits = Limits(time_limit_ms, 128, CONSOLE_BYTES, RESULT_BYTES)
    hook = Hook("acme", "hook", "digest", source, {"KEY": "secret"}, limits)
    key = hook.keys[Trigger.CREDENTIALS_EXCHANGE]
    return Execution(ExecutionId(number), hook, key, body, {}, {}, time_limit_ms, deadline)


class Heard:
    """The worker's events in their order, each as a word; those with more to say keep it beside."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.ended: list[tuple[int, Ended]] = []
        self.unseen: list[int] = []
        # What whoever hears of an ended execution does at once.
        self.when_ended: Callable[[], None] = lambda: None

    def worker_ready(self, _worker: Worker) -> None:
        self.words.append("ready")

    def worker_unfit(self, _worker: Worker) -> None:
        self.words.append("unfit")

    def execution_ended(self, _worker: Worker, execution: Execution, ended: Ended) -> None:
        self.words.append("ended")
        self.ended.append((execution.id, ended))
        self.when_ended()

    def execution_unseen(self, _worker: Worker, execution: Execution) -> None:
        self.words.append("unseen")
        self.unseen.append(execution.id)

    def worker_gone(self, _worker: Worker) -> None:
        self.words.append("gone")


class ScriptedWorker:
    def __init__(self, group: Group | None = None, *, ended_before: int | None = None) -> None:
        self.loop = HandWoundLoop()
        self.process = ScriptedProcess(group)
        self.launcher = ScriptedLauncher()
        self.events = Heard()
        # Timers of the executor's event loop may come this much early, by the worker's own clock; seconds.
        self.timers_are_early = 0.0
        if ended_before is not None:
            self.process.end(ended_before)
        self.worker = self.loop.do(
            lambda: Worker(WorkerId(7), self.process, self.launcher, self.events, self.clock)
        )

    def clock(self) -> float:
        return self.loop.now - self.timers_are_early

    # --- what happens ---------------------------------------------------------------

    def listen(self) -> None:
        self.loop.listen()

    def wind(self, seconds: float) -> None:
        self.loop.wind(seconds)

    def end(self, status: int = 0) -> None:
        """The process ends, and the worker hears of that before it reads on."""
        self.loop.do(lambda: self.process.end(status))

    def run(self, wanted: Execution | None = None) -> None:
        self.worker.run(wanted or execution(), bind=self.worker.state is State.SPARE)

    def say_answer(self, number: int = 1, claims: bytes = b"1") -> None:
        self.process.say("outcome", claims, execution=number, kind="accepted", hasClaims=True)

    def answer(self, number: int = 1) -> None:
        self.say_answer(number)
        self.listen()

    # --- how far it is --------------------------------------------------------------

    def ready(self) -> None:
        self.process.say("ready", protocol=1, node="18.4.0")
        self.listen()

    def bound(self) -> None:
        self.process.say("bound")
        self.listen()

    def begin(self, wanted: Execution | None = None) -> None:
        """Let the execution run: a spare worker is bound, and the hook's turn comes at once."""
        bind = self.worker.state is State.SPARE
        self.run(wanted)
        if bind:
            self.bound()
        assert self.worker.state is State.BUSY

    def bring_to(self, state: State) -> None:
        """Bring a worker that is starting there, the way that it would go; execution 1 is its first."""
        if state is not State.STARTING:
            self.ready()
        if state is State.BINDING:
            self.run()
        if state in (State.BUSY, State.IDLE):
            self.begin()
        if state is State.IDLE:
            self.answer()
            self.events.ended.clear()
        self.process.hear()
        self.events.words.clear()
        assert self.worker.state is state

    # --- what has come of it --------------------------------------------------------

    @property
    def ended(self) -> Ended:
        """How the one execution ended."""
        ((_, ended),) = self.events.ended
        return ended

    @property
    def killed(self) -> bool:
        return self.launcher.kills > 0

    def close(self) -> None:
        self.process.discard()
        self.loop.close()


# Makes workers; their group, where they have one, is the test's.
NewWorker = Callable[..., ScriptedWorker]
