import asyncio
import queue

async def take(out_of):
    """Takes a value out of a queue that all processes share; while it is empty, the loop asks again and again."""
    while True:
        try:
            return out_of.get_nowait()
        except queue.Empty:
            await asyncio.sleep(0.005)
