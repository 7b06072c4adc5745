"""The Python package's way with LevelDB, which measures itself: Plyvel, a tag byte, numpy, rapidjson.

    openleveldb.py PATH CONFIG

opens the database with the settings of the JSON object CONFIG and carries out orders until standard input ends. An order is a line
of JSON, then the bytes that it announces; the answer likewise:

    {"op": "read", "key_size": 16, "keys": 2}         the keys, one behind the other
    {"nanoseconds": 31000, "entries": 2, "sum": 0.5, "bytes": 0}

The nanoseconds are those of the loop over the keys or entries: neither the pipe nor what is made before the loop is in them. A
failure is answered by {"error": text}. The first answer says whether the database is open.
"""

import hashlib
import io
import itertools
import json
import operator
import struct
import sys
from time import perf_counter_ns

import numpy
import plyvel
import rapidjson

# ---- the package's way, written from the facts of version 0.1.5


def load_array(payload):
    return numpy.load(io.BytesIO(payload))


DECODERS = {
    ord("i"): lambda payload: int.from_bytes(payload, "big", signed=True),
    ord("s"): lambda payload: payload.decode("utf-8"),
    ord("b"): lambda payload: payload,
    ord("j"): rapidjson.loads,
    ord("n"): load_array,
}


def decode(stored):
    return DECODERS[stored[0]](stored[1:])


def encode(value):
    if isinstance(value, bytes):
        return b"b" + value
    if isinstance(value, int):
        return b"i" + value.to_bytes(16, "big", signed=True)
    if isinstance(value, str):
        return b"s" + value.encode("utf-8")
    if isinstance(value, numpy.ndarray):
        out = io.BytesIO(b"n")
        out.seek(1)
        numpy.save(out, value)
        return out.getvalue()
    return b"j" + rapidjson.dumps(value).encode("utf-8")


def whole_key(key):
    """The stored form of a key, or of a tuple of prefixes and a key."""
    return "".join((key,) if isinstance(key, str) else key).encode("utf-8")


class LevelDB:
    def __init__(self, db):
        self.db = db

    def __getitem__(self, key):
        stored = self.db.get(whole_key(key))
        return decode(stored) if stored else None

    def __setitem__(self, key, value):
        self.db.put(whole_key(key), encode(value))

    def __iter__(self):
        for key, stored in self.db:
            yield key.decode("utf-8"), decode(stored)


# ---- arrays


FLOAT32 = numpy.dtype("<f4")
PAGE = 1024  # elements in 4 KiB


def page_sum(array):
    """The sum of the first element of each page, as PageSum in Go."""
    if type(array) is not numpy.ndarray or array.dtype != FLOAT32:
        raise TypeError("no array of float32: %.80r" % (array,))
    if array.size <= PAGE:
        return array.item(0)
    return float(array[::PAGE].sum(dtype=numpy.float64))


def read(db, keys):
    return over_keys(db, keys, page_sum)


def over_keys(db, keys, use):
    """Reads each key and adds up what use makes of the values."""
    total = 0
    begin = perf_counter_ns()
    try:
        for key in keys:
            total += use(db[key])
    except Exception as error:
        raise RuntimeError("key %r: %r" % (key, error))
    return {"nanoseconds": perf_counter_ns() - begin, "entries": len(keys), "sum": total}


def missing(db, keys):
    """Counts the keys that are not there."""
    count = 0
    begin = perf_counter_ns()
    for key in keys:
        if db[key] is None:
            count += 1
    return {"nanoseconds": perf_counter_ns() - begin, "entries": len(keys), "sum": count}


def scan(db, keys):
    total = entries = 0
    begin = perf_counter_ns()
    for _, array in db:
        total += page_sum(array)
        entries += 1
    return {"nanoseconds": perf_counter_ns() - begin, "entries": entries, "sum": total}


