"""Writes testdata/guide.db, the database of example_python_test.go, as the Python package openleveldb 0.1.5 stores these values.

    python3 guide.py DIRECTORY

It was run once, with Plyvel 1.5.0, numpy 1.24 and LevelDB 1.23: the example shows that a database of Python's opens in Go, so
it is not made by Go.
"""

import io
import sys

import numpy
import plyvel
import rapidjson


def encode(value):
    if isinstance(value, int):
        return b"i" + value.to_bytes(16, "big", signed=True)
    if isinstance(value, str):
        return b"s" + value.encode()
    if isinstance(value, bytes):
        return b"b" + value
    if isinstance(value, numpy.ndarray):
        out = io.BytesIO()
        numpy.save(out, value)
        return b"n" + out.getvalue()
    return b"j" + rapidjson.dumps(value).encode()


def main(path):
    db = plyvel.DB(path, create_if_missing=True)
    for key, value in {
        "run1/title": "first light",
        "run1/frames": 2,
        "run1/settings": {"exposure": 3.0, "filters": ["V", None]},
        "run1/thumbnail": b"\x89PNG",
        "run1/pixels": numpy.arange(6, dtype=numpy.float32).reshape(2, 3),
        "run2/title": "fog",
    }.items():
        db.put(key.encode(), encode(value))
    db.compact_range()  # one table
    db.close()


main(sys.argv[1])
