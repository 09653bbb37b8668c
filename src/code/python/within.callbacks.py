# needs: together

def within(seconds, work):
    """Does the work, but cancels it when that takes longer: once it has ended, it has timed out."""
    part = work()
    timer = loop.call_later(seconds, part.cancel)

    def ended(whole):
        if part.cancelled():
            raise TimeoutError
        whole.end(part.result())

    return together([part], lambda *_: timer.cancel(), ended)
