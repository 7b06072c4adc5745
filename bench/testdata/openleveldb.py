"""Does what the Python package does (Plyvel, a tag byte, numpy, rapidjson), and measures its time.

    openleveldb.py PATH CONFIG

opens the database with the settings of the JSON object CONFIG and serves requests until standard
input ends. A request is a line of JSON, followed by the bytes that it announces. A response has the
same form:

    {"op": "read", "key_size": 16, "keys": 2}         the concatenated keys
    {"nanoseconds": 31000, "entries": 2, "sum": 0.5, "bytes": 0}

The nanoseconds are the time of the loop over the keys or entries. They exclude the pipe and all
work before the loop. The response to a request that fails is {"error": text}. The first response
reports whether the database was opened.
"""

import collections.abc
import enum
import hashlib
import io
import itertools
import json
import operator
import struct
import sys
from functools import partial, singledispatch
from time import perf_counter_ns

import numpy
import plyvel
import rapidjson

# ---- what the package does
#
# This code takes the same steps as version 0.1.5 at each call, because those steps are what is
# measured. The database object of a user forwards to one that holds Plyvel's. A generator checks
# and encodes the parts of a key. Each access creates a small object for the prefixes. Encoding
# dispatches on the Python type of a value, and decoding on an enumeration of the tags.


def array_from(payload):
    file = io.BytesIO(payload)
    file.seek(0)
    return numpy.load(file)


def array_to(array):
    file = io.BytesIO()
    numpy.save(file, array)
    file.seek(0)
    return file.read()


text_to, text_from = partial(str.encode, encoding="utf-8"), partial(bytes.decode, encoding="utf-8")


class Kind(enum.Enum):
    """The kinds of stored values, by their tags."""

    def __new__(cls, tag, to_payload, from_payload):
        kind = object.__new__(cls)
        kind._value_ = kind.tag = tag
        kind.to_payload, kind.from_payload = to_payload, from_payload
        return kind

    INT = b"i", partial(int.to_bytes, length=16, byteorder="big", signed=True), partial(int.from_bytes, byteorder="big", signed=True)
    STR = b"s", text_to, text_from
    BYTES = b"b", bytes, bytes
    JSON = b"j", lambda v: rapidjson.dumps(v).encode("utf-8"), lambda payload: rapidjson.loads(payload.decode("utf-8"))
    ARRAY = b"n", array_to, array_from

    def encode(self, value):
        return self.tag + self.to_payload(value)


@singledispatch
def encode(value):
    return Kind.JSON.encode(value)


encode.register(int, lambda value: Kind.INT.encode(value))
encode.register(str, lambda value: Kind.STR.encode(value))
encode.register(bytes, lambda value: Kind.BYTES.encode(value))
encode.register(numpy.ndarray, lambda value: Kind.ARRAY.encode(value))


@singledispatch
def decode(nothing):
    return nothing  # no such key


@decode.register
def _(stored: bytes):
    if not stored:
        return None
    tag, payload = stored[:1], stored[1:]
    return Kind(tag).from_payload(payload)


def parts_of(key):
    """Checks the prefixes and the last part of a key, and encodes each."""
    if isinstance(key, bytes):
        raise TypeError("a key is text")
    parts = [key] if isinstance(key, str) else key
    if not isinstance(parts, collections.abc.Sequence):
        raise TypeError("a key is text, or a sequence of texts")
    last = len(parts) - 1
    for i, part in enumerate(parts):
        if i == last and part is Ellipsis:
            yield part
        elif not isinstance(part, str):
            raise TypeError("a key is text")
        else:
            yield text_to(part)


