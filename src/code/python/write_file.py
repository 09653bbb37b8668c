import os
# needs: as_bytes

def write_file(name, data):
    """Writes a file of this run."""
    with open(os.path.join(FOLDER, name), 'wb') as file:
        file.write(as_bytes(data))
