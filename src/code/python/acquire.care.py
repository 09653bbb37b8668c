# needs: left.care

def acquire(lock):
    """Takes a lock or a permit, looking now and then whether the task may still wait for it."""
    while not lock.acquire(timeout=min(left(), 0.02)):
        pass
