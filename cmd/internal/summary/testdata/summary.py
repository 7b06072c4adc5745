"""What numpy says of arrays of every numeric dtype, for the tests of package summary.

    summary.py SEED      prints a JSON list: for each array its .npy bytes (base64), and what numpy finds in it
"""

import base64
import io
import json
import sys
import warnings

import numpy

warnings.simplefilter("ignore")  # numpy warns of NaN and infinities, which are here on purpose
random = numpy.random.default_rng(int(sys.argv[1]))
BINS = 10
SHAPES = [(1,), (2,), (2047,), (2048,), (2049,), (70, 61), (3, 1000, 5), (5000, 1), (1, 5000), ()]


def integers(dtype, shape):
    limits = numpy.iinfo(dtype)
    yield random.integers(limits.min, limits.max, shape, dtype, endpoint=True)
    yield random.integers(0, 10, shape, dtype)  # elements lie on the edges of bins
    yield numpy.full(shape, limits.max, dtype)


def floats(dtype, shape):
    a = random.normal(1000, 1, shape).astype(dtype)
    yield a
    yield (random.integers(-20, 20, shape) / 10).astype(dtype)
    b = random.normal(0, 1e4, shape).astype(dtype)
    yield numpy.where(random.random(shape) < 0.1, numpy.nan, b).astype(dtype)
    c = numpy.where(random.random(shape) < 0.1, numpy.inf, a)
    yield c.astype(dtype)
    yield numpy.where(random.random(shape) < 0.1, -numpy.inf, c).astype(dtype)
    yield numpy.full(shape, numpy.nan, dtype)
    yield numpy.full(shape, 0.1, dtype)


def complexes(dtype, shape):
    yield (random.normal(0, 1, shape) + 1j * random.normal(0, 1, shape)).astype(dtype)
    yield numpy.full(shape, complex(numpy.nan, 1), dtype)


def bools(dtype, shape):
    yield random.random(shape) < 0.3
    yield numpy.zeros(shape, bool)


def number(x):
    """A number that JSON has, or else its name."""
    x = x.item() if isinstance(x, numpy.generic) else x
    return x if isinstance(x, int) or numpy.isfinite(x) else str(x)


def describe(a):
    kind = a.dtype.kind
    plain = numpy.abs(a.astype(numpy.complex128)) if kind == "c" else a
    missing = numpy.isnan(plain) if kind in "fc" else numpy.zeros(a.shape, bool)
    valid = plain[~missing]
    exact = valid if kind in "iu" else valid.astype(numpy.float64)
    finite = exact[numpy.isfinite(exact)]
    counts, edges = [], []
    if finite.size and (finite.min() < finite.max() or abs(float(finite.max())) < 1e15):  # else numpy's bins have no width
        # As float64, because numpy subtracts narrow integers with overflow, and rounds edges to narrow floats.
        counts, edges = numpy.histogram(finite.astype(numpy.float64), BINS)
    file = io.BytesIO()
    numpy.save(file, a)
    return {
        "npy": base64.b64encode(file.getvalue()).decode(),
        "what": f"{a.dtype.str} {a.shape} fortran={a.flags.f_contiguous}",
        "missing": int(missing.sum()),
        "infs": int(numpy.isinf(exact).sum()),
        "min": number(exact.min()) if exact.size else None,
        "max": number(exact.max()) if exact.size else None,
        "mean": number(exact.mean(dtype=numpy.float64)) if exact.size else "nan",
        "std": number(exact.std(dtype=numpy.float64)) if exact.size else "nan",
        "counts": [int(n) for n in counts],
        "edges": [float(e) for e in edges],
    }


found = []
kinds = {"b": bools, "i": integers, "u": integers, "f": floats, "c": complexes}
for name in "?bBhHiIqQefdFD":
    dtype = numpy.dtype(name)
    for shape in SHAPES:
        for a in kinds[dtype.kind](dtype, shape):
            a = numpy.asarray(a)
            order = random.integers(3)
            if order == 1:
                a = numpy.asfortranarray(a) if a.ndim else a
            elif order == 2:
                a = a.astype(a.dtype.newbyteorder())
            found.append(describe(a))
json.dump(found, sys.stdout)
