"""A queue: pushes jobs, pops the oldest, prints how many are left."""

import sys

import plyvel

db = plyvel.DB(sys.argv[1], create_if_missing=True)
for i, job in enumerate(["wash", "rinse", "spin", "dry"]):
    db.put(b"%08d" % i, job.encode())
for _ in range(2):
    key, job = next(db.iterator())
    db.delete(key)
    print("popped:", job.decode())
print("left:", sum(1 for _ in db.iterator(include_value=False)))
db.close()
