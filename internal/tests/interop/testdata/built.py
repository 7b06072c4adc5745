"""Open the database PATH with Plyvel, read it in every way, write one entry and close it.

Arguments: PATH, bits of the filter. Prints the number of tables on each level as JSON, then the
SHA-256 of all entries, as leveldb.Digest computes it.
"""

import hashlib
import json
import struct
import sys

import plyvel

path, bits = sys.argv[1], int(sys.argv[2])
db = plyvel.DB(path, create_if_missing=False, paranoid_checks=True, bloom_filter_bits=bits)

levels = [int(db.get_property(b"leveldb.num-files-at-level%d" % level)) for level in range(7)]
tables = db.get_property(b"leveldb.sstables").decode("latin-1")
if sum(1 for l in tables.splitlines() if not l.startswith("---")) < sum(levels):
    raise ValueError("leveldb.sstables lists fewer tables: %s" % tables)
if "Compactions" not in db.get_property(b"leveldb.stats").decode():
    raise ValueError("leveldb.stats")
if db.get_property(b"leveldb.approximate-memory-usage") is None:
    raise ValueError("leveldb.approximate-memory-usage")

digest, entries = hashlib.sha256(), []
for key, value in db.iterator(verify_checksums=True):
    digest.update(struct.pack("<II", len(key), len(value)) + key + value)
    entries.append(key)
if entries != sorted(entries):
    raise ValueError("the order of the keys")
for key, value in db.iterator(verify_checksums=True, reverse=True):
    if db.get(key, verify_checksums=True) != value:
        raise ValueError("get and iteration differ on %r" % key)
    if db.get(key + b"\0no such key") is not None:
        raise ValueError("a value for a key that was never written, after %r" % key)
    if key != entries.pop():
        raise ValueError("the keys in reverse")
if db.approximate_size(b"", b"\xff\xff\xff\xff\xff") <= 0:
    raise ValueError("approximate_size")

db.put(b"\xf0written by Python", b"i\x01")
db.close()
print(json.dumps(levels))
print(digest.hexdigest())
