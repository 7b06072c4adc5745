"""The Python side of the interop tests, with the real Plyvel, numpy and rapidjson.

    interop.py write PATH CONFIG     store values of every kind and random ones, print the contents
    interop.py read PATH CONFIG      print the contents of a database
    interop.py turn PATH CONFIG      print the contents, change them, print the changes
    interop.py orjson PATH CONFIG    store values as orjson wrote them (rows on standard input),
                                     print the contents
    interop.py damaged PATH CONFIG   store unreadable values, print Python's exception for each
    interop.py hold PATH CONFIG      keep a database open until standard input ends
    interop.py open PATH CONFIG      open and close a database, print "open" or the exception's name

CONFIG is a JSON object, see open_database and the commands. An entry is printed as a line of three
tab-separated fields: the key in hexadecimal, the description of the value by describe(), and what
the Python package stores for that value (see blob). The Go side produces the same line from its own
data, and the test compares them, so neither side relies on its own reading.
"""

import ast
import datetime
import hashlib
import io
import json
import math
import os
import random
import struct
import sys
import warnings
from decimal import Decimal

import numpy
import plyvel
import rapidjson

# ---- the format of stored values


def encode(value):
    if isinstance(value, bytes):
        return b"b" + value
    if isinstance(value, int):  # bool too
        return b"i" + value.to_bytes(16, "big", signed=True)
    if isinstance(value, str):
        return b"s" + value.encode("utf-8")
    if isinstance(value, numpy.ndarray):
        out = io.BytesIO()
        numpy.save(out, value)
        return b"n" + out.getvalue()
    return b"j" + rapidjson.dumps(value).encode("utf-8")


def decode(stored):
    if not stored:
        return None
    tag, payload = stored[:1], stored[1:]
    if tag == b"b":
        return payload
    if tag == b"i":
        return int.from_bytes(payload, "big", signed=True)
    if tag == b"s":
        return payload.decode("utf-8")
    if tag == b"n":
        return without_padding(numpy.load(io.BytesIO(payload)))
    if tag == b"j":
        return rapidjson.loads(payload.decode("utf-8"))
    raise ValueError("unknown tag %r" % tag)


def without_padding(array):
    """The array with zero padding: numpy.load leaves arbitrary bytes between fields."""
    if array.dtype.names is None:
        return array
    clean = numpy.zeros(array.shape, array.dtype, order="F" if array.flags.fnc else "C")
    clean[...] = array
    return clean


def orjson_text(value):
    """JSON as orjson writes it: raw UTF-8, 1e16 and 0.00001, NaN as null, integers of 64 bits."""
    if isinstance(value, float):
        if not math.isfinite(value):
            return "null"
        sign, digits, exponent = Decimal(repr(value)).as_tuple()
        text = "".join(map(str, digits)).rstrip("0")
        exponent += len(digits) - len(text)
        point = len(text) + exponent  # position of the point in the digits
        if not text:
            text = "0.0"
        elif exponent >= 0 and point <= 16:
            text += "0" * exponent + ".0"
        elif 0 < point <= 16:
            text = text[:point] + "." + text[point:]
        elif -5 < point <= 0:
            text = "0." + "0" * -point + text
        else:
            text = text[0] + ("." + text[1:] if len(text) > 1 else "") + "e%d" % (point - 1)
        return "-" + text if sign else text
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(orjson_text, value)) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(orjson_text(k) + ":" + orjson_text(v) for k, v in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)


# ---- descriptions


def blob(data):
    """Bytes in hexadecimal; for long ones, the length, the first bytes and a hash."""
    if len(data) <= 40:
        return data.hex()
    return "%d:%s:%s" % (len(data), data[:24].hex(), hashlib.sha256(data).hexdigest()[:32])


def describe(value):
    """The type and value as text, as the Go package describe formats them."""
    if value is None:
        return "null"
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is int:
        return "int %d" % value
    if type(value) is float:
        return "float " + float_bits(value)
    if type(value) is str:
        return "str " + blob(value.encode("utf-8"))
    if type(value) is bytes:
        return "bytes " + blob(value)
    if type(value) in (list, tuple):
        return "[" + ", ".join(map(describe, value)) + "]"
    if type(value) is dict:
        members = sorted((key.encode("utf-8"), member) for key, member in by_key(value))
        return "{" + ", ".join(blob(key) + ": " + describe(member) for key, member in members) + "}"
    if type(value) is numpy.ndarray:
        dtype = describe_dtype(value.dtype)
        if len(dtype) > 500:
            dtype = blob(dtype.encode())
        return "ndarray %s shape [%s] order %s data %s elements %s" % (
            dtype,
            " ".join(map(str, value.shape)),
            "F" if value.flags.fnc else "C",
            blob(value.tobytes("C")),
            "; ".join(describe_element(value[numpy.unravel_index(i, value.shape)]) for i in shown(value.size)),
        )
    raise TypeError("a value of type %s" % type(value))


