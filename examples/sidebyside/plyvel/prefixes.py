"""Counts the entries of each prefix and deletes those of one."""

import sys

import plyvel

db = plyvel.DB(sys.argv[1], create_if_missing=True)
for i in range(1000):
    db.put(b"%s/%04d" % ([b"blue", b"green", b"red"][i % 3], i), b"")
for color in ["blue", "green", "red"]:
    count = sum(1 for _ in db.iterator(prefix=color.encode() + b"/", include_value=False))
    print(color, count)
with db.write_batch() as batch:
    for key in db.iterator(prefix=b"green/", include_value=False):
        batch.delete(key)
print("left:", sum(1 for _ in db.iterator(include_value=False)))
db.close()
