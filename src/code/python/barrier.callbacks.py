class Barrier:
    """As asyncio.Barrier, whose wait() is a coroutine: lets go of so many once the last of them has come."""

    def __init__(self, count):
        self.count, self.waiting = count, []

    def wait(self):
        turn = loop.create_future()
        self.waiting = [*(other for other in self.waiting if not other.done()), turn]
        if len(self.waiting) == self.count:
            for each in self.waiting:
                each.set_result(None)
        return turn
