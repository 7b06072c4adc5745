// Package table reads LevelDB's table files without LevelDB: which blocks a file has and what keys they hold, how they are
// compressed, whether they are whole, and which filter there is.
//
//	t, err := table.Open(path)
//	defer t.Close()
//	for _, block := range t.Blocks {
//		err := t.Check(block)
//	}
//
// LevelDB says of a damaged block at most the file. Nothing in a file is trusted here: errors that wrap ErrDamaged say what does
// not fit, and memory is taken for the index alone, which is read once its checksum fits.
//
// A File may be used by many goroutines.
package table
