"""A server like that of the Python package, for comparison. It uses Flask and opens the
database with Plyvel for each request.

    flask_server.py     listen on a free local port, print it, serve until standard input ends

It was written for the tests from a description of that server's protocol (see python.go), including
its faults: any caller can open any directory, only the first part of starting_by is used, and
concurrent requests fail.
"""

import logging
import os
import pickle
import sys
import threading

import flask
import plyvel
import werkzeug.local
import werkzeug.serving

app = flask.Flask(__name__)
arguments = werkzeug.local.LocalProxy(lambda: flask.request.args)


def database():
    """Opens the database for this request, and applies the prefixes."""
    flask.g.database = plyvel.DB(os.path.abspath(os.path.expanduser(arguments["dbpath"])), create_if_missing=True)
    db = flask.g.database
    for prefix in arguments.getlist("prefixes"):
        db = db.prefixed_db(prefix.encode())
    return db


@app.teardown_appcontext
def close(_):
    if "database" in flask.g:
        flask.g.database.close()


def octets(content):
    return flask.Response(content, content_type="application/octet-stream")


def text(content):
    return flask.Response(content, content_type="text")


def starting_by():
    return arguments.get("starting_by", "").encode()


@app.get("/getitem")
def getitem():
    return octets(database().get(arguments["key"].encode(), default=b""))


@app.post("/setitem")
def setitem():
    database().put(arguments["key"].encode(), flask.request.get_data())
    return text(arguments["key"])


@app.delete("/delitem")
def delitem():
    database().delete(arguments["key"].encode())
    return text(arguments["key"])


@app.get("/dblen")
def dblen():
    entries = database().iterator(prefix=starting_by(), include_value=False)
    return octets(b"i" + sum(1 for _ in entries).to_bytes(16, "big", signed=True))


@app.get("/iterator")
def iterator():
    included = {name: arguments.get(name) == "True" for name in ("include_key", "include_value")}
    return octets(pickle.dumps(list(database().iterator(prefix=starting_by(), **included))))


@app.get("/repr")
def representation():
    return text("%s(path='%s', db=%s)" % (arguments["classname"], arguments["dbpath"], database()))


if __name__ == "__main__":
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = werkzeug.serving.make_server("127.0.0.1", 0, app, threaded=True)
    print(server.server_port, flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()
