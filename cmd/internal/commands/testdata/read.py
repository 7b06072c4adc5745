"""Prints every value of a database as Python has it: key, type and repr, with tabs between, one a line.

Argument: the path of the database.
"""
import io
import sys

import numpy as np
import plyvel
import rapidjson

for key, stored in plyvel.DB(sys.argv[1]):
    value = {
        b"i": lambda b: int.from_bytes(b, "big", signed=True),
        b"s": bytes.decode,
        b"b": bytes,
        b"j": rapidjson.loads,
        b"n": lambda b: np.load(io.BytesIO(b)),
    }[stored[:1]](stored[1:])
    print(key.decode(), type(value).__name__, repr(value), sep="\t")
