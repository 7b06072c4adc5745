// Package testdb holds what tests of complete databases share: databases that are closed when the
// test ends, and seeds and sizes from the environment.
package testdb
