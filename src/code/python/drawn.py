# needs: splitmix64

def drawn(low, high, *key):
    """A whole number from low to high that depends on the seed and the key alone, as on the page."""
    state = SEED
    for part in key:
        state = splitmix64(state) ^ part
    return low + (splitmix64(state) * (high - low + 1) >> 64)
