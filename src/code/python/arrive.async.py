import asyncio
import time

async def arrive(after):
    """Waits until so many seconds after the beginning of the run."""
    await asyncio.sleep(began + after - time.monotonic())
