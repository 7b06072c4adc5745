// Package dbfile reads the files of a LevelDB database without LevelDB: file names, the records of
// logs and manifests, manifests, and tables. It also writes the files of repaired databases,
// and the manifests of built ones. It does not open databases and takes no locks.
//
//	d, err := dbfile.Recognize(path, dbfile.Options{Snappy: true})
//	if err == nil && d.Refusal() != nil {
//		// Not a database that LevelDB can read: leave it alone.
//	}
//
// File contents are not trusted. Memory is allocated only for the index of a table and for one
// block or record at a time, after its checksum was verified.
//
// Recognize determines what a directory holds. It only reads, so the files and their modification
// times do not change. All code that replaces or deletes files calls it first. A directory that is
// not certainly a LevelDB database that the library can read is left unchanged.
package dbfile
