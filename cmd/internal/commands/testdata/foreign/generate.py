"""Writes the directories in this folder, which look like a LevelDB database and are not one that openleveldb can read.

    /usr/bin/python3 generate.py

It needs Plyvel, and ldb of RocksDB (Debian: rocksdb-tools). The directories pebble-* are written by bench/foreign.
"""
import glob
import os
import shutil
import struct
import subprocess
import zlib

import plyvel

HERE = os.path.dirname(os.path.abspath(__file__))


def fresh(name):
    path = os.path.join(HERE, name)
    shutil.rmtree(path, ignore_errors=True)
    return path


def write(path, content):
    with open(path, "wb") as f:
        f.write(content)


def neutral(path):
    """Replaces what the LOG of LevelDB says about the machine."""
    for log in glob.glob(path + "/LOG*"):
        write(log, b"opened\n")


# --- tables whose blocks are compressed as LevelDB 1.23 does not know (doc/table_format.md, doc/log_format.md of LevelDB)

TABLE = []
for i in range(256):
    c = i
    for _ in range(8):
        c = (c >> 1) ^ (0x82F63B78 if c & 1 else 0)
    TABLE.append(c)


def masked_crc(data):
    c = 0xFFFFFFFF
    for b in data:
        c = TABLE[(c ^ b) & 255] ^ (c >> 8)
    c ^= 0xFFFFFFFF
    return (((c >> 15) | (c << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def varint(n):
    out = b""
    while n > 127:
        out += bytes([n & 127 | 128])
        n >>= 7
    return out + bytes([n])


def text(b):
    return varint(len(b)) + b


def block(entries):
    shared = b"".join(varint(0) + varint(len(k)) + varint(len(v)) + k + v for k, v in entries)
    return shared + struct.pack("<II", 0, 1)


def deflate(raw):
    z = zlib.compressobj(6, zlib.DEFLATED, -15)
    return z.compress(raw) + z.flush()


def zstd(raw):
    """A frame of one block that is stored as it is (RFC 8878)."""
    size = bytes([0x20, len(raw)]) if len(raw) < 256 else b"\x60" + struct.pack("<H", len(raw) - 256)
    return b"\x28\xb5\x2f\xfd" + size + struct.pack("<I", len(raw) << 3 | 1)[:3] + raw


def compressed(name, kind, compress):
    """A database of one table, all of whose blocks are compressed by compress; every checksum is right."""
    path = fresh(name)
    os.makedirs(path)
    table = b""

    def add(raw):
        nonlocal table
        content = compress(raw)
        handle = varint(len(table)) + varint(len(content))
        trailer = bytes([kind])
        table += content + trailer + struct.pack("<I", masked_crc(content + trailer))
        return handle

    def internal(key, sequence):
        return key + struct.pack("<Q", sequence << 8 | 1)

    entries = [(internal(b"~local_player", 1), b"svalue " * 40), (internal(b"~z", 2), b"stext")]
    data = add(block(entries))
    meta = add(block([]))
    index = add(block([(entries[-1][0], data)]))
    table += (meta + index).ljust(40, b"\0") + struct.pack("<Q", 0xDB4775248B80FB57)
    edit = varint(1) + text(b"leveldb.BytewiseComparator")
    for field, value in ((2, 6), (9, 0), (3, 7), (4, 2)):
        edit += varint(field) + varint(value)
    edit += varint(7) + varint(0) + varint(5) + varint(len(table)) + text(entries[0][0]) + text(entries[-1][0])
    manifest = struct.pack("<IHB", masked_crc(b"\1" + edit), len(edit), 1) + edit
    for file, content in (
        ("000005.ldb", table),
        ("000006.log", b""),
        ("MANIFEST-000004", manifest),
        ("CURRENT", b"MANIFEST-000004\n"),
        ("LOCK", b""),
        ("LOG", b"opened\n"),
    ):
        write(os.path.join(path, file), content)


# --- an order of the keys that is not that of their bytes


def ordered(name, comparator_name, compare):
    path = fresh(name)
    db = plyvel.DB(path, create_if_missing=True, comparator=compare, comparator_name=comparator_name)
    for i in range(10):
        db.put(b"k%d" % i, b"sx")
    db.compact_range()
    db.put(b"logged", b"sx")
    db.close()
    neutral(path)


def backwards(a, b):
    return (a < b) - (a > b)


def forwards(a, b):
    return (a > b) - (a < b)


# --- a database whose empty log was not copied, with a table that the manifest does not list


def missing_log(name):
    def make(path, keys):
        db = plyvel.DB(path, create_if_missing=True)
        for k in keys:
            db.put(b"k%d" % k, b"sx")
        db.close()
        plyvel.DB(path).close()

    path, other = fresh(name), fresh("other")
    make(other, range(5))
    make(path, range(5, 10))
    shutil.copy(glob.glob(other + "/*.ldb")[0], path + "/000004.ldb")
    shutil.rmtree(other)
    for log in glob.glob(path + "/*.log"):
        os.remove(log)
    neutral(path)


# --- other programs


def rocksdb(name):
    path = fresh(name)

    def ldb(*args):
        subprocess.run(["ldb", "--db=" + path, *args], check=True, stdout=subprocess.DEVNULL)

    ldb("--create_if_missing", "batchput", "a", "s1", "b", "s2", "c", "s3")
    ldb("compact")
    ldb("put", "logged", "s4")
    for log in glob.glob(path + "/LOG*"):
        os.remove(log)  # tens of KiB about the machine
    for options in sorted(glob.glob(path + "/OPTIONS-*"))[:-1]:
        os.remove(options)


def notes(name):
    path = fresh(name)
    os.makedirs(path)
    write(path + "/CURRENT", b"my notes on what is current\n")
    write(path + "/app.py", b"print(1)\n")


compressed("bedrock-zlib", 2, zlib.compress)
compressed("bedrock-deflate", 4, deflate)
compressed("zstd", 2, zstd)
ordered("comparator", b"backwards", backwards)
ordered("indexeddb", b"idb_cmp1", forwards)
missing_log("missing-log")
rocksdb("rocksdb")
notes("not-a-database")
