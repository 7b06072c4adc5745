"""Reads files that this package wrote, and writes others, for its tests.

    files.py DIR

DIR has stream.npy (several arrays), stored.npz and compressed.npz. Prints, as JSON, the arrays that numpy loads from each, as the
bytes that numpy.save writes. Writes files of the same names that begin with numpy-.
"""
import base64, io, json, os, sys

import numpy as np


def npy(a):
    file = io.BytesIO()
    np.save(file, a)
    return base64.b64encode(file.getvalue()).decode()


os.chdir(sys.argv[1])
stream = []
with open("stream.npy", "rb") as f:
    while f.peek(1):
        stream.append(np.load(f, allow_pickle=False))
found = {"stream": [["", npy(a)] for a in stream]}
for name in "stored", "compressed":
    with np.load(name + ".npz", allow_pickle=False) as z:
        found[name] = [[key, npy(z[key + ".npy"])] for key in z.files]
found["mapped"] = [["", npy(np.load("stream.npy", mmap_mode="r"))]]

with open("numpy-stream.npy", "wb") as f:
    for a in stream:
        np.save(f, a)
names = {"x": 0, "é": 1, "../up": 2, "a/b": 3, "名前": 4, "y.npy": 5}
arrays = {name: stream[i % len(stream)] for name, i in names.items()}
np.savez("numpy-stored.npz", *stream, **arrays)
np.savez_compressed("numpy-compressed.npz", *stream, **arrays)
found["written"] = [[key, npy(a)] for key, a in arrays.items()] + [["arr_%d" % i, npy(a)] for i, a in enumerate(stream)]
json.dump(found, sys.stdout)
