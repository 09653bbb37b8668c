import asyncio
import urllib.parse
# needs: steps, http

class Exchange(asyncio.Future, asyncio.Protocol):
    """A request over a connection of its own: the loop calls back what happens to that, and what was received ends it."""

    def __init__(self, place, request):
        super().__init__(loop=loop)
        self.request, self.received, self.transport, self.is_asked = request, [], None, False
        # Only a coroutine of asyncio's opens a connection; as a task it is a future like any other.
        self.connecting = loop.create_task(loop.create_connection(lambda: self, **place))
        self.connecting.add_done_callback(self.connection_tried)

    def connection_tried(self, connecting):
        if connecting.cancelled():
            super().cancel()
        elif connecting.exception() is not None:
            self.set_exception(connecting.exception())

    def connection_made(self, transport):
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data):
        self.received.append(data)

    def connection_lost(self, error):
        if self.is_asked:
            super().cancel()
        elif error is not None:
            self.set_exception(error)
        else:
            self.set_result(b''.join(self.received))

    def cancel(self, msg=None):
        """Gives the connection up; this ends once that is lost."""
        if self.done():
            return False
        self.is_asked = True
        if self.transport is None:
            self.connecting.cancel()
        else:
            self.transport.abort()
        return True


def get(url, method='GET', body=None):
    """Makes a request; comes to where it ended, the headers and the bytes.

    The standard library has no HTTP client for asyncio. urllib in threads (loop.run_in_executor) would have no more
    requests under way than there are threads, so this speaks the little HTTP that is needed over asyncio's own protocols.
    """

    def ask(steps, url, left=20):
        def came(received):
            moved, headers, content = answer_of(url, received)
            if moved is None:
                steps.end((url, headers, content))
            elif left == 1:
                raise FetchFailed(f'{moved} goes round in a circle', False)
            else:
                ask(steps, moved, left - 1)

        def failed(error):
            if isinstance(error, OSError):
                raise FetchFailed(f'{url} could not be reached: {error}') from error
            raise error

        steps.when(Exchange(*request_to(url, method, body)), came, failed)

    return start(ask, urllib.parse.urljoin(BASE, url))


def fetch(url, method='GET', body=None):
    """Makes a request; comes to the bytes of its answer, once they are all there."""
    return start(lambda steps: steps.when(get(url, method, body), lambda found: steps.end(found[2])))
