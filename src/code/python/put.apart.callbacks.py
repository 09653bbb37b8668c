import queue
# needs: steps, sleep

def put(into, value):
    """Puts a value into a queue that all processes share; while it is full, a timer has it tried again and again."""

    def attempt(steps):
        try:
            into.put_nowait(value)
        except queue.Full:
            return steps.when(sleep(0.005), lambda _: attempt(steps))
        steps.end()

    return start(attempt)
