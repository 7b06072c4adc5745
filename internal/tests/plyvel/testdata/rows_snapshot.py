"""Rows about snapshots."""


def Snapshot_get(db, home):
    snapshot = db.snapshot()
    db.delete(b"a1")
    found = [snapshot.get(b"a1"), snapshot.get(b"missing", b"none")]
    return found + [snapshot.get(b"a1", verify_checksums=True, fill_cache=False)]


def Snapshot_iterator(db, home):
    snapshot = db.snapshot()
    db.delete(b"b2")
    found = list(snapshot.iterator(start=b"a2", stop=b"b3", include_start=False, include_stop=True, reverse=True))
    found += list(snapshot.iterator(prefix=b"b", verify_checksums=True, fill_cache=False))
    return found + list(snapshot.iterator(include_value=False)) + list(snapshot.iterator(include_key=False))


def Snapshot_iter(db, home):
    snapshot = db.snapshot()
    db.delete(b"b2")
    found = []
    for key, value in snapshot:
        found.append((key, value))
    return found


def Snapshot_raw_iterator(db, home):
    snapshot = db.snapshot()
    db.delete(b"c1")
    it = snapshot.raw_iterator(verify_checksums=True, fill_cache=False)
    it.seek_to_last()
    return it.item()


def Snapshot_close(db, home):
    snapshot = db.snapshot()
    snapshot.close()
    try:
        snapshot.get(b"a1")
    except ValueError:
        return "closed"
    except RuntimeError:
        return "closed"


def Snapshot_release(db, home):
    snapshot = db.snapshot()
    snapshot.release()
    return db.get(b"a1")


def Snapshot_exit(db, home):
    with db.snapshot() as snapshot:
        db.delete(b"a1")
        return snapshot.get(b"a1")
