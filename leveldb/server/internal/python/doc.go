// Package python serves the HTTP calls of the Python package's client (openleveldb 0.1.5). That
// client works unchanged with an address of this server.
//
//	err := python.Serve(w, r, server) // w and server are for this request
//	if err != nil {
//		python.Refuse(w, r, wire.StatusOf(err), wire.CodeOf(err).Name, text)
//	}
//
// The calls are:
//
//	method, path               parameters              body          response
//	GET /getitem               dbpath, prefixes*, key                stored bytes; empty if none
//	POST /setitem              dbpath, prefixes*, key  stored bytes  the key
//	DELETE /delitem            dbpath, prefixes*, key                the key
//	GET /dblen                 dbpath, prefixes*,                    an encoded int
//	                           starting_by*
//	GET /iterator              dbpath, prefixes*,                    a pickled list of (key, value)
//	                           starting_by*,                         tuples of bytes, of bytes or of
//	                           include_key,                          None
//	                           include_value
//	GET /repr                  dbpath, classname                     CLASSNAME(path='DBPATH', db=…)
//	GET /get_prefixed_db_path  dbpath, prefixes*                     the part of /repr after db=
//
// Parameters with a star may be repeated; their values are joined. A successful response has status
// 200.
//
// /setitem creates a database that does not exist. Until then the database appears empty to callers
// who may write to it, as with Python's own server, which creates it on first access. For other
// callers it is an error.
//
// # Errors
//
// The Python client never checks the status of a response. It decodes whatever it receives by the
// first byte, and ignores the response to a write. It does notice a chunked response that was cut
// off. It does not notice a body shorter than Content-Length (requests with urllib3 before 2.0,
// measured with 2.28 and 1.26), and would use a truncated value. Therefore:
//
//   - A refusal is a response that is cut off, for every call; see [Refuse]. [Listener] does the
//     same for the refusals of net/http itself.
//   - A response that takes more than one write to the connection is chunked, so that the client
//     notices if it is incomplete.
//
// # Lifetimes and concurrency
//
// The caller authenticates and admits the request. The package keeps nothing after Serve returns.
// Each request has a [Server] of its own, so a Server needs no locks. The functions of this package
// are safe for use by multiple goroutines.
package python
