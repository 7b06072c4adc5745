"""What numpy says of arrays of every dtype that it orders, for the tests of package ndarray.

    stats.py SEED      prints JSON lines: for each array its .npy bytes, and numpy's results
"""
import base64, io, json, sys, warnings

import numpy as np

warnings.simplefilter("ignore")  # numpy warns of NaN, which are here on purpose
rng = np.random.default_rng(int(sys.argv[1]))
SHAPES = [(), (1,), (2,), (3,), (2047,), (2048,), (2049,), (63, 65), (4, 1, 700), (2100, 2), (2, 2100)]
DTYPES = "? i1 i2 i4 i8 u1 u2 u4 u8 f2 f4 f8 c8 c16 M8[ns] M8[25s] M8[D] m8[us] m8".split()


def elements(dtype, shape):
    if dtype.kind == "b":
        yield rng.random(shape) < 0.5
        yield np.ones(shape, bool)
    elif dtype.kind in "iu":
        limits = np.iinfo(dtype)
        yield rng.integers(limits.min, limits.max, shape, dtype, endpoint=True)
        yield np.full(shape, limits.max, dtype)
        yield np.full(shape, limits.min, dtype)
    elif dtype.kind in "Mm":
        counts = rng.integers(-10**12, 10**12, shape)
        yield counts.astype(dtype)
        yield np.where(rng.random(shape) < 0.3, np.iinfo(np.int64).min, counts).astype(dtype)
        yield np.full(shape, "NaT", dtype)
    else:
        values = rng.normal(3, 2, shape)
        if dtype.kind == "c":  # equal real parts, so that imaginary parts decide
            values = np.round(values) + 1j * rng.normal(0, 1, shape)
        yield values.astype(dtype)
        yield np.where(rng.random(shape) < 0.3, np.nan, values).astype(dtype)
        yield np.where(rng.random(shape) < 0.3, np.inf, -values).astype(dtype)
        yield np.where(rng.random(shape) < 0.5, np.inf, -np.inf).astype(dtype)
        yield np.full(shape, np.nan, dtype)
        if dtype.kind == "c":
            yield np.where(rng.random(shape) < 0.3, complex(1, np.nan), values).astype(dtype)
            yield np.where(rng.random(shape) < 0.3, complex(np.nan, np.inf), values).astype(dtype)


def npy(a):
    file = io.BytesIO()
    np.save(file, a)
    return base64.b64encode(file.getvalue()).decode()


for name in DTYPES:
    for shape in SHAPES:
        for a in elements(np.dtype(name), shape):
            a = np.asarray(a)
            order = rng.integers(3)
            if order == 1 and a.ndim:
                a = np.asfortranarray(a)
            elif order == 2:
                a = a.astype(a.dtype.newbyteorder())
            found = {"npy": npy(a), "min": npy(a.min()), "max": npy(a.max()), "nans": int(np.isnan(a).sum()),
                     "nanmin": npy(np.fmin.reduce(a, axis=None)), "nanmax": npy(np.fmax.reduce(a, axis=None))}
            if a.dtype.kind in "biuf":
                wide = a.astype(np.float64)
                found.update({"mean": str(wide.mean()), "nanmean": str(np.nanmean(wide)), "nanstd": str(np.nanstd(wide)),
                              "infs": int(np.isinf(wide).sum())})
            print(json.dumps(found))
