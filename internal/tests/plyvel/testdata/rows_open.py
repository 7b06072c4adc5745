"""Rows about opening a database."""


def DB_init_name(db, home):
    path = home + "/new"
    try:
        return plyvel.DB(path)
    except plyvel.Error:
        return "missing"


def DB_init_create_if_missing(db, home):
    path = home + "/new"
    db = plyvel.DB(path, create_if_missing=True)
    return compacted(db, path)


def DB_init_error_if_exists(db, home):
    db.close()
    path = home + "/db"
    try:
        return plyvel.DB(path, error_if_exists=True)
    except plyvel.Error:
        return "exists"


def DB_init_paranoid_checks(db, home):
    db.close()
    path = home + "/db"
    overwrite(glob.glob(path + "/*.log")[0], 10)
    try:
        return plyvel.DB(path, paranoid_checks=True)
    except plyvel.CorruptionError:
        return "damaged"


def DB_init_write_buffer_size(db, home):
    path = home + "/new"
    db = plyvel.DB(path, create_if_missing=True, write_buffer_size=65536)
    for i in range(10):
        numbered(db, 100, 1000)
    db.close()
    return tables(path) != []


def DB_init_max_open_files(db, home):
    db.close()
    path = home + "/db"
    db = plyvel.DB(path, max_open_files=100)
    return list(db)


def DB_init_lru_cache_size(db, home):
    path = home + "/new"
    cached(path)
    db = plyvel.DB(path, lru_cache_size=65536)
    for i in range(1000):
        db.get(b"%06d" % i)
    return memory(db)


def DB_init_block_size(db, home):
    path = home + "/new"
    db = plyvel.DB(path, create_if_missing=True, block_size=16384)
    return compacted(db, path)


def DB_init_block_restart_interval(db, home):
    path = home + "/new"
    db = plyvel.DB(path, create_if_missing=True, block_restart_interval=4)
    return compacted(db, path)


def DB_init_max_file_size(db, home):
    path = home + "/new"
    db = plyvel.DB(path, create_if_missing=True, max_file_size=1048576, compression=None)
    for i in range(2):  # the second compaction merges tables
        numbered(db, 1500, 1000)
        db.compact_range()
    db.close()
    return len(tables(path))


def DB_init_compression(db, home):
    path = home + "/new"
    db = plyvel.DB(path, create_if_missing=True, compression=None)
    return compacted(db, path)


def DB_init_bloom_filter_bits(db, home):
    path = home + "/new"
    db = plyvel.DB(path, create_if_missing=True, bloom_filter_bits=10)
    return compacted(db, path)


def DB_init_comparator_comparator_name(db, home):
    path = home + "/new"
    db = plyvel.DB(path, create_if_missing=True, comparator=backwards, comparator_name=b"backwards")
    for key, value in CONTENT.items():
        db.put(key, value)
    return list(db)
