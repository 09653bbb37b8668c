# needs: steps, sleep

def acquire(lock):
    """Takes a lock or a permit that other processes may hold: a timer has it asked for again and again."""

    def ask(steps):
        if lock.acquire(block=False):
            steps.end()
        else:
            steps.when(sleep(0.005), lambda _: ask(steps))

    return start(ask)
