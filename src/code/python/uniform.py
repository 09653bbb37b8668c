# needs: drawn

def uniform(low, high, *key):
    """Seconds, drawn evenly; the key is the task, its copies, the step, and the place in it."""
    return drawn(round(low * 1e6), round(high * 1e6), *key) / 1e6
