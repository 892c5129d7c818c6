"""A process of the machine that has nothing to do with Warmhook, run as the user that the executor runs as.

Its environment, its arguments and its memory hold secrets. It says on stdout which signals reach it, and
ends when its stdin does.
"""

import os
import select
import signal
import sys

_WAKES = {signal.SIGKILL, signal.SIGSTOP, signal.SIGCHLD}


def main() -> None:
    for number in signal.valid_signals() - _WAKES:
        signal.signal(number, lambda received, _frame: os.write(1, f"{received}\n".encode()))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        select.select([0], [], [])
        if not os.read(0, 1):
            return


if __name__ == "__main__":
    main()
