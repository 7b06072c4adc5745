"""Rows about files, versions and errors."""


def Repair_db(db, home):
    db.close()
    path = home + "/db"
    os.remove(path + "/CURRENT")
    plyvel.repair_db(path, bloom_filter_bits=10)
    return list(plyvel.DB(path, bloom_filter_bits=10))


def Destroy_db_name(db, home):
    db.close()
    path = home + "/db"
    plyvel.destroy_db(path)
    return os.path.exists(path)


def Plyvel_leveldb_version(db, home):
    return plyvel.__leveldb_version__


def Error(db, home):
    try:
        plyvel.DB(home + "/missing")
    except plyvel.Error as err:
        return home + "/missing" in str(err)


def IOError(db, home):
    path = home + "/db"
    try:
        plyvel.DB(path)
    except plyvel.IOError:
        return "open elsewhere"


def CorruptionError(db, home):
    damaged(home + "/damaged")
    db = plyvel.DB(home + "/damaged")
    try:
        db.get(b"000000", verify_checksums=True)
    except plyvel.CorruptionError:
        return "damaged"


def IteratorInvalidError(db, home):
    it = db.raw_iterator()
    it.seek(b"d")
    try:
        it.key()
    except plyvel.IteratorInvalidError:
        return "no entry"
