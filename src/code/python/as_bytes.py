def as_bytes(value):
    """The bytes of a value: a text as UTF-8, a number as its digits."""
    return value if isinstance(value, bytes) else str(value).encode()
