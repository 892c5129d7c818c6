"""A timer that is put off far more often than it rings."""

import asyncio

from warmhook.executor.worker.alarm import Alarm


class _Rings:
    """Counts, in place of whoever an alarm rings for."""

    def __init__(self) -> None:
        self.number = 0
        self.alarm = Alarm(self._ring)

    def _ring(self) -> None:
        self.number += 1

    def set(self, seconds: float) -> None:
        self.alarm.set(asyncio.get_running_loop().time() + seconds)


async def test_it_rings_once() -> None:
    rings = _Rings()
    rings.set(0.01)
    await asyncio.sleep(0.05)
    assert rings.number == 1


async def test_set_to_what_is_past_it_rings_at_once_and_can_be_set_anew() -> None:
    rings = _Rings()
    for number in (1, 2):
        rings.set(-1)
        rings.set(0)
        await asyncio.sleep(0.02)
        assert rings.number == number


async def test_set_to_sooner_it_rings_sooner() -> None:
    rings = _Rings()
    rings.set(60)
    rings.set(0.01)
    await asyncio.sleep(0.05)
    assert rings.number == 1


async def test_put_off_it_rings_too_early_and_can_be_set_anew() -> None:
    rings = _Rings()
    rings.set(0.01)
    rings.set(0.1)
    await asyncio.sleep(0.05)
    assert rings.number == 1
    rings.set(0.01)
    await asyncio.sleep(0.05)
    assert rings.number == 2


async def test_it_can_be_set_by_whoever_it_rings_for() -> None:
    again = asyncio.Event()
    loop = asyncio.get_running_loop()

    def ring() -> None:
        if rung:
            again.set()
        rung.append(True)
        alarm.set(loop.time() + 0.01)

    rung: list[bool] = []
    alarm = Alarm(ring)
    alarm.set(loop.time() + 0.01)
    await asyncio.wait_for(again.wait(), 5)
    alarm.cancel()


async def test_cancelled_it_does_not_ring_until_it_is_set_again() -> None:
    rings = _Rings()
    rings.set(0.01)
    rings.alarm.cancel()
    await asyncio.sleep(0.05)
    assert rings.number == 0
    rings.set(0.01)
    await asyncio.sleep(0.05)
    assert rings.number == 1
