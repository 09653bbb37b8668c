# needs: fetch, links, frontier

def crawl(url, depth=1, at_once=6):
    """Reads a page and those of its origin that it links to, level by level, each once; how many it read.

    One thread reads one after another, however many may be read at once.
    """
    frontier = Frontier(url)
    for _ in range(depth + 1):
        for url in frontier.take():
            try:
                frontier.arrive(get(url))
            except FetchFailed:
                if url == frontier.first:
                    raise
    return frontier.read
