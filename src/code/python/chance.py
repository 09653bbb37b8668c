# needs: drawn

def chance(percent, *key):
    """Whether what happens to so many in a hundred happens; the key is the task, its copies, the step, and the place."""
    return drawn(1, 100, *key) <= percent
