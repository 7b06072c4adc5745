// Package repair repairs and destroys databases that nobody has open. It works on the files, in Go,
// and needs LevelDB only to merge tables whose order is not known.
//
// A repair reads all files first (survey.go), and decides what to keep (repair.go). It builds the
// new state in a subdirectory (rebuild.go), and replaces CURRENT last (install.go). What it
// replaces is kept in the subdirectory "lost" (lost.go).
//
// The caller has locked the directory, and dbfile.Recognize has accepted it. Errors are
// [*driver.Error] where the database must be left alone, and else those of the file system.
package repair
