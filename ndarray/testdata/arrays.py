"""Prints random numpy arrays as JSON lines, for the tests of package ndarray to compare with.

    arrays.py SEED COUNT [MAXBYTES]

Each line: the bytes numpy.save writes (base64), shape, str(dtype), dtype.str or dtype.descr, str(array), and its first 40 elements
in C order, spelled by element(). Arrays of more than MAXBYTES bytes are left out. arrays.jsonl beside this file, for machines
without numpy, is what "arrays.py 1 400 600" printed with numpy 1.24.2.
"""
import base64, io, json, random, sys, warnings

import numpy as np
from numpy.lib import format as npy

warnings.simplefilter("ignore")
seed, count, max_bytes = (int(a) for a in (sys.argv[1:] + ["100000"])[:3])
rng, rnd = np.random.default_rng(seed), random.Random(seed)

UNITS = "Y M W D h m s ms us ns ps fs as".split()
NAMES = ["x", "y", "position", "é", "it's", 'a"b', "naïve\x85", "名前", "a b", "\n", "back\\slash", "T" * 20]


def plain():
    order = rnd.choice("<<<>")
    kind = rnd.choice("bifuicfcffSUVMm")
    if kind == "b":
        return "?"
    if kind in "iu":
        return order + kind + rnd.choice("1248")
    if kind == "f":
        return order + "f" + rnd.choice("248")
    if kind == "c":
        return order + "c" + rnd.choice(["8", "16"])
    if kind in "SV":
        return kind + str(rnd.choice([0, 1, 2, 5, 16]))
    if kind == "U":
        return order + "U" + str(rnd.choice([0, 1, 2, 5, 16]))
    return order + kind + "8[%s%s]" % (rnd.choice(["", "", "25", "7"]), rnd.choice(UNITS))


def structured(depth):
    names = rnd.sample(NAMES, rnd.randint(1, 4))
    fields = []
    for i, name in enumerate(names):
        fmt = structured(depth - 1) if depth and rnd.random() < 0.3 else plain()
        if rnd.random() < 0.15:
            name = ("title %d" % i, name)
        if rnd.random() < 0.3 and np.dtype(fmt).itemsize:
            fields.append((name, fmt, tuple(rnd.choice([1, 2, 3]) for _ in range(rnd.randint(1, 2)))))
        else:
            fields.append((name, fmt))
    try:
        return np.dtype(fields, align=rnd.random() < 0.3)
    except ValueError:  # align with titles
        return np.dtype(fields)


