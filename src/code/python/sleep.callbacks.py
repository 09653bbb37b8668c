def sleep(seconds):
    """A future that a timer of the loop ends."""
    future = loop.create_future()
    timer = loop.call_later(seconds, lambda: future.done() or future.set_result(None))
    future.add_done_callback(lambda _: timer.cancel())
    return future
