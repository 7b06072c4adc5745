"""What the rows share.

The files of this directory, in the order of their names, form a program that runs the Plyvel side of
the rows of leveldb/PYTHON.md:

    program DIRECTORY

The function of a row is named after its call. It is called with an open database that holds CONTENT
and with a directory of its own. The program prints {function: result} as JSON. The databases remain
in DIRECTORY/FUNCTION/db.
"""


import glob
import hashlib
import json
import os
import sys

import plyvel

CONTENT = {b"a1": b"one", b"a2": b"two", b"b1": b"three", b"b2": b"four", b"b3": b"five", b"c1": b"six"}


def numbered(db, count, size):
    """Writes entries of which only the start differs, so that they compress well."""
    with db.write_batch() as batch:
        for i in range(count):
            batch.put(b"%06d" % i, b"%06d" % i + b"v" * size)


def tables(path):
    return sorted(glob.glob(path + "/*.ldb"))


def compacted(db, path):
    """Fills a database and returns the hashes of its tables."""
    numbered(db, 2000, 100)
    db.compact_range()
    db.close()
    return [hashlib.sha256(open(name, "rb").read()).hexdigest() for name in tables(path)]


def memory(db):
    """Reports whether much memory is in use, as after reads that fill a block cache of 8 MiB."""
    return int(db.get_property(b"leveldb.approximate-memory-usage")) > 300_000


def cached(path):
    """Creates a database of 1 MB that compresses well."""
    with_entries = plyvel.DB(path, create_if_missing=True)
    numbered(with_entries, 1000, 1000)
    with_entries.compact_range()
    with_entries.close()


def damaged(path):
    """Creates a database with a damaged table: reads of 000000 find a wrong checksum."""
    written = plyvel.DB(path, create_if_missing=True, compression=None)
    numbered(written, 100, 1000)
    written.compact_range()
    written.close()
    overwrite(tables(path)[0], 300)


def overwrite(name, position):
    with open(name, "r+b") as file:
        file.seek(position)
        file.write(b"\xff")


def backwards(a, b):
    return (a < b) - (a > b)


def typed(db):
    """Replaces the content by typed values."""
    for key, value in db:
        db.delete(key)
    db = LevelDB(db)
    for key, value in {"a1": 1, "a2": "two", "b1": 3.5, "b2": b"four", "b3": None, "c1": [1, 1.0, "six"]}.items():
        db[key] = value
    return db
