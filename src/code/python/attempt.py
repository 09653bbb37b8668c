# needs: left.care  # with care

def attempt(work, *arguments):
    """Does a task; returns how it ended, and what it came to."""
    try:
        return 'done', work(*arguments)
    except Cancelled:  # with care
        return 'cancelled', None  # with care
    except TimeoutError:
        return 'timed out', None
    except Exception as error:
        print('failed:', error)
        return 'failed', None
