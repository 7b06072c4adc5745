// Package dbfile reads the files of a LevelDB database without LevelDB: their names, the records of
// logs and manifests, the manifest itself, and tables. It opens no database and takes no lock.
//
//	d, err := dbfile.Recognize(path, dbfile.Options{Snappy: true})
//	if err == nil && d.Refusal() != nil {
//		// Not a database that LevelDB can read: leave it alone.
//	}
//
// Nothing in a file is trusted. Memory is allocated only for the index of a table and for one block
// or record at a time, after its checksum was verified.
//
// Recognize decides what a directory holds. It only reads, so the directory keeps its files and
// their modification times. Everything that replaces or deletes files asks it first: what is not
// certainly a LevelDB database that the library can read is left alone.
package dbfile
