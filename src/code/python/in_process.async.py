import asyncio

async def in_process(work, *arguments):
    """Has another process do the work, while the loop goes on; what goes there and comes back is copied."""
    return await asyncio.get_running_loop().run_in_executor(PROCESSES, work, *arguments)
