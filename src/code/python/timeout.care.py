import time
# needs: left.care

class timeout:
    """Ends the waits within it once the time is over. What computes goes on: Python cannot interrupt a thread."""

    def __init__(self, seconds):
        self.end = time.monotonic() + seconds

    def __enter__(self):
        limits.ends = (*getattr(limits, 'ends', ()), self.end)

    def __exit__(self, kind, error, trace):
        limits.ends = limits.ends[:-1]
        if kind is None and time.monotonic() > self.end:
            raise TimeoutError