def by_key(mapping):
    """The members of a dict in bytewise order of their keys, as in Go."""
    return sorted(mapping.items(), key=lambda member: member[0].encode("utf-8"))


def float_bits(value):
    return "nan" if math.isnan(value) else struct.pack(">d", value).hex()


def shown(size):
    """The indices of the elements to describe individually: the first four and the last."""
    return sorted(set(list(range(min(size, 4))) + [size - 1])) if size else []


def describe_dtype(dtype):
    if dtype.subdtype is not None:
        base, shape = dtype.subdtype
        return "(%s)%s" % (" ".join(map(str, shape)), describe_dtype(base))
    if dtype.names is not None:
        fields = []
        for name in dtype.names:
            base, offset, *title = dtype.fields[name]
            title = "/" + title[0].encode("utf-8").hex() if title else ""
            fields.append("%s%s@%d %s" % (name.encode("utf-8").hex(), title, offset, describe_dtype(base)))
        return "{%s}%d" % (", ".join(fields), dtype.itemsize)
    order = dtype.byteorder
    if order == "=":
        order = "<" if sys.byteorder == "little" else ">"
    unit = ""
    if dtype.kind in "Mm":
        unit = "[%d %s]" % numpy.datetime_data(dtype)[::-1]
    return "%s%s%d%s" % (order, dtype.kind, dtype.itemsize, unit)


def describe_element(element):
    if isinstance(element, numpy.ndarray):
        return "[" + " ".join(map(describe_element, element.reshape(-1))) + "]"
    kind, size = element.dtype.kind, element.dtype.itemsize
    if kind == "b":
        return "true" if element else "false"
    if kind in "iu":
        return str(int(element))
    if kind == "f" and size <= 8:
        return float_bits(float(element))
    if kind == "c" and size <= 16:
        return float_bits(float(element.real)) + "+" + float_bits(float(element.imag))
    if kind in "fc":
        return "long double"
    if kind in "Mm":
        return str(int(element.astype("i8")))
    if kind == "S":
        return "bytes " + blob(bytes(element))
    if kind == "U":
        return "str " + blob(str(element).encode("utf-8"))
    if element.dtype.names is not None:
        return "(" + ", ".join(describe_element(element[name]) for name in element.dtype.names) + ")"
    return "bytes " + blob(element.tobytes())


def sorted_keys(value):
    """The same JSON with its keys sorted, as Go writes them."""
    if isinstance(value, dict):
        return {key: sorted_keys(member) for key, member in by_key(value)}
    if isinstance(value, (list, tuple)):
        return [sorted_keys(member) for member in value]
    return value


def line(key, value):
    try:
        # Bools only occur in JSON, where Go stores them: the Python package writes bools as ints.
        stored = blob(b"j" + rapidjson.dumps(value).encode() if type(value) is bool else encode(sorted_keys(value)))
    except OverflowError:  # an int of more than 128 bits
        stored = "OverflowError"
    return "\t".join([key.encode("utf-8").hex(), describe(value), stored])


# ---- every kind of value

PLAIN = (
    "|b1 |i1 |u1 <i2 <i4 <i8 <u2 <u4 <u8 <f2 <f4 <f8 <f16 <c8 <c16 <c32 "
    ">i2 >i4 >i8 >u2 >u4 >u8 >f2 >f4 >f8 >f16 >c8 >c16 >c32 "
    "|S1 |S5 |S100 <U1 <U5 >U5 |V1 |V8 <M8 <m8 <M8[ns] >M8[ns] <m8[us] >m8[us] <M8[25s] <m8[7D] "
    + " ".join("<M8[%s] <m8[%s]" % (unit, unit) for unit in "Y M W D h m s ms ps fs as".split())
).split()

