import asyncio
# needs: fetch, links, frontier

async def crawl(url, depth=1, at_once=6):
    """Reads a page and those of its origin that it links to, level by level, each once; how many it read."""
    permits = asyncio.Semaphore(at_once)
    frontier = Frontier(url)

    async def read(url):
        async with permits:
            try:
                return await get(url)
            except FetchFailed:
                if url == frontier.first:
                    raise
                return None

    for _ in range(depth + 1):
        async with asyncio.TaskGroup() as group:
            pages = [group.create_task(read(url)) for url in frontier.take()]
        for page in pages:
            frontier.arrive(page.result())
    return frontier.read
