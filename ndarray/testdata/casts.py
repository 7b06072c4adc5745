"""numpy's casting, line by line with the Go tests.

casts.py rules    prints FROM, TO and the strictest rule that allows the conversion, tab-separated
casts.py values   prints an array and what astype makes of it, as JSON lines of .npy files in base64
"""
import base64, io, json, sys, warnings
import numpy as np

warnings.simplefilter("ignore")
RULES = ["no", "equiv", "safe", "same_kind", "unsafe"]
NUMBERS = ["|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", "<f2", "<f4", "<f8", "<c8", "<c16"]
LONG = ["<f16", "<c32"]
UNITS = ["", "[Y]", "[M]", "[W]", "[D]", "[h]", "[m]", "[s]", "[ms]", "[us]", "[ns]", "[ps]", "[fs]", "[as]",
         "[25s]", "[3s]", "[50ms]", "[7D]", "[3M]", "[12M]", "[1000ms]", "[1000000us]", "[2000000000ns]", "[1000000ns]"]
TIMES = ["<%s8%s" % (kind, unit) for kind in "Mm" for unit in UNITS]
TEXTS = ["|S0", "|S1", "|S3", "|S4", "|S5", "|S6", "|S10", "|S11", "|S20", "|S21", "|S32", "|S48", "|S64", "|S96",
         "<U0", "<U1", "<U3", "<U5", "<U11", "<U20", "<U21", "<U32", "<U64", "|V0", "|V1", "|V3", "|V8", "|V16", "|V64"]
STRUCTS = [np.dtype(fields) for fields in [
    [("a", "<f4"), ("b", "<i2")], [("a", ">f4"), ("b", "<i2")], [("x", "<f4"), ("y", "<i2")], [("b", "<i2"), ("a", "<f4")],
    np.dtype([("a", "<f4"), ("b", "<i2")], align=True), [("a", "<f8"), ("b", "<i4")], [("a", "<f2"), ("b", "|i1")],
    [(("t", "a"), "<f4"), ("b", "<i2")], [("a", "<f4")], [("a", "<i4")], [("x", "<f4")], [("a", "<f4", (2,))], [("a", "<f8", (2,))],
    [("a", "<f4", (3,))], [("n", [("a", "<f4"), ("b", "<i2")])], [("n", [("a", "<f8"), ("b", "<i2")])],
]]


def swapped(descr):
    return np.dtype(descr).newbyteorder().str


def rules():
    plain = NUMBERS + LONG + TIMES + TEXTS
    plain += sorted({swapped(d) for d in ["<i2", "<f4", "<f8", "<c8", "<M8[s]", "<M8[ns]", "<m8[s]", "<U3", "<U5"]})
    dtypes = [(d, np.dtype(d)) for d in plain] + [(repr(d.descr), d) for d in STRUCTS]
    for name, source in dtypes:
        for other, target in dtypes:
            allowed = [rule for rule in RULES if np.can_cast(source, target, rule)]
            print(name, other, allowed[0] if allowed else "never", sep="\t")


def has_months(dtype):
    return np.datetime_data(dtype)[0] in "YM"


