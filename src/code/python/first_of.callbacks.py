# needs: together

def first_of(parts):
    """Ends as the first part does, when the others, which that cancels, have ended too."""
    first = None

    def ended(part, _):
        nonlocal first
        first = first or part
        for other in parts:
            other.cancel()

    return together(parts, ended, lambda whole: whole.end(first.result()))
