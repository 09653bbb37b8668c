import asyncio
import collections
# needs: failed

class Turns:
    """Who may hold a lock: first come, first served. A wait that closes a circle fails, and so do all in it: asyncio's
    own would wait for ever."""

    waits = {}

    def __init__(self, name):
        self.name, self.holder, self.forgettable, self.queue = name, None, False, collections.deque()

    def ask(self, me, forgettable):
        """A future that ends when the lock is mine."""
        turn = asyncio.get_running_loop().create_future()
        if self.holder is None and not self.queue:
            self.holder, self.forgettable = me, forgettable
            turn.set_result(None)
            return turn
        Turns.waits[me] = self, turn
        turn.add_done_callback(lambda _: Turns.waits.pop(me, None))
        self.queue.append((me, turn, forgettable))
        circle, other = [me], self.holder
        while other in Turns.waits and other not in circle:
            circle.append(other)
            other = Turns.waits[other][0].holder
        if other is me and FINDS_CIRCLES:
            for _, wait in [Turns.waits[each] for each in circle]:
                if not wait.done():
                    wait.set_exception(Failed(f'deadlock at lock {self.name}'))
        return turn

    def release(self):
        if self.holder is None:
            raise RuntimeError(f'{self.name} is not locked')
        self.holder = None
        while self.queue and self.holder is None:
            task, turn, forgettable = self.queue.popleft()
            if not turn.done():
                self.holder, self.forgettable = task, forgettable
                turn.set_result(None)
                del Turns.waits[task]

    @staticmethod
    def release_forgotten(me, locks):
        """Releases what a task took and did not give back."""
        for lock in locks:
            if lock.holder is me and lock.forgettable:
                lock.release()
