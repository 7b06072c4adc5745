"""Compares the files of `openleveldb export` with the database, and writes files for import, as numpy does.

Arguments: "compare", the database, and a directory with the exports dir/ and all.npz: prints how many arrays are equal in both.
Or "write", and a directory: writes tree/, plain.npz and packed.npz with the same arrays, and prints their keys as JSON.
Or "check", a database, and such a directory: prints how many arrays of the database are equal to those of plain.npz.
"""
import io
import json
import os
import sys

import numpy as np
import plyvel


def same(a, b):
    return a.dtype == b.dtype and a.shape == b.shape and a.flags.f_contiguous == b.flags.f_contiguous and a.tobytes() == b.tobytes()


def load(stored):
    assert stored[:1] == b"n"
    return np.load(io.BytesIO(stored[1:]))


if sys.argv[1] == "compare":
    base = sys.argv[3]
    equal = 0
    with np.load(os.path.join(base, "all.npz")) as npz:
        assert len(set(npz.files)) == len(npz.files)
        for key, stored in plyvel.DB(sys.argv[2]):
            if stored[:1] != b"n":
                continue
            key = key.decode()
            want = load(stored)
            assert same(np.load(os.path.join(base, "dir", key + ".npy")), want), key
            assert same(npz[key], want), key
            equal += 1
        assert len(npz.files) == equal
    print(equal)
elif sys.argv[1] == "write":
    base = sys.argv[2]
    arrays = {
        "a": np.arange(12.0).reshape(3, 4),
        "deep/er/b": np.asfortranarray(np.arange(6, dtype=">i2").reshape(2, 3)),
        "deep/c": np.array("2024-02-29", "<M8[D]"),
        "record": np.zeros(3, [("x", "<f4"), ("y", "S3", (2,))]),
        "ü": np.array(["ü", "abc"]),
        "empty": np.zeros((0, 3), "<c8"),
    }
    for key, array in arrays.items():
        path = os.path.join(base, "tree", key + ".npy")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        np.save(path, array)
    np.savez(os.path.join(base, "plain.npz"), **arrays)
    np.savez_compressed(os.path.join(base, "packed.npz"), **arrays)
    print(json.dumps(sorted(arrays)))
else:
    equal = 0
    with np.load(os.path.join(sys.argv[3], "plain.npz")) as npz:
        for key, stored in plyvel.DB(sys.argv[2]):
            assert same(load(stored), npz[key.decode()]), key
            equal += 1
    print(equal)
