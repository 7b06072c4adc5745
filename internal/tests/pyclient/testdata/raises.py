"""Makes every call of the Python client and prints which raise. No error may be read as a value.

    raises.py     reads JSON on standard input: address, database, key, times (repetitions of the
                  key), size (of the value)

Prints a JSON object: for each call, "raised" or the result. Every exception must be one of
requests. Any other, such as a DecodeError or a truncated pickle, means that the client decoded the
text of an error.
"""

import json
import sys

sys.path.insert(0, "testdata")
sys.modules["plyvel"] = None

import requests
from client import LevelDBClient

job = json.load(sys.stdin)
db = LevelDBClient(job["address"], job["database"])
key = job.get("key", "k") * job.get("times", 1)

calls = {
    "getitem": lambda: db[key],
    "getitem of a sub-database": lambda: db["p", "", key],
    "setitem": lambda: db.__setitem__(key, b"x" * job.get("size", 1)),
    "setitem in a sub-database": lambda: db.__setitem__(["p", key], "x"),
    "delitem": lambda: db.__delitem__("deleted" + key),
    "len": lambda: len(db),
    "prefixed_len": lambda: db.prefixed_len([key], key),
    "iter": lambda: list(db),
    "keys": lambda: list(db.prefixed_iter(key, include_value=False)),
    "values": lambda: list(db.prefixed_iter(starting_by=key, include_key=False)),
    "neither": lambda: list(db.prefixed_iter([key], [key], False, False)),
    "repr": lambda: repr(db),
    "path": lambda: db._prefixed_db([key]),
}
results = {}
for name, call in calls.items():
    try:
        results[name] = "gave %.200r" % (call(),)
    except requests.RequestException:
        results[name] = "raised"
print(json.dumps(results))
