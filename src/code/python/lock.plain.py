import threading
# needs: failed

class Lock:
    """As threading.Lock. A wait that closes a circle fails, and so do all in it: threading's own would wait for ever."""

    monitor = threading.Condition()
    waits = {}
    doomed = set()

    def __init__(self, name):
        self.name, self.holder, self.forgettable = name, None, False

    def __enter__(self):
        self.get(False)

    def __exit__(self, *error):
        self.release()

    def acquire(self, blocking=True, timeout=-1):
        return self.get(True, timeout)

    def get(self, forgettable, timeout=-1):
        me = threading.get_ident()
        with Lock.monitor:
            if self.holder is not None and timeout != 0:
                Lock.waits[me] = self
                circle, other = [me], self.holder
                while other in Lock.waits and other not in circle:
                    circle.append(other)
                    other = Lock.waits[other].holder
                if other == me and FINDS_CIRCLES:
                    Lock.doomed.update(circle)
                    Lock.monitor.notify_all()
                try:
                    Lock.monitor.wait_for(lambda: self.holder is None or me in Lock.doomed, None if timeout < 0 else timeout)
                finally:
                    del Lock.waits[me]
                if me in Lock.doomed:
                    Lock.doomed.discard(me)
                    raise Failed(f'deadlock at lock {self.name}')
            if self.holder is not None:
                return False
            self.holder, self.forgettable = me, forgettable
            return True

    def release(self):
        with Lock.monitor:
            if self.holder is None:
                raise RuntimeError(f'{self.name} is not locked')
            self.holder = None
            Lock.monitor.notify_all()

    @staticmethod
    def release_forgotten(locks):
        """Releases what this thread took and did not give back."""
        for lock in locks:
            if lock.holder == threading.get_ident() and lock.forgettable:
                lock.release()
