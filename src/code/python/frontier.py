import urllib.parse
# needs: links

class Frontier:
    """Knows which pages a crawl has asked for, and so which it has yet to; no more than a thousand."""

    def __init__(self, url):
        self.first = urllib.parse.urljoin(BASE, url)
        self.origin = urllib.parse.urlsplit(self.first)[:2]
        self.known = {self.first}
        self.next = [self.first]
        self.read = 0

    def take(self):
        level, self.next = self.next, []
        return level

    def arrive(self, page):
        if page is None:
            return
        at, headers, content = page
        self.read += 1
        self.known.add(at)
        if 'html' not in headers.get('content-type', ''):
            return
        for link in links(content).splitlines():
            url = urllib.parse.urldefrag(urllib.parse.urljoin(at, link)).url
            if urllib.parse.urlsplit(url)[:2] == self.origin and url not in self.known and len(self.known) < 1000:
                self.known.add(url)
                self.next.append(url)
