"""A client like that of the Python package: the same interface, requests and response handling.

It was written for the tests from a description of that client's protocol (see python.go). Like the
original, it opens a connection per call, never checks the status of a response, and interprets any
response as a value, by its first byte. Scripts that use it ensure that Plyvel cannot be imported.
"""

import io
import pickle

import numpy
import rapidjson
import requests


class DecodeError(BaseException):
    """The first byte is not a tag. As in the original, this is not an Exception."""


def encode(value):
    if isinstance(value, bytes):
        return b"b" + value
    if isinstance(value, int):
        return b"i" + value.to_bytes(16, "big", signed=True)
    if isinstance(value, str):
        return b"s" + value.encode()
    if isinstance(value, numpy.ndarray):
        out = io.BytesIO(b"n")
        out.seek(1)
        numpy.save(out, value)
        return out.getvalue()
    return b"j" + rapidjson.dumps(value).encode()


def decode(stored):
    tag, payload = stored[:1], stored[1:]
    if tag == b"b":
        return payload
    if tag == b"i":
        return int.from_bytes(payload, "big", signed=True)
    if tag == b"s":
        return payload.decode()
    if tag == b"n":
        return numpy.load(io.BytesIO(payload))
    if tag == b"j":
        return rapidjson.loads(payload.decode())
    raise DecodeError("no tag: %r" % stored[:20])


def split(key):
    """Returns the prefixes and the last part of a key."""
    parts = [key] if isinstance(key, str) or key is Ellipsis else key
    if not isinstance(parts, (list, tuple)):
        raise TypeError("str prefix or key expected, got " + type(key).__name__)
    for i, part in enumerate(parts):
        if not isinstance(part, str) and not (part is Ellipsis and i == len(parts) - 1):
            raise TypeError("str prefix or key expected, got " + type(part).__name__)
    return list(parts[:-1]), parts[-1]


class LevelDBClient:
    def __init__(self, server_address, db_path, value_encoder=encode, value_decoder=decode):
        self.server_address = server_address
        self.db_path = db_path
        self.encode = value_encoder
        self.decode = value_decoder

    def _call(self, method, name, body=None, **parameters):
        headers = None if body is None else {"Content-Type": "application/octet-stream"}
        return requests.request(
            method, self.server_address + "/" + name, params={"dbpath": self.db_path, **parameters}, data=body, headers=headers
        )

    def __getitem__(self, key):
        prefixes, key = split(key)
        if key is Ellipsis:
            raise NotImplementedError
        stored = self._call("GET", "getitem", key=key, prefixes=prefixes).content
        return self.decode(stored) if stored else None

    def __setitem__(self, key, value):
        prefixes, key = split(key)
        if key is Ellipsis:
            raise TypeError("str prefix or key expected, got ellipsis")
        self._call("POST", "setitem", body=self.encode(value), key=key, prefixes=prefixes)

    def __delitem__(self, key):
        prefixes, key = split(key)
        self._call("DELETE", "delitem", key=key, prefixes=prefixes)

    def prefixed_iter(self, prefixes=None, starting_by=None, include_key=True, include_value=True):
        answer = self._call(
            "GET",
            "iterator",
            include_key=include_key,
            include_value=include_value,
            starting_by=starting_by,
            prefixes=prefixes,
        )
        for entry in pickle.loads(answer.content):
            if entry is None:
                yield None
            elif isinstance(entry, tuple):
                yield entry[0].decode(), self.decode(entry[1])
            elif include_key:
                yield entry.decode()
            else:
                yield self.decode(entry)

    def __iter__(self):
        return self.prefixed_iter([], None, True, True)

    def prefixed_len(self, prefixes=None, starting_by=None):
        return decode(self._call("GET", "dblen", prefixes=prefixes, starting_by=starting_by).content)

    def __len__(self):
        return self.prefixed_len()

    def _prefixed_db(self, prefixes):
        return self._call("GET", "get_prefixed_db_path", prefixes=prefixes).text

    def __repr__(self):
        return self._call("GET", "repr", classname=type(self).__name__).text

    def close(self):
        pass
