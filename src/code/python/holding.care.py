import contextlib
# needs: acquire.care

@contextlib.contextmanager
def holding(lock):
    """Holds a lock or a permit."""
    acquire(lock)
    try:
        yield
    finally:
        lock.release()
