# needs: splitmix64, weighed

def random_numbers(count):
    """So many numbers in no order."""
    return [splitmix64(0x736F7274, place) >> 32 for place in range(count)]


def sort(count):
    """Sorts random numbers; comes to their sum, each times its place."""
    return weighed(sorted(random_numbers(count)))
