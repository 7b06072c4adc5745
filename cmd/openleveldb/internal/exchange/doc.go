// Package exchange moves entries between a database and the files that other programs read: .npy
// files in directories, .npz archives, JSON lines, CSV, and a stream for programs that write more.
//
// An export is a [Sink] that gets each entry with its stored bytes where they lie, and an import a
// [Source] that says what entries there are and appends the stored bytes of one to a batch when it
// is asked for them. [Export] and [Import] join them to a database, count, and see to it that what
// is left behind after an interruption is whole:
//
//	sink, err := exchange.CreateDirectory(dir, exchange.DirectoryOptions{})
//	count, err := exchange.Export(ctx, db, nil, sink, exchange.ExportOptions{})
//	err = sink.Commit()
//
// # What is exact
//
// Directories, JSON lines and streams bring back the stored bytes as they were, also of values that
// nothing can read, and of arrays whatever their dtype, byte order, order of elements and header.
// An .npz archive does for arrays, which is all it holds. CSV brings back the elements.
//
// # Files
//
// Nothing half-written ever has its final name: files are written under another name in the same
// directory and renamed.
package exchange
