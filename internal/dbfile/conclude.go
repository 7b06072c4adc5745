package dbfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// lookAtLogs checks that the logs can be read. If there is no other evidence of LevelDB, it looks
// for a valid record in them.
func (d *Directory) lookAtLogs() bool {
	for _, name := range d.files[LogFile] {
		file, err := openRegular(filepath.Join(d.Path, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue // a writer has just removed it
		}
		if err != nil {
			return d.unreadable(name, err)
		}
		if !d.evidence {
			record, err := NewRecordReader(file).Next()
			d.evidence = err == nil && isBatch(record)
		}
		file.Close()
	}
	return false
}

// batchHeader is the size of the sequence number and the count at the start of each record of a log
// (db/write_batch.cc).
const batchHeader = 12

// conclude sets the class of a directory in which no other program was recognized.
func (d *Directory) conclude() {
	const repair = "openleveldb repair, or Repair, rebuilds the database from what can be read"
	_, current := d.files[CurrentFile]
	_, logs := d.files[LogFile]
	_, tables := d.files[TableFile]
	var file *FileError
	switch {
	case !current && !logs && !tables && len(d.files[ManifestFile]) == 1 && d.files[ManifestFile][0] == ManifestName(1):
		d.decide(Nothing, "", "there is no database: its creation was interrupted", "")
	case !d.evidence:
		name := d.first(CurrentFile, ManifestFile, TableFile, LogFile)
		d.decide(NotDatabase, name, fmt.Sprintf("there is no database: %s has a name that LevelDB uses, but nothing that LevelDB writes", name),
			"nothing in the directory was changed")
	case errors.As(d.ManifestErr, &file):
		d.decide(Damaged, file.File, file.Error(), repair)
	case !current:
		name := d.first(TableFile, LogFile, ManifestFile)
		d.decide(Damaged, "CURRENT", fmt.Sprintf("CURRENT: it is missing, and %s is there", name), repair)
	default:
		d.concludeFiles(repair)
	}
}

// concludeFiles sets the class by comparing the files with the manifest.
func (d *Directory) concludeFiles(repair string) {
	if number, missing := d.missingTable(); missing {
		name := TableName(number)
		d.decide(Damaged, name, name+": the manifest lists this table, and it is missing", repair)
		return
	}
	// LevelDB creates a log before the manifest names it, and removes it only after the manifest
	// names the next one.
	if log := d.Manifest.Log; log != 0 {
		if _, err := os.Stat(filepath.Join(d.Path, LogName(log))); errors.Is(err, fs.ErrNotExist) {
			d.decide(Damaged, LogName(log), LogName(log)+": the log is missing, and what was written last with it", "Repair opens the database without it")
			return
		}
	}
	d.decide(Intact, "", "it is a LevelDB database", "")
}

// missingTable returns the smallest number of a table that is in the manifest and not in the
// directory.
func (d *Directory) missingTable() (number uint64, missing bool) {
	names := d.files[TableFile]
	numbers := make([]uint64, len(names))
	for i, name := range names {
		_, numbers[i] = ParseName(name)
	}
	slices.Sort(numbers) // sorted already if all names have the same length
	numbers = slices.Compact(numbers)
	found := 0
	for _, n := range numbers {
		if _, ok := d.Manifest.Tables[n]; ok {
			found++
		}
	}
	if found == len(d.Manifest.Tables) {
		return 0, false
	}
	for n := range d.Manifest.Tables {
		if _, ok := slices.BinarySearch(numbers, n); !ok && (!missing || n < number) {
			number, missing = n, true
		}
	}
	return number, missing
}

// first returns the first file of the first kind that has files.
func (d *Directory) first(kinds ...FileKind) string {
	for _, kind := range kinds {
		if names := d.files[kind]; len(names) > 0 {
			return names[0]
		}
	}
	return ""
}
