# needs: together

def all_of(parts):
    """Ends when all parts have, with what they came to; the first that fails cancels the others, as in a TaskGroup."""
    failures = []

    def ended(part, failure):
        if failure is not None:
            failures.append(failure)
            for other in parts:
                other.cancel()

    def all_ended(whole):
        if failures:
            raise ExceptionGroup('parts have failed', failures)
        whole.end([part.result() for part in parts])

    return together(parts, ended, all_ended)
