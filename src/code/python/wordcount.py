def wordcount(text):
    """Counts the words of a text, or of bytes."""
    return len(text.split())