def floats(n, bits):
    mode = rnd.randint(0, 7)
    with np.errstate(all="ignore"):
        if mode == 0:
            a = rng.standard_normal(n)
        elif mode == 1:
            a = rng.integers(-1000, 1000, n) / rnd.choice([1, 2, 10, 100, 1000])
        elif mode == 2:
            a = 10.0 ** rng.uniform(-12, 12, n)
        elif mode == 3:  # any bit pattern
            a = rng.integers(0, 256, n * bits // 8, dtype="u1").view("f%d" % (bits // 8))
        elif mode == 4:
            a = rng.uniform(-1, 1, n) * 10.0 ** rnd.randint(-6, 9)
        elif mode == 5:
            a = rng.choice([0.0, -0.0, 1.0, 0.1, 1e8, 99999999.0, 1e-4, 0.00009999, 0.5, 1e16, 3.0], n)
        elif mode == 6:
            a = rng.integers(0, 5, n).astype("f8")
        else:
            a = 2.0 ** rng.integers(-30, 30, n)
        a = a.astype("f%d" % (bits // 8))
        if rnd.random() < 0.25 and n:
            a = a.copy()
            for _ in range(rnd.randint(1, 3)):
                a[rnd.randrange(n)] = rnd.choice([np.nan, np.inf, -np.inf])
    return a


def fill(dt, n):
    """n elements of dt, one axis."""
    if dt.subdtype:
        base, shape = dt.subdtype
        return fill(base, n * int(np.prod(shape))).reshape((n,) + shape)
    if dt.names is not None:
        a = np.zeros(n, dt)
        for name in dt.names:
            a[name] = fill(dt.fields[name][0], n)
        return a
    k, size = dt.kind, dt.itemsize
    if size == 0:
        return np.ndarray(n, dt)  # np.zeros would make it one byte long
    if k == "b":
        return rng.integers(0, 2, n).astype(dt)
    if k in "iu":
        info = np.iinfo(dt)
        if rnd.random() < 0.5:
            return rng.integers(max(info.min, -100), min(info.max, 100), n, endpoint=True).astype(dt)
        return rng.integers(0, 256, n * size, dtype="u1").view(dt)
    if k == "f":
        return floats(n, size * 8).astype(dt)
    if k == "c":
        a = np.empty(n, "c%d" % size)
        a.real, a.imag = floats(n, size * 4), floats(n, size * 4)
        return a.astype(dt)
    if k in "mM":
        span = rnd.choice([10, 1000, 10**6, 10**12, 2**62])
        a = rng.integers(-span, span, n)
        if rnd.random() < 0.3 and n:
            a[rnd.randrange(n)] = -(2**63)
        return a.astype(dt.byteorder.replace("|", "=") + "i8").view(dt)
    if k == "S":
        return np.array([bytes(rnd.choice([0, 9, 10, 39, 34, 92, 127, 200, 65, 66]) for _ in range(rnd.randint(0, size))) for _ in range(n)], dt)
    if k == "U":
        return np.array(["".join(rnd.choice("ab'\"\\\n\u00e9\u2028\u2603\U0001d11e\x00\x7f\xad ") for _ in range(rnd.randint(0, size // 4))) for _ in range(n)], dt)
    return np.frombuffer(rng.bytes(n * size), dt)


def shape():
    mode = rnd.random()
    if mode < 0.1:
        return ()
    if mode < 0.55:
        return (rnd.choice([0, 1, 2, 3, 5, 8, 30, 127, 1000, 1001, 1500]),)
    if mode < 0.62:
        return tuple([1] * 28 + [rnd.choice([1, 2])] * rnd.randint(1, 4))
    return tuple(rnd.choice([0, 1, 2, 3, 4, 7, 8, 12]) if rnd.random() < 0.9 else 300 for _ in range(rnd.randint(2, 4)))


def element(x):
    """One element as the tests spell it."""
    if isinstance(x, np.void) and x.dtype.names is not None:
        return [element(x[i]) for i in range(len(x.dtype.names))]
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


def descr(dt):
    d = npy.dtype_to_descr(dt)
    return d if isinstance(d, str) else repr(d)


made = 0
while made < count:
    dt = np.dtype(structured(2) if rnd.random() < 0.25 else plain())
    s = shape()
    n = int(np.prod(s))
    if dt.names is not None and (n > 300 or len(s) > 20):
        continue  # numpy prints no more than 32 axes, those of fields included
    if n * dt.itemsize > max_bytes:
        continue
    a = fill(dt, n).reshape(s)
    assert a.dtype == dt, (a.dtype, dt)
    how = rnd.random()
    if how < 0.2 and dt.itemsize:  # numpy forgets the order of elements without bytes when it reads them
        a = np.asfortranarray(a)
    elif how < 0.3 and a.ndim > 1:
        a = a.swapaxes(0, 1)
    elif how < 0.4 and a.ndim:
        a = a[::2]
    b = io.BytesIO()
    np.save(b, a)
    stored = npy.descr_to_dtype(npy.dtype_to_descr(a.dtype))  # no longer marked as aligned, which str would show
    line = {
        "npy": base64.b64encode(b.getvalue()).decode(),
        "shape": list(a.shape),
        "dtype": str(stored),
        "descr": descr(a.dtype),
        "str": str(a),
        "elements": [element(x) for x in a.reshape(-1)[:40]],
    }
    print(json.dumps(line))
    made += 1
