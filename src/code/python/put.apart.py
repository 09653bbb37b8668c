import asyncio
import queue

async def put(into, value):
    """Puts a value into a queue that all processes share; while it is full, the loop asks again and again."""
    while True:
        try:
            return into.put_nowait(value)
        except queue.Full:
            await asyncio.sleep(0.005)
