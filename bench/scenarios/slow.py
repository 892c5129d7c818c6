"""Slow hooks: 64 that wait 200 ms on a timer, and a fast hook of another tenant beside them."""

from __future__ import annotations

from functools import partial

from bench import warmhook
from bench.figures import Figures
from bench.hook_load import HookLoad, named, request
from bench.measurement import Question, Run
from bench.names import FAST_ALONE, FAST_BESIDE, SLOW

_SLOW = 64
_SPAWN_SECONDS = 6.0
# For the fast hook's load to start and to warm up.
_MARGIN_SECONDS = 2.0
_SCRIPT = """
module.exports = function (client, scope, audience, context, cb) {
  setTimeout(function () { cb(null, { 'https://foo.com/claim': 'late' }); }, 200);
};
"""


def run(bench: Run) -> None:
    load = HookLoad(bench.warmhook.executor(), bench.node)
    fast = request(warmhook.HOOK.read_text(encoding="utf-8"), "fast")
    slow = request(_SCRIPT, "slow")
    load.check(fast)
    load.teach(slow)
    # So that every slow hook has a worker, which stays.
    load.stream(named(slow), _SLOW, _SPAWN_SECONDS)
    found: list[Figures] = []

    def beside() -> Figures:
        with load.beside(named(slow), _SLOW, bench.seconds + _MARGIN_SECONDS) as figures:
            result = load.stream(named(fast), 1, bench.seconds)
        found.append(figures)
        return result

    bench.measure(
        Question(
            "slow",
            f"a fast hook, one call at a time, beside {_SLOW} slow ones",
            note=f"{_SLOW} hooks that wait 200 ms are {_SLOW * 5} a second at best.",
        ),
        {
            FAST_ALONE: partial(load.stream, named(fast), 1, bench.seconds),
            FAST_BESIDE: beside,
            SLOW: lambda: found[-1],
        },
    )
