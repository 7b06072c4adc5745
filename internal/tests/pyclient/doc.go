// Package pyclient has the client of the Python package openleveldb use this library's server, and
// compares every answer with those of the Python package's own server.
package pyclient
