import math

def primes(below):
    """Counts the primes below a number, with a sieve."""
    sieve = bytearray([1]) * below
    sieve[:2] = bytes(min(below, 2))
    for i in range(2, math.isqrt(below) + 1):
        if sieve[i]:
            sieve[i * i :: i] = bytes(len(range(i * i, below, i)))
    return sum(sieve)
