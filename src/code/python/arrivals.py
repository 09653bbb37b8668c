import itertools
import random

def arrivals(name, count, rate):
    """When tasks arrive that come by chance, so many a second on average."""
    gaps = random.Random(f'{SEED} {name}')
    return list(itertools.accumulate(gaps.expovariate(rate) for _ in range(count)))
