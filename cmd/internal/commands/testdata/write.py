"""Writes a database as the Python package openleveldb 0.1.5 does, with values of every kind.

Arguments: the path of the database, and a seed. Prints a JSON object: for each key the text that `openleveldb get` should print,
or null, and what `openleveldb ls` should show of bytes, or null.
"""
import io
import json
import random
import sys

import numpy as np
import plyvel
import rapidjson

path, seed = sys.argv[1], int(sys.argv[2])
random.seed(seed)
np.random.seed(seed)


def encode(value):
    if isinstance(value, int):
        return b"i" + value.to_bytes(16, "big", signed=True)
    if isinstance(value, str):
        return b"s" + value.encode()
    if isinstance(value, bytes):
        return b"b" + value
    if isinstance(value, np.ndarray):
        f = io.BytesIO()
        np.save(f, value, allow_pickle=False)
        return b"n" + f.getvalue()
    return b"j" + rapidjson.dumps(value).encode()


nan, inf = float("nan"), float("inf")
record = np.dtype([("a", "<f4"), ("b", [("c", ">i2"), ("d", "S3")]), ("e", "<u1", (2, 2)), ("é", "<U2"), ("z", "<c8")])
values = {
    "int/small": -42,
    "int/true": True,
    "int/128": 2**127 - 1,
    "int/-128": -(2**127),
    "str/": "",
    "str/text": "first\tline\nü𝄞\u2028 ",
    "bytes/": b"",
    "bytes/all": bytes(range(256)),
    "bytes/'": b"it's",
    "bytes/'\"": b"'\"",
    "json/none": None,
    "json/float": 3.0,
    "json/1e16": 1e16,
    "json/nan": [nan, inf, -inf, "NaN", 2**200],
    "json/dict": {"b": [1, 2.0, None, True], "a": {"é\u2028": "\x00\"\\/"}, "": []},
    " key\n\U0001f600": {},
    "array/bool": np.array([True, False]),
    "array/f2": np.array([0.1, nan, inf, -inf, 65504], "<f2"),
    "array/f4": np.array([[0.1, 1e-45], [3.4e38, -0.0]], "<f4"),
    "array/f8": np.array([0.1, 1e16, 1e300, nan, inf, -inf, 5e-324, 3.0]),
    "array/>f8": np.array([0.1, -2.5], ">f8"),
    "array/c8": np.array([1 + 2j, complex(nan, -inf)], "<c8"),
    "array/c16": np.array([[0.1 - 0.2j]], "<c16"),
    "array/i1": np.arange(-3, 3, dtype="i1"),
    "array/u8": np.array([2**64 - 1, 0], "<u8"),
    "array/i8": np.array([2**63 - 1, -(2**63)], ">i8"),
    "array/fortran": np.asfortranarray(np.arange(6, dtype="<i4").reshape(2, 3)),
    "array/0-d": np.array(7.5),
    "array/empty": np.zeros((3, 0, 2), "<f4"),
    "array/7-d": np.arange(24, dtype="u1").reshape(1, 2, 1, 3, 1, 4, 1),
    "array/large": np.random.rand(100, 30),
    "array/S": np.array([b"ab", b"", b"a\x00b", b"\xff"]),
    "array/U": np.array(["ü", "", "𝄞\n\u2028", "a b"]),
    "array/V": np.array([b"\x01\x02", b"\x00\xff"], "V2"),
    "array/M8": np.array(["2024-02-29T12:00:00.5", "NaT"], "<M8[ms]"),
    "array/M8[25s]": np.array([0, 10**9], "<M8[25s]"),
    "array/m8": np.array([25, -3, "NaT"], "<m8[us]"),
    "array/record": np.array([(0.1, (-2, b"x"), [[1, 2], [3, 4]], "é", 1 - 1j)] * 2, record),
    "array/long double": np.array([1.5, -2.25], np.longdouble),
    "array/long double record": np.zeros(2, [("a", "<i4"), ("b", np.longdouble)]),
}
for i in range(100):
    n = random.choice([8, 63, 64, 100, 127])
    values["random/int/%d" % i] = random.randrange(-(2**n), 2**n)
    values["random/float/%d" % i] = random.choice([random.random(), random.uniform(-1, 1) * 10.0 ** random.randrange(-300, 300)])
    values["random/str/%d" % i] = "".join(chr(random.choice([random.randrange(0xD800), random.randrange(0xE000, 0x110000)]))
                                          for _ in range(random.randrange(20)))
    values["random/bytes/%d" % i] = bytes(random.randrange(256) for _ in range(random.randrange(20)))
    shape = [random.randrange(5) for _ in range(random.randrange(4))]
    dtype = random.choice(["<f2", "<f4", "<f8", ">f4", "<c16", "<i4", "|i1"])
    values["random/array/%d" % i] = np.asarray(10 * np.random.randn(*shape)).astype(dtype)

db = plyvel.DB(path, create_if_missing=True)
want = {}
for key, value in values.items():
    db.put(key.encode(), encode(value))
    text = short = None
    if isinstance(value, np.ndarray):
        if "long double" not in key:  # of which Go has only the bytes
            text = "%s %s\n%s" % (value.dtype, value.shape, value)
    elif isinstance(value, bytes):
        short = repr(value) if len(value) <= 60 else repr(value[:60]) + "…"
    elif isinstance(value, (int, str)):
        text = str(int(value)) if isinstance(value, int) else value
    else:
        text = rapidjson.dumps(value)
    want[key] = {"text": text, "short": short}
db.close()
json.dump(want, sys.stdout)
