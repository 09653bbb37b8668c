import queue
# needs: steps, sleep

def take(out_of):
    """Takes a value out of a queue that all processes share; while it is empty, a timer has it tried again and again."""

    def attempt(steps):
        try:
            value = out_of.get_nowait()
        except queue.Empty:
            return steps.when(sleep(0.005), lambda _: attempt(steps))
        steps.end(value)

    return start(attempt)
