// Package ndarray reads and writes numpy arrays: dtypes, shapes, .npy and .npz files, arrays over
// bytes, and typed views of their elements without a copy. It does not depend on a database and
// starts no goroutines.
//
//	// FromSlice borrows the slice; AppendNPY appends the bytes that numpy.save writes.
//	a, err := ndarray.FromSlice([]float32{1, 2, 3, 4, 5, 6}, 2, 3)
//	npy, err := a.AppendNPY(nil)
//
//	b, err := ndarray.Decode(npy)          // borrows npy
//	v, err := ndarray.View[float32](b)     // borrows npy, no copy
//	s, err := ndarray.Values[float32](b)   // copied
//	n, err := ndarray.CopyInto(dst, b)     // copied into the caller's slice
//	d, err := ndarray.AsType[float64](b, ndarray.SafeCasting) // converted, as by numpy's astype
//	row, err := b.Row(1)                   // borrows npy
//	fmt.Println(b)                         // as Python prints it
//
//	low, err := b.Min()                    // and Max, Mean, CountNaN; Stats for several arrays
//	for i, row := range b.Rows() {         // borrows npy
//
// # Files
//
//	ndarray                   numpy
//	Save, Load                save, load of an open file, which may hold several arrays
//	NPZWriter                 savez, savez_compressed
//	NPZ                       load of an .npz archive
//	OpenMapped                load with mmap_mode="r"
//	Array.AppendNPY, Decode   the same bytes in memory
//
// # Cost
//
// Decode, View, Row, Rows, Slice, Select, Field, Transpose, Reshape and OpenMapped never copy elements.
// Values, CopyInto, Clone and AppendNPY copy them once. Save, Floats and statistics read elements
// in place, or through a buffer of a few kilobytes if they have gaps or another byte order. A
// Decoder decodes many arrays without allocating.
//
// Load and NPZ allocate memory as elements arrive, and do not trust the size stated in a file.
//
// View returns an error that wraps ErrView if a view would be wrong: for the other byte order,
// gaps, bools that are neither 0 nor 1, and unaligned elements on processors that cannot load them.
// Use Values or CopyInto for those arrays. ViewStructs and Structs do the same for structured
// arrays, as []struct.
//
// # Lifetimes
//
// Arrays made by New, Clone, Load and NPZ.Get own their memory. Arrays made by Decode, FromBytes,
// FromSlice and OpenMapped borrow theirs, and so does everything obtained from an array without a
// copy. Borrowed memory is valid as long as the memory it points into, which in a database may be a
// mapped file. Using it later is a use after free that Go cannot detect. Clone an array that must
// outlive that memory. Arrays returned by Decode and OpenMapped are read-only.
//
// # Concurrency
//
// DTypes are immutable. Any number of goroutines may read one array at once. Writing to an array
// that other goroutines use requires a lock.
//
// # dtypes
//
// The package reads and writes every numpy dtype that .npy files hold: bool, integers, floats,
// complex numbers, datetimes, bytes, text, voids, structures with nesting, sub-arrays, titles and
// padding, in both byte orders. There are two special cases. Long doubles (<f16, <c32) are carried
// as bytes only, because the file does not record which of several formats they have. Object arrays
// are pickles, which run code when read; they are rejected with ErrObject, as numpy.load does by
// default.
//
// # Caveats
//
// Headers are not trusted. The text of a header may have up to 1 MiB, whereas numpy reads at most
// 10,000 characters by default. Up to 64 dimensions are read and written, as in numpy 2; numpy 1
// reads 32. Elements of a dtype without bytes (|S0) have no order in memory, so Fortran order is
// not preserved for them, as in numpy.
//
// The .npy format follows numpy/lib/format.py and NEP 1. Printing follows numpy/core/arrayprint.py.
// Both are those of numpy 1.24.
package ndarray
