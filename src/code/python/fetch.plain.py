import http.client
import urllib.error
import urllib.parse
import urllib.request
# needs: fetch_failed
# needs: left.care  # with care

def get(url, method='GET', body=None):
    """Makes a request; returns where it ended, the headers and the bytes."""
    url = urllib.parse.quote(urllib.parse.urljoin(BASE, url), safe="/?&=%:@!$'()*+,;~[]#")
    request = urllib.request.Request(url, None if body is None else body.encode(), method=method)
    try:
        with urllib.request.urlopen(request) as answer:  # without care
        with urllib.request.urlopen(request, timeout=left()) as answer:  # with care
            check_status(url, answer.status, answer.headers)
            return answer.url, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        check_status(url, error.code, error.headers)
    except (OSError, http.client.HTTPException) as error:
        left()  # with care
        raise FetchFailed(f'{url} could not be reached: {error}') from error


def fetch(url, method='GET', body=None):
    """Makes a request and waits for all of its answer; the bytes of it. Waiting lets go of the GIL."""
    return get(url, method, body)[2]
