import queue
# needs: left.care

def take(out_of):
    """Takes a value out of a queue; waits while that is empty, as long as the task may."""
    while True:
        try:
            return out_of.get(timeout=min(left(), 0.02))
        except queue.Empty:
            continue
