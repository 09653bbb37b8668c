import time
# needs: sleep

def arrive(after):
    """A future that ends so many seconds after the beginning of the run."""
    return sleep(max(began + after - time.monotonic(), 0))
