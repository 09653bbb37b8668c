def weighed(numbers):
    """The sum of numbers, each times its place, as far as JavaScript holds it exactly."""
    return sum(place * value for place, value in enumerate(numbers, 1)) & ((1 << 53) - 1)
