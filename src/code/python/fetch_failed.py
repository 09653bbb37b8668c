class FetchFailed(Exception):
    """No answer, or one that is an error; another try may help if that may pass."""

    def __init__(self, message, may_pass=True, after=0.0):
        super().__init__(message)
        self.may_pass = may_pass
        self.after = after


def check_status(url, status, headers):
    """Raises what a status means that is no success; 5xx and 429 may pass, and 429 may say after how long."""
    if not 200 <= status < 300:
        after = headers.get('retry-after', '') if status == 429 else ''
        raise FetchFailed(f'{url} answered {status}', status >= 500 or status == 429, float(after if after.isdigit() else 0))
