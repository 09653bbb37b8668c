# needs: database

def get_record(key):
    """Gets a record of this run's database."""
    with database() as records:
        found = records.execute('SELECT data FROM records WHERE key = ?', (key,)).fetchone()
    if found is None:
        raise KeyError(key)
    return found[0]
