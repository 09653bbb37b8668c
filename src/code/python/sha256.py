import hashlib
# needs: as_bytes

def sha256(data):
    """The SHA-256 of what it is given, in hexadecimal. Hashing lets go of the GIL."""
    return hashlib.sha256(as_bytes(data)).hexdigest()
