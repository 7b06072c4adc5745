"""Rows about the Python package openleveldb."""


def Db_key_value(db, home):
    db = LevelDB(db)
    db["k"] = 7
    db["p", "k"] = "seven"


def Db_key(db, home):
    db = typed(db)
    return db["a1"], db["a", "1"]


def Db_key_is_None(db, home):
    db = typed(db)
    return db["missing"] is None, db["b3"]


def Db_prefix(db, home):
    db = typed(db)
    sub = db["b", ...]
    return list(sub)


def Del_db_key(db, home):
    db = typed(db)
    del db["a1"]


def Len_db(db, home):
    db = typed(db)
    return len(db)


def Key_in_db(db, home):
    db = typed(db)
    return "a1" in db, "missing" in db


def For_key_value_in_db(db, home):
    db = typed(db)
    found = []
    for key, value in db:
        found.append((key, value))
    return found


def Db_prefixed_iter_prefixes(db, home):
    db = typed(db)
    return list(db.prefixed_iter(prefixes=["b"]))


def Db_prefixed_iter_starting_by(db, home):
    db = typed(db)
    return list(db.prefixed_iter(starting_by=["b"]))


def Db_prefixed_iter_include_value(db, home):
    db = typed(db)
    return list(db.prefixed_iter(include_value=False))


def Db_prefixed_iter_include_key(db, home):
    db = typed(db)
    return list(db.prefixed_iter(include_key=False))


def Db_prefixed_iter_include_key_include_value(db, home):
    db = typed(db)
    return len(list(db.prefixed_iter(include_key=False, include_value=False)))


def Db_prefixed_len_prefixes_starting_by(db, home):
    db = typed(db)
    return db.prefixed_len(prefixes=["b"], starting_by=["2"])


def Db_close(db, home):
    db = typed(db)
    db.close()
