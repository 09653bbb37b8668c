class Failed(Exception):
    """What a step fails with on purpose, or because it cannot be done."""
