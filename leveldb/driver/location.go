package driver

import "context"

// Location is the place of a stored value: bytes of a table, uncompressed. A table never changes. It
// is removed when a compaction has replaced it. The name may be used again, but not as long as the
// same process has the database open.
type Location struct {
	Table  string // file name in the directory of the database; empty if not in a mapped table
	Inode  uint64 // of the file: identifies it as long as it exists or is mapped
	Offset int64  // of the first byte in the file
	Size   int64  // in bytes
}

// Locator is implemented by a Store whose values come from another process. If that process is on
// the same machine, a client that may open the files of the database can read long values in
// place, without a transfer.
type Locator interface {
	Store
	// Locate returns a short value, like Pin, or the location of a long one. If at.Size is 0, it
	// returned the value, which the caller must release. The error is ErrNotSupported if the other
	// side cannot locate values.
	Locate(ctx context.Context, key string, o ReadOptions) (v Value, at Location, err error)
}
