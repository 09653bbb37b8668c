import asyncio
import collections
# needs: failed

class Lock:
    """As asyncio.Lock: first come, first served. A wait that closes a circle fails, and so do all in it: asyncio's own
    would wait for ever."""

    waits = {}

    def __init__(self, name):
        self.name, self.holder, self.forgettable, self.queue = name, None, False, collections.deque()

    async def __aenter__(self):
        await self.get(False)

    async def __aexit__(self, *error):
        self.release()

    async def acquire(self):
        await self.get(True)

    async def get(self, forgettable):
        me = asyncio.current_task()
        if self.holder is None and not self.queue:
            self.holder, self.forgettable = me, forgettable
            return
        turn = asyncio.get_running_loop().create_future()
        Lock.waits[me] = self, turn
        self.queue.append((me, turn, forgettable))
        circle, other = [me], self.holder
        while other in Lock.waits and other not in circle:
            circle.append(other)
            other = Lock.waits[other][0].holder
        if other is me and FINDS_CIRCLES:
            for _, wait in [Lock.waits[each] for each in circle]:
                if not wait.done():
                    wait.set_exception(Failed(f'deadlock at lock {self.name}'))
        try:
            await turn
        except BaseException:
            if self.holder is me:
                self.release()
            raise
        finally:
            Lock.waits.pop(me, None)

    def release(self):
        if self.holder is None:
            raise RuntimeError(f'{self.name} is not locked')
        self.holder = None
        while self.queue and self.holder is None:
            task, turn, forgettable = self.queue.popleft()
            if not turn.done():
                self.holder, self.forgettable = task, forgettable
                turn.set_result(None)
                del Lock.waits[task]

    @staticmethod
    def release_forgotten(locks):
        """Releases what this task took and did not give back."""
        for lock in locks:
            if lock.holder is asyncio.current_task() and lock.forgettable:
                lock.release()
