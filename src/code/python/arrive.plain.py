import time

def arrive(after):
    """Waits until so many seconds after the beginning of the run."""
    time.sleep(max(began + after - time.monotonic(), 0))
