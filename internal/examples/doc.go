// Package examples shows arrays of a database with the libraries that compute on them. The code is in the tests, as examples
// that go test runs, one subject a file:
//
//	gonum_test.go     an array as a gonum matrix: seen where it lies, or read into memory of one's own
//	arrow_test.go     an array as an Apache Arrow array and tensor without a copy, and an Arrow array into the database
//	float16_test.go   half precision, and as float32
//	complex_test.go   complex numbers, with gonum's Fourier transform
//	structs_test.go   structured arrays as []struct, seen where they lie and copied
//	training_test.go  batches of random rows gathered for training
//	rows_test.go      a range of rows of a large array
//	readers_test.go   a dataset that several processes read without a server
//	goleveldb_test.go moving from goleveldb
//
// It is a module of its own, so that users of the library do not inherit gonum, Arrow and goleveldb.
//
// # Alignment
//
// The elements of a stored array begin at any address, because a database packs its entries. Go loads them from there, and so
// do the assembly of Arrow and everything written in Go. But on amd64 the assembly of gonum (internal/asm, behind floats.Sum
// and blas) wants elements at multiples of their size, and ends the process where they are not. So a view goes to such code
// only if it is aligned; gonum_test.go has the test, and two ways that always work.
package examples
