import asyncio
import urllib.parse
# needs: fetch_failed

async def get(url, method='GET', body=None):
    """Makes a request; returns where it ended, the headers and the bytes.

    The standard library has no HTTP client for asyncio. urllib in threads (asyncio.to_thread) would have no more
    requests under way than there are threads, so this speaks the little HTTP that is needed over asyncio's own streams.
    """
    url = urllib.parse.urljoin(BASE, url)
    for _ in range(20):
        parts = urllib.parse.urlsplit(url)
        secure = parts.scheme == 'https'
        data = b'' if body is None else body.encode()
        target = urllib.parse.quote((parts.path or '/') + ('?' + parts.query if parts.query else ''), safe="/?&=%:@!$'()*+,;~")
        try:
            reader, writer = await asyncio.open_connection(parts.hostname, parts.port or (443 if secure else 80), ssl=secure or None)
            try:
                # HTTP/1.0: the answer ends with the connection.
                length = f'Content-Length: {len(data)}\r\n' if body is not None else ''
                writer.write(f'{method} {target} HTTP/1.0\r\nHost: {parts.netloc}\r\n{length}\r\n'.encode() + data)
                answer = await reader.read()
            finally:
                writer.close()
        except OSError as error:
            raise FetchFailed(f'{url} could not be reached: {error}') from error
        head, gap, content = answer.partition(b'\r\n\r\n')
        if not gap:
            raise FetchFailed(f'{url} gave no answer')
        first, *lines = head.decode('latin-1').split('\r\n')
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(':') for line in lines)}
        status = int(first.split()[1])
        if status in (301, 302, 303, 307, 308) and 'location' in headers:
            url = urllib.parse.urljoin(url, headers['location'])
            continue
        check_status(url, status, headers)
        return url, headers, content
    raise FetchFailed(f'{url} goes round in a circle', False)


async def fetch(url, method='GET', body=None):
    """Makes a request and waits for all of its answer, while others go on; the bytes of it."""
    return (await get(url, method, body))[2]
