# A database with a raw iterator, for TestInteropCursor. Each line of standard input is a request.
import json
import sys
import zlib

import plyvel

db = plyvel.DB(sys.argv[1], create_if_missing=True, write_buffer_size=64 << 10)
snapshot = None
it = None


def position():
    if not it.valid():
        return {}
    key, value = it.item()
    assert (key, value) == (it.key(), it.value())
    return {"Valid": True, "Key": key.hex(), "Size": len(value), "Sum": zlib.crc32(value)}


def move(name, key=""):
    if name == "first":
        it.seek_to_first()
    elif name == "last":
        it.seek_to_last()
    elif name == "seek":
        it.seek(bytes.fromhex(key))
    elif name == "next":
        it.next()
    else:
        it.prev()
    return position()


for line in sys.stdin:
    request = json.loads(line)
    for key, size in request.get("writes", []):
        key = bytes.fromhex(key)
        if size is None:
            db.delete(key)
        else:
            db.put(key, (key * (size // len(key) + 1))[:size])
    if "open" in request:
        if it is not None:
            it.close()
        if snapshot is not None:
            snapshot.close()
        snapshot = db.snapshot() if request["open"] else None
        it = (snapshot or db).raw_iterator()
    if "compact" in request:
        db.compact_range()
    print(json.dumps([move(*m) for m in request.get("moves", [])]), flush=True)

if it is not None:
    it.close()
if snapshot is not None:
    snapshot.close()
db.close()
