import asyncio

async def acquire(lock):
    """Takes a lock or a permit that other processes may hold: the loop asks again and again, and does not block."""
    while not lock.acquire(block=False):
        await asyncio.sleep(0.005)
