"""Measures reads through the Python client, to compare servers in the benchmarks.

    measure.py ADDRESS DATABASE ROUNDS SIZE...

For each SIZE, it stores an array of that many bytes and reads it ROUNDS times, alternating between
sizes. It prints the seconds per read as JSON, by size: the median, the minimum and the 95th
percentile. They include the time of the client, which opens a connection per call and decodes the
array.
"""

import json
import statistics
import sys
import time

sys.path.insert(0, "testdata")
sys.modules["plyvel"] = None

import numpy
from client import LevelDBClient

address, database = sys.argv[1:3]
rounds, sizes = int(sys.argv[3]), [int(size) for size in sys.argv[4:]]
db = LevelDBClient(address, database)
arrays = {size: numpy.random.default_rng(size).integers(0, 256, size, "u1") for size in sizes}
for size, array in arrays.items():
    db["measure/", str(size)] = array

times = {size: [] for size in sizes}
for i in range(rounds + 3):
    for size in sizes:
        begin = time.perf_counter()
        got = db["measure/", str(size)]
        end = time.perf_counter()
        if i >= 3:  # after warming up
            times[size].append(end - begin)
        assert numpy.array_equal(got, arrays[size])
results = {}
for size in sizes:
    ordered = sorted(times[size])
    results[size] = {"median": statistics.median(ordered), "fastest": ordered[0], "p95": ordered[int(0.95 * (len(ordered) - 1))]}
    del db["measure/", str(size)]
print(json.dumps(results))
