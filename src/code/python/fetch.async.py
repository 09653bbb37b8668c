import asyncio
import urllib.parse
# needs: http

async def get(url, method='GET', body=None):
    """Makes a request; returns where it ended, the headers and the bytes.

    The standard library has no HTTP client for asyncio. urllib in threads (asyncio.to_thread) would have no more
    requests under way than there are threads, so this speaks the little HTTP that is needed over asyncio's own streams.
    """
    url = urllib.parse.urljoin(BASE, url)
    for _ in range(20):
        place, request = request_to(url, method, body)
        try:
            reader, writer = await asyncio.open_connection(**place)
            try:
                writer.write(request)
                received = await reader.read()
            finally:
                writer.close()
        except OSError as error:
            raise FetchFailed(f'{url} could not be reached: {error}') from error
        moved, headers, content = answer_of(url, received)
        if moved is None:
            return url, headers, content
        url = moved
    raise FetchFailed(f'{url} goes round in a circle', False)


async def fetch(url, method='GET', body=None):
    """Makes a request and waits for all of its answer, while others go on; the bytes of it."""
    return (await get(url, method, body))[2]