class Local:
    """A Plyvel database, or a view of one below prefixes."""

    def __init__(self, db):
        self.db, self.encode, self.decode = db, encode, decode

    def below(self, prefixes):
        db = self.db
        for prefix in prefixes:
            db = db.prefixed_db(prefix)
        return Local(db)

    def __getitem__(self, key):
        *prefixes, last = parts_of(key)
        local = self.below(prefixes)
        if last is Ellipsis:
            return local
        return self.decode(local.db.get(last))

    def __setitem__(self, key, value):
        *prefixes, last = parts_of(key)
        if last is Ellipsis:
            raise TypeError("a key is text")
        self.below(prefixes).db.put(last, self.encode(value))

    def __iter__(self):
        for entry in self.below(()).db.iterator(prefix=b"", include_key=True, include_value=True):
            if isinstance(entry, bytes):
                yield text_from(entry)
            else:
                key, stored = entry
                yield text_from(key), self.decode(stored)


class LevelDB:
    """The database object of the package's users."""

    def __init__(self, local):
        self.local = local

    def __getitem__(self, key):
        value = self.local[key]
        return LevelDB(value) if isinstance(value, type(self.local)) else value

    def __setitem__(self, key, value):
        self.local[key] = value

    def __iter__(self):
        return iter(self.local)


# ---- arrays


FLOAT32 = numpy.dtype("<f4")
PAGE = 1024  # elements in 4 KiB


def page_sum(array):
    """Returns the sum of the first elements of all pages, as PageSum does in Go."""
    if type(array) is not numpy.ndarray or array.dtype != FLOAT32:
        raise TypeError("no array of float32: %.80r" % (array,))
    if array.size <= PAGE:
        return array.item(0)
    return float(array[::PAGE].sum(dtype=numpy.float64))


def read(db, keys):
    return over_keys(db, keys, page_sum)


def over_keys(db, keys, use):
    """Reads each key and returns the sum of use(value)."""
    total = 0
    begin = perf_counter_ns()
    try:
        for key in keys:
            total += use(db[key])
    except Exception as error:
        raise RuntimeError("key %r: %r" % (key, error))
    return {"nanoseconds": perf_counter_ns() - begin, "entries": len(keys), "sum": total}


def missing(db, keys):
    """Returns the number of keys that do not exist."""
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
    """Reads arrays of the given length into the rows of one tensor, and returns its bytes."""
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
    """Returns the sum of the weights of values of one kind; see weight in typed.go."""
    return over_keys(db, keys, WEIGHT[TYPES[kind]])


def scan_values(db, keys):
    total = entries = 0
    begin = perf_counter_ns()
    for _, value in db:
        total += WEIGHT[type(value)](value)
        entries += 1
    return {"nanoseconds": perf_counter_ns() - begin, "entries": entries, "sum": total}


def put(db, keys, *stored):
    """Stores the values, repeated in order. They are decoded before the clock starts."""
    pairs = zip(keys, itertools.cycle([decode(s) for s in stored]))
    begin = perf_counter_ns()
    for key, value in pairs:
        db[key] = value
    return {"nanoseconds": perf_counter_ns() - begin, "entries": len(keys)}


def digest(db, keys):
    """Returns a hash of all entries, as iterated; see digest in typed.go."""
    hashed, entries = hashlib.sha256(), 0
    for key, value in db:
        hashed.update(("%s %s\n" % (key, describe(value))).encode("utf-8"))
        entries += 1
        if entries % 16 == 0 and describe(db[key]) != describe(value):
            raise RuntimeError("key %r: get and iteration differ" % key)
    return {"entries": entries}, hashed.digest()


def describe(value):
    """Returns a text that is equal for equal values of one type, and easy to produce anywhere."""
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


# ---- requests


OPERATIONS = {f.__name__: f for f in (read, missing, scan, gather, get, scan_values, put, digest)}


def answer(said, data=b""):
    out = sys.stdout.buffer
    out.write(json.dumps({**said, "bytes": len(data)}).encode() + b"\n" + data)
    out.flush()


def carry_out(db, order):
    """Reads the bytes that follow a request, and calls its function with them."""
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
    db = LevelDB(Local(opened))
    for line in sys.stdin.buffer:
        try:
            said = carry_out(db, json.loads(line))
        except Exception as error:
            answer({"error": str(error) or repr(error)})
        else:
            answer(*said) if isinstance(said, tuple) else answer(said)
    opened.close()


main(sys.argv[1], json.loads(sys.argv[2]))
