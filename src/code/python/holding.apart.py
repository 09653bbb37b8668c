import contextlib
# needs: acquire.apart

@contextlib.asynccontextmanager
async def holding(lock):
    """Holds a lock or a permit that all processes share."""
    await acquire(lock)
    try:
        yield
    finally:
        lock.release()
