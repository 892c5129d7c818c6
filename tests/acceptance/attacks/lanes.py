"""Several campaigns at the same time, each against an executor of its own with its share of the attacks.

Most of an attack's time is waiting, so this is how a machine is kept busy. Owns the shares and the threads.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from attacks.attack import Attack
from attacks.campaign import Campaign, Result


def run_lanes(
    attacks: list[Attack], lanes: int, campaign: Callable[[], Campaign], tell: Callable[[Result], None]
) -> list[Campaign]:
    """Run all attacks and `tell` each result, from any thread. Raises NoExecutor."""
    lanes = min(lanes, len(attacks))

    def run(number: int) -> Campaign:
        lane = campaign()
        for result in lane.run(share(attacks, number, lanes)):
            tell(result)
        return lane

    with ThreadPoolExecutor(lanes) as threads:
        return list(threads.map(run, range(lanes)))


def share(attacks: list[Attack], number: int, lanes: int) -> list[Attack]:
    """Return one lane's attacks.

    Each lane begins with another family: those that use the processor up would otherwise all run
    at the same time, and be refused for want of one.
    """
    own = attacks[number::lanes]
    turn = len(own) * number // lanes
    return own[turn:] + own[:turn]
