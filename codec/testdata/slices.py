"""What numpy.save writes for one-dimensional arrays of every element type, as JSON lines (kept in slices.jsonl).

slices.py          prints the lines
slices.py read     reads stored values as hex, a value a line, and prints dtype, shape and elements of the arrays
"""
import io, json, sys
import numpy as np

VALUES = {
    "bool": [True, False], "int8": [-128, 127], "int16": [-32768, 32767], "int32": [-2**31, 2**31 - 1], "int64": [-2**63, 2**63 - 1],
    "uint16": [65535, 1], "uint32": [2**32 - 1, 1], "uint64": [2**64 - 1, 1], "float16": [1.5, -2], "float32": [0.1, float("-inf")],
    "float64": [0.1, float("nan")], "complex64": [1 - 2j, 0.5j], "complex128": [1 - 2j, 0.5j],
}


def write():
    for name, values in VALUES.items():
        for length in range(3):
            out = io.BytesIO()
            np.save(out, np.array(values[:length], name))
            print(json.dumps({"dtype": name, "length": length, "npy": out.getvalue().hex()}))


def read():
    for line in sys.stdin:
        stored = bytes.fromhex(line)
        assert stored[:1] == b"n", stored
        array = np.load(io.BytesIO(stored[1:]), allow_pickle=False)
        print(array.dtype, array.shape, array.tolist())


read() if sys.argv[1:] == ["read"] else write()
