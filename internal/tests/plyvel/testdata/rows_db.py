"""Rows about an open database."""


def DB_name(db, home):
    return os.path.basename(db.name)


def DB_close(db, home):
    db.close()
    try:
        db.get(b"a1")
    except RuntimeError:
        return "closed"


def DB_closed(db, home):
    before = db.closed
    db.close()
    return before, db.closed


def DB_get_key(db, home):
    return db.get(b"a1"), db.get(b"a1"), db.get(b"missing")


def DB_get_default(db, home):
    found = [db.get(b"missing", b"none")]
    return found + [db.get(b"missing", b"none"), db.get(b"a1", b"none")]


def DB_get_verify_checksums(db, home):
    damaged(home + "/damaged")
    db = plyvel.DB(home + "/damaged")
    try:
        return db.get(b"000000", verify_checksums=True)
    except plyvel.CorruptionError:
        return "damaged"


def DB_get_fill_cache(db, home):
    cached(home + "/large")
    db = plyvel.DB(home + "/large")
    for i in range(1000):
        key = b"%06d" % i
        db.get(key, fill_cache=False)
    return memory(db)


def DB_put_key_value(db, home):
    db.put(b"k", b"v")
    db.put(b"\xff", b"v")


def DB_put_sync(db, home):
    db.put(b"k", b"v", sync=True)


def DB_delete_key(db, home):
    db.delete(b"a1")
    db.delete(b"missing")
    db.delete(b"a2")


def DB_delete_sync(db, home):
    db.delete(b"a1", sync=True)


def DB_write_batch(db, home):
    batch = db.write_batch()
    batch.put(b"k", b"v")
    before = db.get(b"k")
    batch.write()
    return before


def DB_write_batch_transaction(db, home):
    try:
        with db.write_batch(transaction=True) as batch:
            batch.delete(b"a1")
            raise ValueError("no")
    except ValueError as failed:
        return str(failed)


def DB_write_batch_sync(db, home):
    batch = db.write_batch(sync=True)
    batch.delete(b"a1")
    batch.write()


def DB_iterator(db, home):
    return list(db.iterator())


def DB_iterator_reverse(db, home):
    return list(db.iterator(reverse=True))


def DB_iterator_start_stop(db, home):
    return list(db.iterator(start=b"a2", stop=b"b3"))


def DB_iterator_include_start_include_stop(db, home):
    return list(db.iterator(start=b"a2", stop=b"b3", include_start=False, include_stop=True))


def DB_iterator_prefix(db, home):
    return list(db.iterator(prefix=b"b"))


def DB_iterator_include_value(db, home):
    return list(db.iterator(include_value=False))


def DB_iterator_include_key(db, home):
    return list(db.iterator(include_key=False))


def DB_iterator_verify_checksums(db, home):
    damaged(home + "/damaged")
    db = plyvel.DB(home + "/damaged")
    try:
        return list(db.iterator(verify_checksums=True))
    except plyvel.CorruptionError:
        return "damaged"


def DB_iterator_fill_cache(db, home):
    cached(home + "/large")
    db = plyvel.DB(home + "/large")
    return len(list(db.iterator(fill_cache=False))), memory(db)


def DB_iter(db, home):
    found = []
    for key, value in db:
        found.append((key, value))
    return found


def DB_raw_iterator(db, home):
    it = db.raw_iterator()
    it.seek_to_first()
    return it.item()


def DB_raw_iterator_verify_checksums_fill_cache(db, home):
    damaged(home + "/damaged")
    db = plyvel.DB(home + "/damaged")
    try:
        it = db.raw_iterator(verify_checksums=True, fill_cache=False)
        it.seek_to_first()
        while it.valid():
            it.next()
    except plyvel.CorruptionError:
        return "damaged"


def DB_snapshot(db, home):
    snapshot = db.snapshot()
    db.put(b"a1", b"later")
    return snapshot.get(b"a1")


def DB_get_property_name(db, home):
    return db.get_property(b"leveldb.num-files-at-level0"), db.get_property(b"no such property")


def DB_compact_range_start_stop(db, home):
    db.compact_range(start=b"a", stop=b"b")
    return len(tables(home + "/db"))


def DB_approximate_size_start_stop(db, home):
    db.close()
    db = plyvel.DB(home + "/large", create_if_missing=True, compression=None)
    numbered(db, 1000, 1000)
    db.compact_range()
    return db.approximate_size(b"000100", b"000300")


def DB_approximate_sizes_ranges(db, home):
    db.close()
    db = plyvel.DB(home + "/large", create_if_missing=True, compression=None)
    numbered(db, 1000, 1000)
    db.compact_range()
    return db.approximate_sizes((b"000100", b"000300"), (b"000300", b"000310"))


def DB_prefixed_db_prefix(db, home):
    sub = db.prefixed_db(b"b")
    return list(sub)
