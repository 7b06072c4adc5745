"""Runs the rows."""


def main(directory):
    results = {}
    rows = [f for name, f in sorted(globals().items()) if name[0].isupper() and callable(f) and f is not LevelDB]
    for row in rows:
        home = os.path.join(directory, row.__name__)
        os.makedirs(home)
        db = plyvel.DB(home + "/db", create_if_missing=True)
        for key, value in CONTENT.items():
            db.put(key, value)
        results[row.__name__] = row(db, home)
        db.close()
    json.dump(results, sys.stdout, default=lambda value: value.decode("latin-1"))


main(sys.argv[1])
