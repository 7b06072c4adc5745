"""Rows about batches."""


def WriteBatch_put_key_value(db, home):
    batch = db.write_batch()
    batch.put(b"k", b"v")
    batch.put(b"\xff", b"v")
    batch.write()


def WriteBatch_delete_key(db, home):
    batch = db.write_batch()
    batch.delete(b"a1")
    batch.write()


def WriteBatch_write(db, home):
    batch = db.write_batch()
    batch.put(b"a1", b"new")
    batch.delete(b"a1")
    batch.put(b"a2", b"new")
    batch.write()
    return db.get(b"a1"), db.get(b"a2")


def WriteBatch_clear(db, home):
    batch = db.write_batch()
    batch.delete(b"a1")
    batch.clear()
    batch.put(b"k", b"v")
    batch.write()


def WriteBatch_approximate_size(db, home):
    batch = db.write_batch()
    empty = batch.approximate_size()
    batch.put(b"k", b"v" * 1000)
    more = batch.approximate_size()
    return 1000 < more - empty < 1020


def WriteBatch_append_source(db, home):
    batch, other = db.write_batch(), db.write_batch()
    batch.put(b"k", b"v")
    other.delete(b"k")
    other.put(b"l", b"w")
    batch.append(other)
    batch.write()


def WriteBatch_exit(db, home):
    with db.write_batch() as batch:
        batch.put(b"k", b"v")
        batch.delete(b"a1")
