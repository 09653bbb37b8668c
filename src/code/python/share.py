def share(things):
    """Makes known in this process what all processes share."""
    globals().update(things)
