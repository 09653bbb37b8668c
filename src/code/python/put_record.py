# needs: as_bytes, database

def put_record(key, data):
    """Puts a record into this run's database."""
    with database() as records:
        records.execute('INSERT OR REPLACE INTO records VALUES (?, ?)', (key, as_bytes(data)))
