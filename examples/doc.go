// Package examples shows how to use arrays in a database with libraries that compute on them. Each
// file holds the examples for one subject. Run them with go test:
//
//	gonum_test.go     an array as a gonum matrix, borrowed or read into Go memory
//	arrow_test.go     an array as an Apache Arrow array and tensor without a copy, and an Arrow
//	                  array written to the database
//	float16_test.go   half precision, and its conversion to float32
//	complex_test.go   complex numbers, with gonum's Fourier transform
//	structs_test.go   structured arrays as []struct, borrowed and copied
//	training_test.go  batches of random rows gathered for training
//	rows_test.go      a range of rows of a large array
//	readers_test.go   a dataset that several processes read without a server
//	goleveldb_test.go moving data from goleveldb
//	sidebyside        programs with Plyvel, goleveldb and this library side by side
//	calls             every call of goleveldb and levigo with its equivalent, for leveldb/GOLEVELDB.md
//
// The package is a separate module, so that users of the library do not depend on gonum, Arrow and
// goleveldb.
//
// # Alignment
//
// The elements of a stored array may be unaligned, because a database packs its entries. Go code
// and Arrow's assembly can load elements from any address. On amd64, gonum's assembly (used by
// floats.Sum and blas) requires addresses that are multiples of the element size, and crashes the
// process otherwise. Pass a view to such code only if it is aligned. gonum_test.go shows the check,
// and two ways that always work.
package examples
