// Package ndarray reads and writes numpy's arrays in Go: dtypes, shapes, .npy files, arrays over bytes, and typed views of
// their elements without a copy. It knows no database and starts no goroutine.
//
//	a, err := ndarray.FromSlice([]float32{1, 2, 3, 4, 5, 6}, 2, 3) // borrows the slice
//	npy, err := a.AppendNPY(nil)                                   // the bytes that numpy.save writes
//
//	b, err := ndarray.Decode(npy)          // borrows npy
//	v, err := ndarray.View[float32](b)     // borrows npy, no copy
//	s, err := ndarray.Values[float32](b)   // copied
//	n, err := ndarray.CopyInto(dst, b)     // copied into the caller's slice
//	row, err := b.Row(1)                   // borrows npy
//	fmt.Println(b)                         // as Python prints it
//
// # What costs what
//
// Decode, View, Row, Slice, Field, Transpose and Reshape never copy elements. Values, CopyInto, Clone and AppendNPY copy them
// once. A Decoder decodes many arrays without allocating. View refuses where a view would be wrong (other byte order, gaps,
// bools that are neither 0 nor 1, and unaligned elements on processors that cannot load them) with an error that wraps
// ErrView; Values and CopyInto serve there. ViewStructs and Structs are the same for structured arrays, as []struct.
//
// # Lifetimes
//
// Arrays made by New and Clone own their memory. Those of Decode, FromBytes and FromSlice, and everything had from an array
// without a copy, borrow: they are valid as long as the memory they came from, which in a database may be a mapped file. Using
// them later is a use after free that Go cannot catch; Clone what must live longer. Arrays of Decode are read-only.
//
// # Concurrency
//
// DTypes are immutable. Any number of goroutines may read one array at once; who writes to it while others use it needs a lock.
//
// # dtypes
//
// Every dtype of numpy that .npy files hold is read and written: bool, integers, floats, complex numbers, datetimes, bytes,
// text, voids, structures with nesting, sub-arrays, titles and padding, in both byte orders. Two of them are special: long
// doubles (<f16, <c32) are carried as bytes only, because the file does not say which of several formats they have; object
// arrays are pickles, which run code when read, and are refused (ErrObject), as numpy.load does by default.
//
// # Caveats
//
// Nothing in a header is trusted, but its text may be up to 1 MiB, where numpy reads 10,000 characters unless told otherwise.
// Up to 64 dimensions are read and written, as in numpy 2; numpy 1 reads 32. Elements of a dtype without bytes (|S0) have no
// order in memory, so that Fortran order is forgotten for them, as in numpy.
//
// The .npy format is that of numpy/lib/format.py and NEP 1, printing that of numpy/core/arrayprint.py, both of numpy 1.24.
package ndarray
