import urllib.parse
# needs: fetch_failed

def request_to(url, method, body):
    """Where a request goes, and its bytes. It is in HTTP/1.0, so that the answer ends with the connection."""
    parts = urllib.parse.urlsplit(url)
    secure = parts.scheme == 'https'
    data = b'' if body is None else body.encode()
    target = urllib.parse.quote((parts.path or '/') + ('?' + parts.query if parts.query else ''), safe="/?&=%:@!$'()*+,;~")
    length = f'Content-Length: {len(data)}\r\n' if body is not None else ''
    place = {'host': parts.hostname, 'port': parts.port or (443 if secure else 80), 'ssl': secure or None}
    return place, f'{method} {target} HTTP/1.0\r\nHost: {parts.netloc}\r\n{length}\r\n'.encode() + data


def answer_of(url, received):
    """The URL at which to ask instead, if any, the headers and the bytes of an answer; raises if it is an error."""
    head, gap, content = received.partition(b'\r\n\r\n')
    if not gap:
        raise FetchFailed(f'{url} gave no answer')
    first, *lines = head.decode('latin-1').split('\r\n')
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(':') for line in lines)}
    status = int(first.split()[1])
    if status in (301, 302, 303, 307, 308) and 'location' in headers:
        return urllib.parse.urljoin(url, headers['location']), headers, content
    check_status(url, status, headers)
    return None, headers, content
