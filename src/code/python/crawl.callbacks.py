# needs: fetch, links, frontier, permits, holding, all_of

def crawl(url, depth=1, at_once=6):
    """Reads a page and those of its origin that it links to, level by level, each once; comes to how many it read."""
    permits = Permits(at_once)
    frontier = Frontier(url)

    def read(steps, url):
        def failed(failure):
            if url == frontier.first or not isinstance(failure, FetchFailed):
                raise failure
            steps.end(None)

        steps.when(holding(permits.acquire(), permits.release, lambda: get(url)), steps.end, failed)

    def read_level(steps, left):
        def came(pages):
            for page in pages:
                frontier.arrive(page)
            read_level(steps, left - 1)

        if left == 0:
            steps.end(frontier.read)
        else:
            steps.when(all_of([start(read, url) for url in frontier.take()]), came)

    return start(read_level, depth + 1)
