"""Rows about iterators."""


def Iterator_next(db, home):
    it = db.iterator()
    return next(it), next(it)


def Iterator_iter(db, home):
    found = []
    for key, value in db.iterator(prefix=b"b"):
        found.append((key, value))
    return found


def Iterator_prev(db, home):
    it = db.iterator()
    it.seek(b"b2")
    return it.prev(), it.prev()


def Iterator_seek_target(db, home):
    it = db.iterator(stop=b"c")
    it.seek(b"b11")
    found = [next(it), next(it)]
    return found, next(it, None)


def Iterator_seek_to_start(db, home):
    it = db.iterator(start=b"a2")
    it.seek_to_start()
    return next(it)


def Iterator_seek_to_stop(db, home):
    it = db.iterator(stop=b"c")
    it.seek_to_stop()
    return it.prev()


def Iterator_close(db, home):
    it = db.iterator()
    it.close()
    try:
        next(it)
    except RuntimeError:
        return "closed"


def Iterator_exit(db, home):
    with db.iterator() as it:
        for key, value in it:
            if value == b"three":
                return key


def RawIterator_seek_to_first(db, home):
    it = db.raw_iterator()
    it.seek_to_first()
    return it.key()


def RawIterator_seek_to_last(db, home):
    it = db.raw_iterator()
    it.seek_to_last()
    return it.key()


def RawIterator_seek_target(db, home):
    it = db.raw_iterator()
    it.seek(b"b11")
    return it.key()


def RawIterator_next(db, home):
    it = db.raw_iterator()
    it.seek(b"b1")
    it.next()
    return it.key()


def RawIterator_prev(db, home):
    it = db.raw_iterator()
    it.seek(b"b1")
    it.prev()
    it.prev()
    it.next()
    return it.key()


def RawIterator_valid(db, home):
    it = db.raw_iterator()
    it.seek_to_last()
    last = it.valid()
    it.next()
    return last, it.valid()


def RawIterator_key(db, home):
    it = db.raw_iterator()
    it.seek(b"b2")
    return it.key()


def RawIterator_value(db, home):
    it = db.raw_iterator()
    it.seek(b"b2")
    return it.value()


def RawIterator_item(db, home):
    it = db.raw_iterator()
    it.seek(b"b2")
    return it.item()


def RawIterator_close(db, home):
    it = db.raw_iterator()
    it.close()
    try:
        it.seek_to_first()
    except RuntimeError:
        return "closed"


def RawIterator_exit(db, home):
    with db.raw_iterator() as it:
        it.seek_to_first()
        return it.key()
