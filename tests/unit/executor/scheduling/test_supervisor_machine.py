"""The supervisor under any history: every caller is answered once or goes away, and the counts add up."""

from __future__ import annotations

import asyncio

import pytest
from fakes.scripted_supervisor import Caller, ScriptedSupervisor
from fakes.scripted_workers import ScriptedWorker
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from warmhook.executor.model import Threw, Thrown
from warmhook.executor.worker.frames import State

_number = st.integers(min_value=0, max_value=1000)


class SupervisorMachine(RuleBasedStateMachine):
    """Several events may come in one turn of the loop: it is settled only where a rule says so."""

    @initialize(max_workers=st.integers(2, 4), cap=st.integers(1, 3), clinging=st.booleans())
    def begin(self, max_workers: int, cap: int, clinging: bool) -> None:
        self.patches = pytest.MonkeyPatch()
        self.scripted = ScriptedSupervisor(
            self.patches,
            max_queue=5,
            max_workers=max_workers,
            spares=max_workers // 2,
            max_starting=2,
            max_running_per_tenant=cap,
            max_runs=3,
            max_idle_seconds=10.0,
        )
        self.scripted.launcher.clinging = clinging
        self.calls: list[tuple[Caller, asyncio.Task[None]]] = []

    def teardown(self) -> None:
        if hasattr(self, "scripted"):
            try:
                self.scripted.close()
            finally:
                self.patches.undo()

    def worker(self, number: int, *states: State, ended: bool = False) -> ScriptedWorker | None:
        """One of those that are in such a state, and have been told to end or not."""
        workers = [
            worker
            for worker in self.scripted.launcher.workers.values()
            if worker.state in states and bool(worker.end) == ended
        ]
        return workers[number % len(workers)] if workers else None

    # --- callers ------------------------------------------------------------------

    @rule(
        name=st.sampled_from("ab"),
        tenant=st.sampled_from(["t1", "t2"]),
        count=st.integers(1, 3),
        deadline_in=st.sampled_from([None, 0.0, 0.01, 0.3, 8.0]),
    )
    def begin_some(self, name: str, tenant: str, count: int, deadline_in: float | None) -> None:
        for _ in range(count):
            caller = self.scripted.caller(name, tenant=tenant, deadline_in=deadline_in)
            self.scripted.supervisor.begin(caller.execution, caller.hear)

    @rule(name=st.sampled_from("ab"))
    def call(self, name: str) -> None:
        self.calls.append(self.scripted.call(name))

    @precondition(lambda self: self.calls)
    @rule(number=_number)
    def cancel(self, number: int) -> None:
        caller, call = self.calls.pop(number % len(self.calls))
        if call.cancel():
            caller.away = True

    @precondition(lambda self: self.scripted.callers)
    @rule(numbers=st.lists(_number, min_size=1, max_size=6))
    def go_away(self, numbers: list[int]) -> None:
        waiting = {id(caller) for caller, _ in self.calls}
        callers = [self.scripted.callers[number % len(self.scripted.callers)] for number in numbers]
        going = [caller for caller in callers if id(caller) not in waiting]
        before = len(self.scripted.launcher.runs)
        left = {caller.execution.id for caller in going}
        for caller in going:
            caller.away = caller.away or not caller.told
        self.scripted.supervisor.abandon([caller.execution.id for caller in going])
        given = {execution.id for execution in self.scripted.launcher.runs[before:]}
        assert not given & left, "one was given what another had left"

    # --- workers ------------------------------------------------------------------

    @precondition(lambda self: self.scripted.launcher.starts)
    @rule(number=_number, succeeds=st.booleans())
    def start_ends(self, number: int, succeeds: bool) -> None:
        launcher = self.scripted.launcher
        start = launcher.starts[number % len(launcher.starts)]
        if succeeds:
            launcher.succeed(start)
        else:
            launcher.fail(start)

    @rule(number=_number)
    def ready(self, number: int) -> None:
        worker = self.worker(number, State.STARTING)
        if worker is not None:
            worker.is_ready()

    @rule(number=_number, clean=st.booleans())
    def answer(self, number: int, clean: bool) -> None:
        worker = self.worker(number, State.BUSY)
        if worker is not None and clean:
            worker.answers()
        elif worker is not None:
            worker.answers(Threw(Thrown("boom"), uncaught=True), clean=False)

    @rule(number=_number)
    def end_unseen(self, number: int) -> None:
        worker = self.worker(number, State.BUSY)
        if worker is not None:
            worker.ends_unseen()

    @rule(number=_number)
    def become_unfit(self, number: int) -> None:
        worker = self.worker(number, State.STARTING, State.SPARE, State.IDLE)
        if worker is not None:
            worker.is_unfit()

    @rule(number=_number, ended=st.booleans())
    def die(self, number: int, ended: bool) -> None:
        worker = self.worker(number, *State, ended=ended)
        if worker is not None:
            worker.dies()

    # --- time ---------------------------------------------------------------------

    @rule(seconds=st.sampled_from([0.0, 0.005, 0.1, 1.0, 6.0, 25.0]))
    def wind(self, seconds: float) -> None:
        self.scripted.wind(seconds)

    @rule(seconds=st.sampled_from([0.0, 2.0]))
    def drain(self, seconds: float) -> None:
        self.scripted.drain(seconds)

    # --- what holds -----------------------------------------------------------------

    @invariant()
    def whatever_has_begun_is_counted_as_ended_or_waits_or_runs(self) -> None:
        pool = self.scripted.supervisor.pool
        ended = sum(self.scripted.counts.values())
        assert len(self.scripted.callers) == ended + pool.waiting_total + pool.busy

    @invariant()
    def the_pool_and_the_workers_agree_on_what_runs(self) -> None:
        running = {
            worker.id: worker.running.id
            for worker in self.scripted.launcher.workers.values()
            if worker.running is not None
        }
        pool = self.scripted.supervisor.pool
        assert running == {
            worker.id: worker.execution for worker in pool.workers.values() if worker.execution is not None
        }


SupervisorMachine.TestCase.settings = settings(max_examples=100, stateful_step_count=40)
test_whatever_happens = SupervisorMachine.TestCase
