// Package exchange moves entries between a database and files that other programs read: .npy files
// in directories, .npz archives, JSON lines and CSV. openleveldb-arrow adds Arrow IPC and Parquet.
//
// An export writes to a [Sink], which receives each entry with its stored bytes in place. An import
// reads from a [Source], which lists the entries and appends the stored bytes of one to a batch on
// request. [Export] and [Import] connect them to a database, count entries, and ensure that what
// remains after an interruption is complete:
//
//	sink, err := exchange.CreateDirectory(dir, exchange.DirectoryOptions{})
//	count, err := exchange.Export(ctx, db, nil, sink, exchange.ExportOptions{})
//	err = sink.Commit()
//
// # What is exact
//
// Directories and JSON lines reproduce the stored bytes exactly. That includes unreadable
// values, and arrays of any dtype, byte order, order of elements and header. An .npz archive does
// the same for arrays, which is all it holds. CSV reproduces the elements.
//
// # Files
//
// A partially written file never has its final name: files are written under another name in the
// same directory and then renamed.
package exchange
