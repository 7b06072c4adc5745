"""Makes every call of the Python client, with values of every type and unusual keys.

    calls.py ADDRESS DATABASE     make the calls, print the results as JSON lines

Two servers must produce the same output. What can be checked in the client is asserted here. As
with client.py, Plyvel cannot be imported.
"""

import json
import math
import sys

sys.path.insert(0, "testdata")
sys.modules["plyvel"] = None  # importing it raises

import numpy
from client import LevelDBClient, encode

address, path = sys.argv[1:]
db = LevelDBClient(address, path)


def show(value):
    if isinstance(value, numpy.ndarray):
        return "%s %s %s %s" % (value.dtype.descr, value.shape, value.flags.f_contiguous, value.tobytes(order="A").hex())
    return "%s %r" % (type(value).__name__, value)


def report(what, result):
    print(json.dumps([what, result], ensure_ascii=True))


def same(a, b):
    """Whether two values are equal, including types as far as the stored form preserves them."""
    if isinstance(a, numpy.ndarray):
        return isinstance(b, numpy.ndarray) and a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, float) and math.isnan(a):
        return isinstance(b, float) and math.isnan(b)
    if isinstance(a, bool):
        a = int(a)
    if isinstance(a, tuple):
        a = list(a)
    return type(a) is type(b) and a == b


# ---- an empty database

report("missing", show(db["nothing"]))
report("empty", [len(db), list(db), db.prefixed_len(["a"]), list(db.prefixed_iter(include_key=False, include_value=False))])
del db["nothing"]
report("still empty", len(db))

# ---- values

values = [
    0, 1, -1, 255, 256, -(2**63), 2**63, 2**64, 2**127 - 1, -(2**127), True, False,
    "", "text", "naïve – 漢字 🎈", "\0", "line\nline", "i", "s" * 5000, "\ufeffbom",
    b"", b"bytes", bytes(range(256)), b"i", b"not found", b"x" * 70_000,
    None, 0.0, -0.0, 3.0, 1e16, 1e300, -1.5e-300, math.nan, math.inf, -math.inf,
    [], {}, [1, 2.5, "x", None, True, [[]]], (1, 2), {"a": {"b": [1]}, "é": "ü", "": 0}, [2**70], {"k" * 3000: "v" * 3000},
    numpy.array(1.5), numpy.arange(10), numpy.zeros((0, 3), "f4"), numpy.arange(24.0).reshape(2, 3, 4),
    numpy.asfortranarray(numpy.arange(6).reshape(2, 3)), numpy.array([True, False]), numpy.arange(5, dtype=">i2"),
    numpy.array(["a", "bcd"]), numpy.array([b"a", b"bcd"]), numpy.array([1 + 2j], "c8"),
    numpy.array(["2020-01-01", "NaT"], "M8[D]"), numpy.zeros(3, [("x", "<i4"), ("y", "f8", (2,))]),
    numpy.random.default_rng(1).standard_normal(30_000),
]  # fmt: skip
for i, value in enumerate(values):
    key = "value/%03d" % i
    db[key] = value
    got = db[key]
    assert same(value, got), (value, got)
    report(key, show(got))
for tampered in (int, float):
    # A value can be replaced by one of a different length and type.
    db["value/replaced"] = "x" * 10_000
    db["value/replaced"] = tampered(7)
    assert same(tampered(7), db["value/replaced"])

raw = LevelDBClient(address, path, value_encoder=bytes, value_decoder=bytes)
for i, stored in enumerate([b"", b"?", b"\0", b"untagged", encode("x")]):
    key = "raw/%d" % i
    raw[key] = stored
    report(key, show(raw[key]))
for key in [k for k in db.prefixed_iter(starting_by="raw/", include_value=False)]:
    del raw[key]
    assert raw[key] is None

# ---- keys

keys = [
    "", " ", "  two  ", "a b", "a+b", "a&b=c", "key=1&dbpath=other", "a?b#c", "a/b/../c", "%", "%41", "%zz", ";", "a;b", "'\"<script>", "\\",
    "\t", "\n", "\r\n", "\0", "\x7f", "é", "e\u0301", "漢字", "🎈", "\uffff", "\U0010ffff", "\u200b", "~", "*", "[]", "prefixes", "None", "True",
    "long" * 5000,
]  # fmt: skip
for i, key in enumerate(keys):
    db["key/", key] = i
    db[key, "/key"] = -i
    assert db["key/" + key] == i and db["", "key", "/", "", key] == i and db[["key/", key]] == i, key
    assert db[key + "/key"] == -i
    report("key", [key, db.prefixed_len(["key/" + key]), db.prefixed_len([key, "/key"])])
report("keys", sorted(db.prefixed_iter("key/", include_value=False)) == sorted(keys))
db["", ""] = "the empty key"
report("empty key", [db[""], db["", "", ""]])
del db[""]
report("empty key deleted", show(db[""]))
for key in keys:
    del db[key, "/key"]
    del db["key/", key]
    assert db["key/", key] is None and db[key + "/key"] is None
report("keys deleted", [db.prefixed_len("key/"), len(db)])

for wrong in (1, None, b"bytes", 1.5, ("a", 1), (b"a", "b"), (..., "a")):
    for call in (lambda: db[wrong], lambda: db.__setitem__(wrong, 1), lambda: db.__delitem__(wrong)):
        try:
            call()
        except TypeError:
            continue
        sys.exit("no TypeError for %r" % (wrong,))
try:
    db["a", ...]
    sys.exit("a sub-database through the client")
except NotImplementedError:
    pass

# ---- ranges

for i, key in enumerate(["a", "aa", "ab", "abc", "abd", "ac", "b", "ba", "bb", "é", "éa", "\U0010ffff", "\U0010ffffx"]):
    db["range/", key] = i
selectors = [None, "", "range/", "range/a", "range/ab", "range/abc", "range/é", "range/\U0010ffff", "range/x", "\U0010ffff", "zzz"]
for prefixes in selectors + [[], ["range", "/"], ["range/", "a", "b"], ["", "range/", "", "a"], ["range/", ""], ["no", "such"]]:
    for starting_by in [None, "", "a", "ab", "b", "c", "é", "\U0010ffff", "range/a", ["a"], []]:
        got = []
        for include_key in (True, False):
            for include_value in (True, False):
                entries = list(db.prefixed_iter(prefixes, starting_by, include_key, include_value))
                got.append([repr(e if not isinstance(e, tuple) else (e[0], show(e[1]))) for e in entries])
                assert len(entries) == db.prefixed_len(prefixes, starting_by), (prefixes, starting_by)
        # Some of these include the values of all types, which are reported above.
        report(["range", prefixes, starting_by], [len(got[0]), got if len(got[0]) < 20 else got[2][:5]])
report("iter", [[k, show(v)] for k, v in db if not k.startswith("value/")])
report("contains", ["range/a" in [k for k, _ in db], len(list(db)) == len(db)])

# ---- names

report("repr", repr(db).split("db=")[0])
assert repr(db).startswith("LevelDBClient(path='%s', db=<" % path) and repr(db).endswith(">)"), repr(db)


class Derived(LevelDBClient):
    pass


report("repr of a class", repr(Derived(address, path)).split("db=")[0])
report("with a slash", LevelDBClient(address + "/", path)["range/a"])
db.close()
