# needs: database

def scan_records():
    """Reads every record of this run's database; how many there are."""
    with database() as records:
        return len(records.execute('SELECT key, data FROM records').fetchall())