STRUCTURED = [
    [("a", "<f4"), ("b", "<i4", (2,))],
    [("x", ">f8"), ("y", "|u1"), ("é", "<M8[s]")],
    [("p", [("q", "<i2"), ("r", [("s", "|S3"), ("t", "<U2", (2, 2))])]), ("u", "|b1")],
    [("a", "|u1"), ("", "|V7"), ("b", "<f8"), ("", "|V8")],
    [(("a title", "n"), "<i2"), ("m", ">c8", (3, 1))],
    [("☃", "<i8"), ("it's \"quoted\" \\", "|V3")],  # not latin-1: header version 3.0
    [("outer", [("inner", "<f2"), ("", "|V2")], (2,)), ("z", "<f16")],
]

INTS = sorted({sign * ((1 << bits) + add) for bits in (0, 7, 8, 15, 16, 31, 32, 53, 62, 63, 64, 65, 100, 126)
               for add in (-2, -1, 0, 1) for sign in (-1, 1)}) + [(1 << 127) - 1, -(1 << 127), 1 - (1 << 127)]

FLOATS = [0.0, -0.0, 1.0, 3.0, -42.0, 0.1, 1e15, 9999999999999998.0, 1e16, 1e17, 1e22, 1e100, -1e100, 1e-4, 1e-5, 1.5e-5,
          1e-7, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 123456789.0, 2.0**53, 2.0**63, 2.0**64, 1 / 3,
          math.nan, math.inf, -math.inf]

TEXTS = ["", "i", "hola", "héé ☃ 𝄞", "nul\0inside", "line\nbreak\ttab\r", "\u2028\u2029\ufeff", "</script>&", r'"quoted\/"',
         "".join(map(chr, range(0x80))), "\ud7ff\ue000\uffff\U00010000\U0010ffff", "x" * 5000, "é" * 3000]

BLOBS = [b"", b"\0", b"i", b"value", bytes(range(256)), b"\xff" * 10000, b"\x93NUMPY"]

DOCUMENTS = [
    [], {}, [None], [[]], [{}], {"": {}}, (), (1, 2), [1, 2, 3], [1.0, 2, 3.5], {"key": [1, 2, 3]}, [True, False, None],
    {"b": 1, "a": 2.0, "c": None, "d": True, "e": False}, {"é": 1, "☃": [1.0], "𝄞": {}, "\0": 0, "z": ""},
    [[3, 4, 5], [3, [3, [3, 4, 5], 5], 5]], {"x": {"x": {"x": {"x": 3.0}}}}, INTS, FLOATS, TEXTS,
    [10**30, -(10**30), 10**300, 2**64, -(2**63) - 1, 2**63 - 1, 2**63], {text: text for text in TEXTS},
    [0, 0.0, False, "", None], {"1": 1, "1.0": 1.0, "true": True, "null": None},
]


def deep(levels):
    value = []
    for _ in range(levels):
        value = [value, {"deeper": 1.0}]
    return value


def array_of(descr, shape, rng, order="C"):
    """An array of random bytes, as far as numpy can print them, with zero padding."""
    array = numpy.zeros(shape, numpy.lib.format.descr_to_dtype(descr), order)
    fill(array, rng)
    return array


def fill(array, rng):
    dtype = array.dtype
    if dtype.names is not None:
        for name in dtype.names:
            fill(array[name], rng)
        return
    size = array.size * dtype.itemsize
    if dtype.kind == "b":
        data = bytes(rng.choices(b"\0\1", k=size))
    elif dtype.kind == "U":
        width = dtype.itemsize // 4
        data = numpy.array([random_text(rng, width) for _ in range(array.size)] or [""], dtype)[: array.size].tobytes()
    elif dtype.kind in "Mm" and rng.random() < 0.5:
        data = numpy.full(array.size, "NaT", dtype).tobytes()
    else:
        data = rng.randbytes(size)
    array[...] = numpy.frombuffer(data, dtype, array.size).reshape(array.shape)


