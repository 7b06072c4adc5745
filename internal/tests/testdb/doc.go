// Package testdb is what the tests of whole databases share: databases that are closed when the
// test ends, and seeds and sizes from the environment.
package testdb
