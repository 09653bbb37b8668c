import html.parser

class Links(html.parser.HTMLParser):
    """Collects what the links of a page refer to."""

    def __init__(self):
        super().__init__()
        self.links = []

    def handle_starttag(self, tag, attributes):
        if tag in ('a', 'area'):
            link = dict(reversed(attributes)).get('href')
            if link and link.strip():
                self.links.append(link.strip())


def links(page):
    """The links of an HTML page, one a line."""
    parser = Links()
    parser.feed(page.decode(errors='replace') if isinstance(page, bytes) else page)
    parser.close()
    return '\n'.join(parser.links)
