"""Compares the lines of `openleveldb ls --json`, on standard input, with what Plyvel and numpy find in the database.

Argument: the path of the database. Prints how many values are equal; a difference is an error.
"""
import base64
import io
import json
import sys

import numpy as np
import plyvel
import rapidjson


def refuse(word):
    raise ValueError("not JSON: " + word)


def decode(stored):
    if not stored:
        return "json", None
    tag, payload = stored[:1], stored[1:]
    if tag == b"i":
        return "int", int.from_bytes(payload, "big", signed=True)
    if tag == b"s":
        return "str", payload.decode()
    if tag == b"b":
        return "bytes", payload
    if tag == b"j":
        return "json", rapidjson.loads(payload)
    assert tag == b"n"
    return "ndarray", np.load(io.BytesIO(payload))


def names_for_special(value):
    """The document with strings for NaN and infinities."""
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[str(value)]
    if isinstance(value, list):
        return [names_for_special(v) for v in value]
    if isinstance(value, dict):
        return {k: names_for_special(v) for k, v in value.items()}
    return value


def element(dtype, value):
    """The element that the JSON value means."""
    if dtype.names:
        assert list(value) == list(dtype.names), value
        return tuple(element(dtype[name], value[name]) for name in dtype.names)
    if dtype.subdtype:
        base, shape = dtype.subdtype
        return nested(base, value, len(shape))
    if dtype.kind == "c":
        return complex(*map(float, value))
    if dtype.kind == "f":
        assert isinstance(value, (float, str)), value
        return float(value)
    if dtype.kind in "SV":
        return base64.b64decode(value["base64"], validate=True)
    if dtype.kind == "m" and value != "NaT":
        return int(value.split()[0])
    return value


def nested(dtype, value, depth):
    if depth == 0:
        return element(dtype, value)
    return [nested(dtype, v, depth - 1) for v in value]


def as_array(value):
    dtype = value["dtype"]
    dtype = np.dtype(eval(dtype)) if dtype.startswith("[") else np.dtype(dtype)
    if "base64" in value:
        raw = base64.b64decode(value["base64"], validate=True)
        return np.frombuffer(raw, dtype).reshape(value["shape"])
    if value["data"] == []:
        return np.zeros(value["shape"], dtype)
    return np.array(nested(dtype, value["data"], len(value["shape"])), dtype).reshape(value["shape"])


db = plyvel.DB(sys.argv[1])
equal = 0
lines = [json.loads(line, parse_constant=refuse) for line in sys.stdin.buffer.read().decode().split("\n")[:-1]]
for (key, stored), line in zip(db, lines):
    assert list(line) == ["key", "type", "value"], line
    kind, value = decode(stored)
    assert (line["key"], line["type"]) == (key.decode(), kind), line
    got = line["value"]
    if kind == "ndarray":
        got = as_array(got)
        assert got.dtype == value.dtype and got.shape == value.shape, (key, got, value)
        assert got.tobytes() == value.tobytes(), (key, got, value)
    else:
        if kind == "bytes":
            got = base64.b64decode(got["base64"], validate=True)
        want = names_for_special(value)
        assert got == want and repr(got) == repr(want), (key, got, value)  # repr tells 3 from 3.0
    equal += 1
assert len(lines) == equal == sum(1 for _ in db)
print(equal)
