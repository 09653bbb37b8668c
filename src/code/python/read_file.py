import os

def read_file(name):
    """Reads a file of this run."""
    with open(os.path.join(FOLDER, name), 'rb') as file:
        return file.read()
