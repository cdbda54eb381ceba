"""A script, not a module: ends process groups once its standard input closes. Standard library only.

Lines `+GROUP` and `-GROUP` name and forget process groups. At the end of input each is asked with SIGQUIT, which
PostgreSQL takes as "stop at once, safely", and killed three seconds later.
"""

import os
import signal
import sys
import time


def send(groups, number):
    """Signal each group; return those that still exist."""
    left = set()
    for group in groups:
        try:
            os.killpg(group, number)
            left.add(group)
        except ProcessLookupError:
            pass
        except PermissionError:  # macOS answers so for a group of zombies
            pass
    return left


def main():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups = set()
    for line in sys.stdin:
        group = int(line[1:])
        (groups.add if line[0] == "+" else groups.discard)(group)
    groups = send(groups, signal.SIGQUIT)
    deadline = time.monotonic() + 3
    while groups and time.monotonic() < deadline:
        time.sleep(0.1)
        groups = send(groups, 0)
    send(groups, signal.SIGKILL)


main()
