def ending(future):
    """How a task ended."""
    if future.cancelled():
        return 'cancelled'
    error = future.exception()
    if error is None:
        return 'done'
    return 'timed out' if isinstance(error, TimeoutError) else 'failed'
