"""Appends samples every minute, reads a time range and the newest entry."""

import sys
from array import array

import plyvel

db = plyvel.DB(sys.argv[1], create_if_missing=True)
for minute in range(180):
    time = "%02d:%02d" % (12 + minute // 60, minute % 60)
    db.put(time.encode(), array("f", [minute, minute + 0.5, minute + 0.25]).tobytes())
for time, samples in db.iterator(start=b"12:58", stop=b"13:01"):
    print(time.decode(), "%.2f" % max(array("f", samples)))
time, samples = next(db.iterator(reverse=True))
print("newest:", time.decode(), "%.2f" % max(array("f", samples)))
db.close()
