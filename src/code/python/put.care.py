import queue
# needs: left.care

def put(into, value):
    """Puts a value into a queue; waits while that is full, as long as the task may."""
    while True:
        try:
            return into.put(value, timeout=min(left(), 0.02))
        except queue.Full:
            continue