def gather(db, keys, elements):
    """Reads arrays of so many elements into the rows of one tensor, and answers with its bytes."""
    tensor = numpy.empty((len(keys), elements), FLOAT32)
    begin = perf_counter_ns()
    try:
        for row, key in enumerate(keys):
            array = db[key]
            page_sum(array)
            tensor[row] = array
    except Exception as error:
        raise RuntimeError("key %r: %r" % (key, error))
    return {"nanoseconds": perf_counter_ns() - begin, "entries": len(keys)}, tensor.tobytes()


# ---- values of every kind


WEIGHT = {
    int: int,
    str: len,
    dict: operator.itemgetter("id"),
    numpy.ndarray: operator.methodcaller("item", 0),
}
TYPES = {"int": int, "str": str, "json": dict, "array": numpy.ndarray}


def get(db, keys, kind):
    """Adds up the weights of values of one kind, see weight in typed.go."""
    return over_keys(db, keys, WEIGHT[TYPES[kind]])


def scan_values(db, keys):
    total = entries = 0
    begin = perf_counter_ns()
    for _, value in db:
        total += WEIGHT[type(value)](value)
        entries += 1
    return {"nanoseconds": perf_counter_ns() - begin, "entries": entries, "sum": total}


def put(db, keys, *stored):
    """Stores values in turns; they are given as stored, and decoded before the clock runs."""
    pairs = zip(keys, itertools.cycle([decode(s) for s in stored]))
    begin = perf_counter_ns()
    for key, value in pairs:
        db[key] = value
    return {"nanoseconds": perf_counter_ns() - begin, "entries": len(keys)}


def digest(db, keys):
    """A hash over what iteration gives, see digest in typed.go."""
    hashed, entries = hashlib.sha256(), 0
    for key, value in db:
        hashed.update(("%s %s\n" % (key, describe(value))).encode("utf-8"))
        entries += 1
        if entries % 16 == 0 and describe(db[key]) != describe(value):
            raise RuntimeError("key %r: get and iteration differ" % key)
    return {"entries": entries}, hashed.digest()


def describe(value):
    """A text that is the same for equal values of one type, and easy to make in any language."""
    if type(value) is int:
        return "int:%d" % value
    if type(value) is float:
        return "float:" + struct.pack(">d", value).hex()
    if type(value) is bool:
        return "bool:%d" % value
    if type(value) is str:
        return "str:" + value
    if type(value) is list:
        return "[" + ",".join(map(describe, value)) + "]"
    if type(value) is dict:
        return "{" + ",".join(k + "=" + describe(v) for k, v in sorted(value.items())) + "}"
    if type(value) is numpy.ndarray:
        return "array:%s%s:%s" % (value.dtype.str, list(value.shape), value.tobytes().hex())
    raise TypeError(type(value))


# ---- orders


OPERATIONS = {f.__name__: f for f in (read, missing, scan, gather, get, scan_values, put, digest)}


def answer(said, data=b""):
    out = sys.stdout.buffer
    out.write(json.dumps({**said, "bytes": len(data)}).encode() + b"\n" + data)
    out.flush()


def carry_out(db, order):
    """Reads the bytes that follow an order, and calls its function with them."""
    size, given = order["key_size"], sys.stdin.buffer
    text = given.read(size * order["keys"]).decode("utf-8")
    keys = [text[i : i + size] for i in range(0, len(text), size)]
    arguments = [order[name] for name in ("elements", "kind") if order.get(name)]
    arguments += [given.read(length) for length in order.get("values") or ()]
    return OPERATIONS[order["op"]](db, keys, *arguments)


def main(path, config):
    try:
        opened = plyvel.DB(path, **config)
    except Exception as error:
        answer({"error": repr(error)})
        return
    answer({})
    db = LevelDB(opened)
    for line in sys.stdin.buffer:
        try:
            said = carry_out(db, json.loads(line))
        except Exception as error:
            answer({"error": str(error) or repr(error)})
        else:
            answer(*said) if isinstance(said, tuple) else answer(said)
    opened.close()


main(sys.argv[1], json.loads(sys.argv[2]))
