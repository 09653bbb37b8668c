import math
import threading
import time

stop = threading.Event()
limits = threading.local()


class Cancelled(BaseException):
    """The task is to end. Python cannot interrupt a thread, so the thread looks for itself, whenever it waits."""


def left():
    """Seconds until the next time limit, if any; raises if one has passed, or if the task is to end."""
    now = time.monotonic()
    if stop.is_set() or now >= began + DEADLINE:
        raise Cancelled
    end = min(getattr(limits, 'ends', ()), default=math.inf)
    if now >= end:
        raise TimeoutError
    return min(end, began + DEADLINE, now + 3600) - now
