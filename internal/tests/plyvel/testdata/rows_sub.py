"""Rows about a database with a prefix."""


def PrefixedDB_prefix(db, home):
    sub = db.prefixed_db(b"b")
    return sub.prefix


def PrefixedDB_db(db, home):
    sub = db.prefixed_db(b"b")
    return list(sub.db)


def PrefixedDB_get(db, home):
    sub = db.prefixed_db(b"b")
    found = [sub.get(b"1"), sub.get(b"missing", b"none")]
    found.append(sub.get(b"1", verify_checksums=True, fill_cache=False))
    return found


def PrefixedDB_put(db, home):
    sub = db.prefixed_db(b"b")
    sub.put(b"k", b"v")
    sub.put(b"l", b"w", sync=True)


def PrefixedDB_delete(db, home):
    sub = db.prefixed_db(b"b")
    sub.delete(b"1")
    sub.delete(b"2", sync=True)


def PrefixedDB_write_batch(db, home):
    sub = db.prefixed_db(b"b")
    with sub.write_batch() as batch:
        batch.put(b"k", b"v")
    with sub.write_batch(transaction=True, sync=True) as batch:
        batch.delete(b"1")


def PrefixedDB_iterator(db, home):
    sub = db.prefixed_db(b"b")
    found = list(sub.iterator(start=b"1", stop=b"3", include_start=False, include_stop=True, reverse=True))
    found += list(sub.iterator(prefix=b"2", verify_checksums=True, fill_cache=False))
    return found + list(sub.iterator(include_value=False)) + list(sub.iterator(include_key=False))


def PrefixedDB_iter(db, home):
    sub = db.prefixed_db(b"b")
    found = []
    for key, value in sub:
        found.append((key, value))
    return found


def PrefixedDB_snapshot(db, home):
    sub = db.prefixed_db(b"b")
    snapshot = sub.snapshot()
    sub.put(b"1", b"later")
    return list(snapshot)


def PrefixedDB_prefixed_db_prefix(db, home):
    sub = db.prefixed_db(b"b")
    return list(sub.prefixed_db(b"2"))