def samples(descr, target):
    dtype = np.dtype(descr)
    if dtype.kind in "mM" and target.kind in "mM":
        # numpy 1.24 crashes on large counts of years and months.
        counts = [0, 1, -1, 59, -59, 999, 1000, -1000, -2**63, 12345678, -12345678, 2**40, -2**40]
        return np.array(counts[:9] if has_months(dtype) or has_months(target) else counts, "i8").view(dtype)
    if dtype.kind == "b":
        return np.array([False, True, True], dtype)
    random = np.random.RandomState(1).bytes(40 * dtype.itemsize)
    if dtype.kind in "iuMm":
        info = np.iinfo(np.dtype("u8" if dtype.kind == "u" else "i8") if dtype.itemsize == 8 else dtype)
        edges = {0, 1, -1, 2, 7, -7, 100, info.min, info.min + 1, info.max, info.max - 1}
        for bit in range(1, 64):
            edges |= {2**bit - 1, 2**bit, 2**bit + 1, -2**bit, 1 - 2**bit}
        whole = np.array(sorted(n for n in edges if info.min <= n <= info.max), info.dtype)
        return np.concatenate([whole, np.frombuffer(random, info.dtype)]).view(dtype) if dtype.kind in "Mm" else \
            np.concatenate([whole, np.frombuffer(random, dtype)]).astype(dtype)
    edges = [0.0, -0.0, 0.5, -0.5, 0.99, -0.99, 1.0, -1.0, 1.5, 2.5, -2.5, np.nan, np.inf, -np.inf, 1e-8, 2.98e-8, 2.99e-8, 5.96e-8, 6e-5,
             1.0009765625 + 2**-12, 1.0009765625 + 2**-11 - 2**-30, 2049.0, 2051.0, 65504.0, 65519.99, 65520.0, 16777215.0, 16777217.0, 16777219.0,
             3.4028234e38, 3.4028235677973366e38, 3.5e38, 1e-45, 7e-46, 1e-300, 5e-324, 1.7976931348623157e308]
    for bit in [7, 8, 15, 16, 31, 32, 53, 63, 64]:
        edges += [2.0**bit, -2.0**bit, np.nextafter(2.0**bit, 0), -np.nextafter(2.0**bit, 0), 2.0**bit - 1, 1 - 2.0**bit]
    real = np.dtype("f%d" % (dtype.itemsize // 2)) if dtype.kind == "c" else dtype
    floats = np.concatenate([np.array(edges).astype(real), np.frombuffer(random, real)])
    if dtype.kind == "c":
        complexes = np.empty(2 * len(floats), dtype)
        complexes.real = np.concatenate([floats, floats])
        complexes.imag = np.concatenate([floats[::-1], np.zeros(len(floats), real)])
        return complexes
    return floats.astype(dtype)


def defined(array, target):
    """The elements whose conversion the C standard defines."""
    if array.dtype.kind not in "fc" or target.kind not in "iuMm":
        return array
    info = np.iinfo(np.dtype("i8") if target.kind in "Mm" else target)
    real = array.real.astype("f8")
    return array[np.isfinite(real) & (real > float(info.min) - 1 if info.min > -2**63 else real >= float(info.min)) & (real < float(info.max + 1))]


def npy(array):
    out = io.BytesIO()
    np.save(out, array)
    return base64.b64encode(out.getvalue()).decode()


def pairs():
    both = NUMBERS + [swapped(d) for d in NUMBERS if swapped(d) != d]
    yield from ((a, b) for a in both for b in both)
    for time in ["<M8[s]", ">M8[D]", "<m8[ns]", "<m8", "<M8"]:
        for number in NUMBERS:
            yield number, time
            yield time, number
    # numpy 1.24 crashes on some datetimes between months and days.
    yield from ((a, b) for a in TIMES for b in TIMES if a[1] == b[1] and has_months(np.dtype(a)) == has_months(np.dtype(b)))
    yield from [("<U3", ">U3"), ("|S3", "|S3"), ("|V3", "|V3"), ("|S3", "|S0")]


def values():
    for source, target in pairs():
        dtype = np.dtype(target)
        array = np.array(["a\u00e9\U0001d11e", "", "xyz"] if source[1] == "U" else [b"ab", b"", b"x\x00z"], source) \
            if source[1] in "USV" else defined(samples(source, dtype), dtype)
        try:
            converted = array.astype(dtype)
        except (OverflowError, TypeError, ValueError):
            continue
        print(json.dumps({"from": npy(array), "to": npy(converted), "target": target}))


def structs():
    array = np.zeros(5, STRUCTS[4])
    array["a"], array["b"] = [0, 1.5, -2, np.nan, 70000], [0, 1, -1, 300, 32767]
    for target in STRUCTS[:8]:
        print(json.dumps({"from": npy(array), "to": npy(array.astype(target)), "target": repr(target.descr)}))


if sys.argv[1] == "rules":
    rules()
else:
    values()
    structs()