def fixed_values(rng):
    """Pairs of a name and a value, or triples with the stored bytes if encode returns others."""
    for n in INTS:
        yield "int %d" % n, n
    yield "bool/true", 1, encode(True)
    yield "bool/false", 0, encode(False)
    for kind, values in ("str", TEXTS), ("bytes", BLOBS), ("float", FLOATS), ("json", DOCUMENTS):
        for i, value in enumerate(values):
            yield "%s/%d" % (kind, i), value
    yield "none", None
    yield "deep", deep(200)
    yield "", "the empty key"
    yield "ключ/鍵/🔑\0", "a key that is not ASCII"
    yield "k" * 3000, "a long key"
    yield "large bytes", rng.randbytes(3 << 20)

    for descr in PLAIN + STRUCTURED:
        for shape in (), (0,), (3,), (2, 3), (2, 0, 3), (2, 3, 4):
            name = "array/%s/%s" % (descr, shape)
            yield name, array_of(descr, shape, rng)
            if len(shape) > 1:
                yield name + "F", array_of(descr, shape, rng, "F")
    yield "array/1000", array_of("<f4", 1000, rng)
    yield "array/32 dimensions", array_of("<i2", (1, 2) * 8 + (1,) * 16, rng)
    yield "array/ones F", array_of("<i2", (1, 5, 1), rng, "F")
    yield "array/transposed", array_of("<f8", (2, 3, 4), rng).transpose(1, 0, 2)
    yield "array/every second", array_of("<f8", (6, 4), rng)[::2, ::-1]
    yield "array/one field", array_of([("a", "<i4"), ("b", "<f8")], (5,), rng)["b"]
    yield "array/bool bytes", numpy.frombuffer(b"\0\1\2\xff", "?")
    yield "array/NaN", numpy.array([math.nan, math.inf, -math.inf, -0.0])
    yield "array/large", array_of("<f4", (1000, 250), rng)
    yield "array/dates", numpy.array(["2020-02-29", "NaT", "0001-01-01", "9999-12-31"], "M8[D]")
    yield "array/header 2.0", numpy.zeros(2, [("a field with number %d" % i, "|u1") for i in range(3000)])

    # Values that other versions or programs stored.
    array = numpy.arange(6, dtype="<i4").reshape(2, 3)
    for version in (1, 0), (2, 0), (3, 0):
        out = io.BytesIO()
        numpy.lib.format.write_array(out, array, version=version)
        yield "npy/version %d.%d" % version, array, b"n" + out.getvalue()
    for name, header in (
        ("80 bytes", "{'descr': '<i4', 'fortran_order': False, 'shape': (2, 3), }".ljust(69) + "\n"),
        ("no padding", "{'descr': '<i4', 'fortran_order': False, 'shape': (2, 3)}\n"),
        ("Python 2", "{'descr': '<i4', 'fortran_order': False, 'shape': (2L, 3L), }\n"),
        ("order and quotes", "{\"shape\":(2,3,),'fortran_order' :False,  \"descr\":\"<i4\"}  \n"),
    ):
        npy = b"\x93NUMPY\1\0" + struct.pack("<H", len(header)) + header.encode() + array.tobytes()
        yield "npy/" + name, array, b"n" + npy
    yield "stored/empty", None, b""
    for text in "", "05", "80", "0080", "ffffff", "00" * 30 + "05", "7f" + "ff" * 16, "80" + "00" * 40:
        payload = bytes.fromhex(text)
        yield "stored/int " + payload.hex(), int.from_bytes(payload, "big", signed=True), b"i" + payload
    for i, text in enumerate([' [1 ,\t2.0\n]\r ', '{"a":1,"a":2.0}', '[1E5,1e+5,1.5E-3,-0,-0.0,0e0]', r'"\u00e9\ud834\udd1e\/"',
                              '"\x7f\u2028é"', '123', '"a str"', 'true', 'NaN', '[-Infinity,Infinity,NaN]']):
        yield "stored/json %d" % i, rapidjson.loads(text), b"j" + text.encode()


# ---- random values


def random_text(rng, most):
    ranges = (0, 0x7F), (0x20, 0x7E), (0xA0, 0x24F), (0x370, 0xD7FF), (0xE000, 0xFFFF), (0x10000, 0x10FFFF)
    ranges = rng.choices(ranges, k=2)
    return "".join(chr(rng.randint(*rng.choice(ranges))) for _ in range(rng.randint(0, most)))


def random_float(rng):
    choice = rng.random()
    if choice < 0.1:
        return rng.choice(FLOATS)
    if choice < 0.3:
        return float(rng.randint(-1000, 1000))
    if choice < 0.6:
        return rng.gauss(0, 1) * 10 ** rng.randint(-20, 20)
    return struct.unpack("<d", rng.randbytes(8))[0]


def random_int(rng, bits):
    return rng.choice((-1, 1)) * rng.getrandbits(rng.randint(0, bits))


