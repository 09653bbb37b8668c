# needs: left.care  # with care
told = set()


def ending(future):
    """How a task ended."""
    if future.cancelled():
        return 'cancelled'
    error = future.exception()
    if error is None:
        return 'done'
    if isinstance(error, Cancelled):  # with care
        return 'cancelled'  # with care
    if isinstance(error, TimeoutError):
        return 'timed out'
    if len(told) < 3 and str(error) not in told:
        told.add(str(error))
        print('failed:', error)
    return 'failed'
