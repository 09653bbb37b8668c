import asyncio

class Steps(asyncio.Future):
    """What is done callback by callback. It ends as any future does: with what end() is given, with what a callback
    raises, or cancelled."""

    def __init__(self, owner=None):
        super().__init__(loop=loop)
        self.owner, self.waits, self.is_asked = owner or self, [], False

    def when(self, future, then, failed=None):
        """Has `then` called back with what the future comes to, or `failed` with why it failed."""
        self.waits = [future]
        future.add_done_callback(lambda _: self.go_on(future, then, failed))

    def go_on(self, future, then, failed):
        error = None if future.cancelled() else future.exception()
        if future.cancelled() or self.is_asked:
            super().cancel()
        elif error is not None and failed is None:
            self.set_exception(error)
        else:
            # Nobody stands above a callback who could catch what it raises.
            try:
                then(future.result()) if error is None else failed(error)
            except Exception as error:
                self.set_exception(error)

    def end(self, value=None):
        self.set_result(value)

    def part(self, work, *given):
        """Starts steps that belong to these: a lock that they take is these steps' own."""
        return start(work, *given, owner=self.owner)

    def cancel(self, msg=None):
        """Cancels what is waited for; these steps end once that has ended."""
        if self.done():
            return False
        self.is_asked = True
        for future in self.waits:
            future.cancel()
        return True


def start(work, *given, owner=None):
    """Has the loop call a function at its next turn, which asks for callbacks of its own; the steps that it began."""
    steps, turn = Steps(owner), loop.create_future()
    turn.set_result(None)
    steps.when(turn, lambda _: work(steps, *given))
    return steps
