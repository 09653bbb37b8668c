import random
# needs: steps, sleep, fetch_failed

def retrying(times, work, backoff=0.1):
    """Does the work again if it fails for a reason that may pass, each time after a break that may be twice as long."""

    def attempt(steps, made=0):
        def failed(failure):
            if made == times or not isinstance(failure, FetchFailed) or not failure.may_pass:
                raise failure
            pause = max(failure.after, random.uniform(0, min(backoff * 2**made, 30)))
            steps.when(sleep(pause), lambda _: attempt(steps, made + 1))

        steps.when(work(), steps.end, failed)

    return start(attempt)
