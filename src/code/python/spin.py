import time

def spin(seconds):
    """Computes for so long, by this thread's own time: who waits for the GIL or for a core gets no nearer to the end."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass
