import contextlib
import os
import sqlite3

def database():
    """A connection to this run's database, for one statement."""
    connection = sqlite3.connect(os.path.join(FOLDER, 'records.db'), timeout=60, isolation_level=None)
    connection.execute('CREATE TABLE IF NOT EXISTS records (key TEXT PRIMARY KEY, data BLOB)')
    return contextlib.closing(connection)