def random_json(rng, depth=0):
    choice = rng.randint(0, 7 if depth < 5 else 5)
    if choice == 0:
        return rng.choice((None, True, False))
    if choice == 1:
        return random_int(rng, 70)
    if choice == 2:
        return random_int(rng, 1000)
    if choice <= 4:
        return random_float(rng)
    if choice == 5:
        return random_text(rng, 12)
    if choice == 6:
        return [random_json(rng, depth + 1) for _ in range(rng.randint(0, 5))]
    return {random_text(rng, 6): random_json(rng, depth + 1) for _ in range(rng.randint(0, 5))}


def random_descr(rng, depth=0):
    if depth == 2 or rng.random() < 0.85 - 0.25 * depth:
        return rng.choice(PLAIN)
    fields = []
    for i in range(rng.randint(1, 4)):
        if rng.random() < 0.2:
            fields.append(("", "|V%d" % rng.randint(1, 9)))
        name = "%s%d" % (rng.choice(("f", "é", "☃", "a b")), i)
        field = (name, random_descr(rng, depth + 1))
        fields.append(field + ((2, rng.randint(1, 2)),) if rng.random() < 0.2 else field)
    return fields


def random_array(rng):
    shape = [rng.choice((0, 1, 2, 3, 5)) for _ in range(rng.randint(0, 4))]
    if rng.random() < 0.02:
        shape = [rng.randint(100, 2000)]
    array = array_of(random_descr(rng), shape, rng, rng.choice("CCCF"))
    choice = rng.random()
    if choice < 0.1:
        return array.T
    if choice < 0.2 and shape:
        return without_padding(array[::-1])
    return array


def random_value(rng):
    """A pair of a value and its stored bytes."""
    choice = rng.randint(0, 9)
    if choice <= 1:
        value = random_int(rng, 127)
    elif choice == 2:
        value = random_text(rng, 60)
    elif choice == 3:
        value = rng.randbytes(rng.randint(0, 200))
    elif choice == 4:
        value = random_float(rng)
    elif choice <= 6:
        value = {"a": random_json(rng), "b": random_json(rng)} if rng.random() < 0.5 else [random_json(rng)]
        text = orjson_text(value)
        if rng.random() < 0.3 and "null" not in text and all(-(1 << 63) <= n < 1 << 64 for n in ints_in(value)):
            return value, b"j" + text.encode("utf-8")
    else:
        value = random_array(rng)
    return value, encode(value)


def ints_in(value):
    if isinstance(value, int):
        yield value
    elif isinstance(value, (list, dict)):
        for member in value.values() if isinstance(value, dict) else value:
            yield from ints_in(member)


def random_key(rng, i):
    return "%s%s%d" % (rng.choice(("", "random/", "é/", "\U0001f511")), random_text(rng, 5), i)


# ---- commands


def open_database(path, config):
    return plyvel.DB(
        path,
        create_if_missing=config.get("create", False),
        compression=config["compression"] or None,
        bloom_filter_bits=config["bloom"],
        write_buffer_size=config.get("write_buffer") or None,
    )


def dump(db):
    """Print all entries, each read both ways."""
    for key, stored in db:
        if db.get(key) != stored:
            raise ValueError("get and iteration differ on %r" % key)
        if db.get(key + b"\0no such key") is not None:
            raise ValueError("a value for a key that was never written, after %r" % key)
        print(line(key.decode("utf-8"), decode(stored)))


def write(path, config):
    rng = random.Random(config["seed"])
    entries = {}
    for name, value, *stored in fixed_values(rng):
        if name in entries:
            raise ValueError("two values named %r" % name)
        entries[name] = value, stored[0] if stored else encode(value)
    for i in range(config["count"]):
        entries[random_key(rng, i)] = random_value(rng)

    db = open_database(path, config)
    for name in rng.sample(sorted(entries), 50):
        db.put(name.encode("utf-8"), encode("overwritten later"))
    with db.write_batch() as batch:
        batch.put(b"deleted later", b"i")
        for i, (name, (value, stored)) in enumerate(entries.items()):
            (batch if i % 2 else db).put(name.encode("utf-8"), stored)
    db.delete(b"deleted later")
    if config["compact"]:
        db.compact_range()
    db.close()
    for name, (value, _) in entries.items():
        print(line(name, value))


def read(path, config):
    db = open_database(path, config)
    dump(db)
    db.close()


