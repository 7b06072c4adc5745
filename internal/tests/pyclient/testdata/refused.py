"""Makes requests that the Python client does not make, but other clients may.

    refused.py ADDRESS DATABASE

Each must raise in requests, whatever the caller does with the response.
"""

import sys

import requests

address, database = sys.argv[1:]
paths = {
    "getitem": "GET",
    "setitem": "POST",
    "delitem": "DELETE",
    "dblen": "GET",
    "iterator": "GET",
    "repr": "GET",
    "get_prefixed_db_path": "GET",
}


def must_raise(method, path, query):
    try:
        answer = requests.request(method, address + "/" + path + query, data=b"b" if method == "POST" else None)
    except requests.RequestException:
        return
    sys.exit("%s %s%s gave %d %r" % (method, path, query, answer.status_code, answer.content[:100]))


here = "?dbpath=" + database
for path, method in paths.items():
    whole = here + "&key=k&prefixes=p&starting_by=s"
    for other in {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"} - {method}:
        must_raise(other, path, whole)
    answer = requests.head(address + "/" + path + whole)
    assert answer.status_code == 405 and answer.content == b"", answer
    for query in ("", "?", "?key=k", "?dbpath", "?dbpath=", "?dbpath=..", "?dbpath=%ff&key=k", "?dbpath=%00&key=k"):
        must_raise(method, path, query)
    for bad in ("&key=%ff", "&key=k&prefixes=%ff", "&key=k&starting_by=%c3", "&key=k;x=y", "&key=%ed%a0%80"):
        must_raise(method, path, here + bad)
    if "item" in path:
        must_raise(method, path, here)
        must_raise(method, path, here + "&Key=k")
for path in ("", "nowhere", "getitem/", "getitem/x", "x/getitem", "GETITEM", "v1/getitem", "v1/setitem", "v1/nowhere/iterator", "%2fgetitem/.."):
    for method in ("GET", "POST", "DELETE"):
        must_raise(method, path, here + "&key=k")
print("all raised")
