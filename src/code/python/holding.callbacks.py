# needs: steps

def holding(asked, release, work):
    """Does the work once what was asked for is granted, and gives it back however the work ends: what `with` does."""
    whole = Steps()

    def give_back(_):
        if not asked.cancelled() and asked.exception() is None:
            release()

    whole.add_done_callback(give_back)
    whole.when(asked, lambda _: whole.when(work(), whole.end))
    return whole