def turn(path, config):
    """CONFIG also holds how to end: "close", "compact" and close, or "abandon" without closing."""
    rng = random.Random(config["seed"])
    db = open_database(path, config)
    dump(db)
    print("--")
    model = dict(db)
    while config["operations"] > 0:
        group = db.write_batch(transaction=True) if rng.random() < 0.2 else None
        for _ in range(rng.randint(1, 8) if group else 1):
            config["operations"] -= 1
            name = "shared/%d%s" % (rng.randrange(config["keys"]), rng.choice(("", "é")))
            key = name.encode("utf-8")
            if rng.random() < 0.4:
                (group or db).delete(key)
                model.pop(key, None)
                print(key.hex())
            else:
                value, stored = random_value(rng)
                (group or db).put(key, stored)
                model[key] = stored
                print(line(name, value))
        if group:
            group.write()
    if dict(db) != model:
        raise ValueError("the database differs from what was written")
    if config["leave"] == "abandon":
        sys.stdout.flush()
        os._exit(0)
    if config["leave"] == "compact":
        db.compact_range()
        if dict(db) != model:
            raise ValueError("after the compaction, the database differs from what was written")
    db.close()


def orjson(path, config):
    db = open_database(path, config)
    for i, row in enumerate(sys.stdin):
        row = json.loads(row)
        stored, value = bytes.fromhex(row["hex"]), ast.literal_eval(row["python"])
        if b"j" + orjson_text(value).encode("utf-8") != stored:
            raise ValueError("%r: orjson wrote %r, orjson_text returns %r" % (value, stored, orjson_text(value)))
        name = "orjson/%d" % i
        db.put(name.encode("utf-8"), stored)
        print(line(name, value))
    db.close()


def damaged(path, config):
    array = encode(numpy.arange(6.0).reshape(2, 3))
    values = {
        "tag/unknown": b"xvalue",
        "tag/NUL": b"\0value",
        "tag/not ASCII": b"\xffvalue",
        "str/not UTF-8": b"s\xc3",
        "str/surrogate": b"s\xed\xa0\x80",
        "json/nothing": b"j",
        "json/word": b"jnope",
        "json/cut": b'j{"a":1',
        "json/more": b"j1 2",
        "json/comma": b"j[1,]",
        "json/quotes": b"j{'a':1}",
        "json/leading zero": b"j01",
        "json/plus": b"j+1",
        "json/control character": b'j"\n"',
        "json/not UTF-8": b'j"\xff"',
        "json/lone high surrogate": rb'j"\ud800"',
        "json/lone low surrogate": rb'j"\udc00 and more"',
        "json/float too large": b"j1e400",
        "array/nothing": b"n",
        "array/magic": array.replace(b"NUMPY", b"NUMPS"),
        "array/version": array.replace(b"NUMPY\1", b"NUMPY\x09"),
        "array/header cut": array[:60],
        "array/data cut": array[:-1],
        "array/negative axis": array.replace(b"(2, 3)", b"(2,-3)"),
        "array/huge": array.replace(b"(2, 3), ", b"(%d,)" % 10**5),
        "array/no dtype": array.replace(b"<f8", b"<f7"),
        "array/objects": encode(numpy.array([None, 1, datetime.date(2020, 1, 1)], dtype=object)),
        "array/objects in a field": encode(numpy.zeros(2, [("a", "<i4"), ("b", "O")])),
    }
    db = open_database(path, config)
    for name, stored in values.items():
        try:
            result = decode(stored)
        except Exception as exception:  # any exception counts as a refusal
            result = type(exception).__name__
        else:
            raise ValueError("%s: Python reads %r" % (name, result))
        db.put(name.encode("utf-8"), stored)
        db.put(name.encode("utf-8") + b" and after", encode(name))
        print("%s\t%s" % (name, result))
    db.close()


def hold(path, config):
    db = open_database(path, config)
    print(os.getpid(), flush=True)
    sys.stdin.read()
    db.close()


def open_(path, config):
    try:
        open_database(path, config).close()
    except plyvel.Error as error:
        print(type(error).__name__)
    else:
        print("open")


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # about headers of version 2.0 and 3.0 and of Python 2
    COMMANDS = {f.__name__.rstrip("_"): f for f in (write, read, turn, orjson, damaged, hold, open_)}
    COMMANDS[sys.argv[1]](sys.argv[2], json.loads(sys.argv[3]))
