import collections

class Permits:
    """As asyncio.Semaphore, whose acquire() is a coroutine: first come, first served."""

    def __init__(self, free):
        self.free, self.queue = free, collections.deque()

    def acquire(self):
        turn = loop.create_future()
        self.queue.append(turn)
        self.pass_on()
        return turn

    def release(self):
        self.free += 1
        self.pass_on()

    def pass_on(self):
        while self.queue and self.free > 0:
            turn = self.queue.popleft()
            if not turn.done():
                self.free -= 1
                turn.set_result(None)
