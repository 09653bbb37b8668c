import time
# needs: left.care

def pause(seconds):
    """Sleeps, but no longer than the task may."""
    end = time.monotonic() + seconds
    while (rest := end - time.monotonic()) > 0:
        stop.wait(min(rest, left()))
    left()
