"""Prints structured numpy arrays of random values as JSON lines, for the tests of package ndarray to read as Go structs.

    structs.py SEED

The fields are the same in each line, their layout is not: as a C compiler lays them out, packed, in the other byte order, from
the last to the first, and among other fields. Each line: the layout's name, the bytes numpy.save writes (base64), and for each
element its fields by name, spelled by element(). structs.jsonl beside this file, for machines without numpy, is what
"structs.py 1" printed with numpy 1.24.2.
"""
import base64, io, json, sys

import numpy as np

rng = np.random.default_rng(int(sys.argv[1]))
N = 5

INNER = [("flag", "?"), ("z", "<c16")]
FIELDS = [
    ("b", "?"), ("i1", "i1"), ("i2", "<i2"), ("i4", "<i4"), ("i8", "<i8"), ("u1", "u1"), ("u2", "<u2"), ("u4", "<u4"), ("u8", "<u8"),
    ("f2", "<f2"), ("f4", "<f4"), ("f8", "<f8"), ("c8", "<c8"), ("c16", "<c16"), ("when", "<M8[us]"), ("span", "<m8[25s]"),
    ("tag", "S3"), ("text", "<U5"), ("raw", "V4"), ("bits", "?", (3,)), ("grid", "<f4", (2, 3)), ("words", "<U2", (2,)),
    ("inner", INNER), ("inners", INNER, (2, 2)), ("last", "<i2"),
]
OTHERS = [("other1", "<f8"), ("other2", "S3", (2,)), ("other3", [("b", "<i4")])]


def swapped(fmt):
    return [(f[0], swapped(f[1])) + f[2:] for f in fmt] if isinstance(fmt, list) else fmt.replace("<", ">")


def among(fields):
    return OTHERS[:1] + fields[:7] + OTHERS[1:2] + fields[7:] + OTHERS[2:]


def aligned(fmt):
    """fmt with structures in it laid out by the alignment of their fields, too."""
    return np.dtype([(f[0], aligned(f[1])) + f[2:] for f in fmt] if isinstance(fmt, list) else fmt, align=True)


LAYOUTS = {
    "aligned": aligned(FIELDS),
    "packed": np.dtype(FIELDS),
    "swapped": aligned(swapped(FIELDS)),
    "swapped packed": np.dtype(swapped(FIELDS)),
    "reversed": aligned(FIELDS[::-1]),
    "among": aligned(among(FIELDS)),
    "among packed": np.dtype(among(FIELDS)),
}


def fill(dt, n):
    if dt.subdtype:
        base, shape = dt.subdtype
        return fill(base, n * int(np.prod(shape))).reshape((n,) + shape)
    if dt.names is not None:
        a = np.frombuffer(bytearray(rng.bytes(n * dt.itemsize)), dt)  # padding is anything
        for name in dt.names:
            a[name] = fill(dt.fields[name][0], n)
        return a
    if dt.kind == "b":
        return rng.integers(0, 2, n).astype(dt)
    if dt.kind == "M":  # years that Python and Go have
        return rng.integers(-(10**16), 10**16, n).astype("<M8[us]").astype(dt)
    if dt.kind == "m":
        return rng.integers(-(10**6), 10**6, n).astype("<m8[25s]").astype(dt)
    if dt.kind == "U":
        return np.array(["".join(rng.choice(list("ab\u00e9\u2603\U0001d11e\x00"), rng.integers(0, dt.itemsize // 4 + 1))) for _ in range(n)], dt)
    return np.frombuffer(rng.bytes(n * dt.itemsize), dt)


def element(x):
    """One element as the tests spell it, which is as in arrays.py but for structures."""
    if isinstance(x, np.void) and x.dtype.names is not None:
        return {name: element(x[name]) for name in x.dtype.names}
    if isinstance(x, np.ndarray):
        return [element(v) for v in x.reshape(-1)]
    if isinstance(x, np.bool_):
        return "bool " + str(bool(x)).lower()
    if isinstance(x, (np.datetime64, np.timedelta64)):
        return "%s %d %s %d" % ((x.dtype.kind, x.astype("i8")) + np.datetime_data(x.dtype))
    if isinstance(x, np.integer):
        return "%s %d" % (x.dtype.name, x)
    if isinstance(x, (np.floating, np.complexfloating)):
        return x.dtype.name + " " + np.asarray(x, x.dtype.newbyteorder(">")).tobytes().hex()
    if isinstance(x, np.str_):
        return "string " + x.encode("utf-8").hex()
    return "bytes " + bytes(x).hex()


for name, dt in LAYOUTS.items():
    a = fill(dt, N)
    assert a.dtype == dt
    b = io.BytesIO()
    np.save(b, a)
    print(json.dumps({"layout": name, "npy": base64.b64encode(b.getvalue()).decode(), "elements": [element(x) for x in a]}))
