// Package pyclient runs the client of the Python package openleveldb against this library's server,
// and compares every response with that of the Python package's own server.
package pyclient
