import math
import collections

class Queue:
    """As asyncio.Queue, whose put() and get() are coroutines: first come, first served."""

    def __init__(self, most=math.inf):
        self.most, self.values, self.putters, self.takers = most, collections.deque(), collections.deque(), collections.deque()

    def put(self, value):
        turn = loop.create_future()
        self.putters.append((turn, value))
        self.pass_on()
        return turn

    def get(self):
        turn = loop.create_future()
        self.takers.append(turn)
        self.pass_on()
        return turn

    def pass_on(self):
        """Takes in what there is room for, and hands out what there is, as long as there is somebody for it."""
        while True:
            if self.values and self.takers:
                turn = self.takers.popleft()
                if not turn.done():
                    turn.set_result(self.values.popleft())
            elif self.putters and len(self.values) < self.most:
                turn, value = self.putters.popleft()
                if not turn.done():
                    self.values.append(value)
                    turn.set_result(None)
            else:
                return
