# needs: turns

class Lock(Turns):
    """As asyncio.Lock, whose acquire() is a coroutine, and which nobody in particular holds."""

    def acquire(self, steps, forgettable=False):
        return self.ask(steps.owner, forgettable)
