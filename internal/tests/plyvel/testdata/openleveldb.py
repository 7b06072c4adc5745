"""A class like LevelDB of the Python package openleveldb, on Plyvel: the same keys and stored values.

It was written for the tests from a description of that package. It has what the rows about local
databases need.
"""

import json


class LevelDB:
    def __init__(self, db):
        self.db = db

    @staticmethod
    def encode(value):
        if isinstance(value, int):
            return b"i" + value.to_bytes(16, "big", signed=True)
        if isinstance(value, str):
            return b"s" + value.encode()
        if isinstance(value, bytes):
            return b"b" + value
        return b"j" + json.dumps(value, separators=(",", ":")).encode()

    @staticmethod
    def decode(stored):
        tag, payload = stored[:1], stored[1:]
        if tag == b"i":
            return int.from_bytes(payload, "big", signed=True)
        if tag == b"j":
            return json.loads(payload)
        return payload.decode() if tag == b"s" else payload

    @staticmethod
    def key(parts):
        return ("".join(parts) if isinstance(parts, (list, tuple)) else parts or "").encode()

    def __setitem__(self, key, value):
        self.db.put(self.key(key), self.encode(value))

    def __getitem__(self, key):
        if isinstance(key, tuple) and key[-1] is Ellipsis:
            return LevelDB(self.db.prefixed_db(self.key(key[:-1])))
        stored = self.db.get(self.key(key))
        return self.decode(stored) if stored else None

    def __delitem__(self, key):
        self.db.delete(self.key(key))

    def prefixed_iter(self, prefixes=None, starting_by=None, include_key=True, include_value=True):
        sub = self.db.prefixed_db(self.key(prefixes)) if prefixes else self.db
        for key, stored in sub.iterator(prefix=self.key(starting_by)):
            entry = [key.decode()] * include_key + [self.decode(stored)] * include_value
            yield tuple(entry) if len(entry) == 2 else entry[0] if entry else None

    def prefixed_len(self, prefixes=None, starting_by=None):
        return sum(1 for _ in self.prefixed_iter(prefixes, starting_by))

    def __iter__(self):
        return self.prefixed_iter()

    def __len__(self):
        return self.prefixed_len()

    def __contains__(self, key):
        return any(k == self.key(key).decode() for k in self.prefixed_iter(include_value=False))

    def close(self):
        self.db.close()
