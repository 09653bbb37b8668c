import random
import time
# needs: fetch_failed

def retrying(times, work, backoff=0.1):
    """Does the work again if it fails for a reason that may pass, each time after a break that may be twice as long."""
    for attempt in range(times):
        try:
            return work()
        except FetchFailed as failure:
            if not failure.may_pass:
                raise
            time.sleep(max(failure.after, random.uniform(0, min(backoff * 2**attempt, 30))))
    return work()
