package inspect

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"

	"github.com/dustin/go-humanize"
	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/native"
)

// MappedTables is how many tables LevelDB maps into memory in one process, on 64-bit machines (util/env_posix.cc).
const MappedTables = 1000

// Doctor looks at the directory of a database, which it does not open.
type Doctor struct {
	Path      string
	HasSnappy bool // the library that will read it was built with Snappy
	Quick     bool // do not read the blocks of the tables and the logs

	// What Files has found out.
	Contents *native.Contents // nil if the manifest cannot be read
	Holders  []native.Holder  // who has the database open
	Damages  []Damage         // of its tables

	files    []os.FileInfo
	findings []Finding
}

// Written says whether a process has the database open for writing.
func (d *Doctor) Written() bool {
	return slices.ContainsFunc(d.Holders, func(h native.Holder) bool { return !h.Reading })
}

func (d *Doctor) add(f Finding) { d.findings = append(d.findings, f) }

// Files looks at everything but the entries. read is called with the bytes of files that were read. The error is that of the file
// system or of ctx; there is one also if the directory holds no database.
func (d *Doctor) Files(ctx context.Context, read func(bytes int64)) ([]Finding, error) {
	entries, err := os.ReadDir(d.Path)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil { // else it has just been removed
			d.files = append(d.files, info)
		}
	}
	if !slices.ContainsFunc(d.files, func(f os.FileInfo) bool { return isDatabaseFile(f.Name()) }) {
		return nil, fmt.Errorf("%s: there is no database: %w", d.Path, fs.ErrNotExist)
	}
	d.checkOwners()
	if err := d.checkLock(); err != nil {
		return nil, err
	}
	d.checkManifest()
	if d.Contents != nil {
		if err := d.checkTables(ctx, read); err != nil {
			return nil, err
		}
	}
	if err := d.checkLogs(ctx, read); err != nil {
		return nil, err
	}
	d.checkLeftovers()
	if err := d.checkUnchanged(); err != nil {
		return nil, err
	}
	return d.findings, d.checkSpace()
}

// checkUnchanged sees to it that what was found belongs together. Nothing was locked, so that a writer may have come.
func (d *Doctor) checkUnchanged() error {
	if d.Contents == nil || d.Written() {
		return nil
	}
	now, err := native.ReadContents(d.Path)
	if err != nil || !reflect.DeepEqual(now, d.Contents) {
		return fmt.Errorf("%s: somebody has written to the database while it was looked at; try again", d.Path)
	}
	return nil
}

// checkManifest reads CURRENT and the manifest.
func (d *Doctor) checkManifest() {
	c, err := native.ReadContents(d.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !errors.Is(err, native.ErrCorrupt):
		d.add(Finding{Check: "manifest", Severity: Error, What: "the file CURRENT is missing",
			Why:  "LevelDB would take the directory for empty, make a new database in it, and remove the tables",
			Mend: "cp -a {db} {db}.copy && openleveldb repair {db}", Files: []string{"CURRENT"}})
	case errors.Is(err, native.ErrIO):
		d.add(Finding{Check: "manifest", Severity: Error, What: err.Error(), Why: "the database cannot be opened",
			Mend: "see to it that the file can be read: its owner and mode, and the disk (dmesg)"})
	case err != nil:
		d.add(Finding{Check: "manifest", Severity: Error, What: err.Error(),
			Why:  "the manifest says which tables are the database: without it nothing can be opened",
			Mend: "cp -a {db} {db}.copy && openleveldb repair {db}"})
	case c.Comparator != "" && c.Comparator != native.ComparatorName:
		d.Contents = c
		d.add(Finding{Check: "comparator", Severity: Error,
			What: fmt.Sprintf("the keys are in the order of the comparator %q", c.Comparator),
			Why:  "only " + native.ComparatorName + " is opened here and by Python; with another order LevelDB would not find keys, and mix them up",
			Mend: "export with the program that wrote it, and import here; repair would destroy it"})
	default:
		d.Contents = c
	}
}

// checkTables looks at the tables that the manifest names.
func (d *Doctor) checkTables(ctx context.Context, read func(bytes int64)) error {
	c := d.Contents
	if n := len(c.Tables); n > MappedTables {
		d.add(Finding{Check: "mapped-limit", Severity: Warning, Count: n,
			What: fmt.Sprintf("there are %s tables, and a process maps only the first %s", humanize.Comma(int64(n)), humanize.Comma(MappedTables)),
			Why:  "reads of the others copy, views too, and open files run out sooner",
			Mend: "larger tables: open it with leveldb.LargeArrays() and Compact(nil), and use these options from then on"})
	}
	if err := d.findDamage(ctx, read); err != nil {
		return err
	}
	var missing, damaged []Damage
	for _, damage := range d.Damages {
		if damage.Missing {
			missing = append(missing, damage)
		} else {
			damaged = append(damaged, damage)
		}
	}
	if len(missing) > 0 {
		files := filesOf(missing)
		d.add(Finding{Check: "table-missing", Severity: Error, Files: files[:min(len(files), most)], Count: len(files),
			What: "tables that the manifest names are missing",
			Why:  "what they held is lost, and the database does not open, or gives errors",
			Mend: "get them from a backup; or go on without: cp -a {db} {db}.copy && openleveldb repair {db}"})
	}
	if len(damaged) > 0 {
		files := filesOf(damaged)
		first := damaged[0]
		d.add(Finding{Check: "table-damaged", Severity: Error, Files: files[:min(len(files), most)], Count: len(files),
			What: fmt.Sprintf("tables are damaged, in %d places; the first: %s: %v", len(damaged), first.File, first.Err),
			Why:  "the entries there cannot be read, and a compaction that meets them fails",
			Mend: "openleveldb verify {db} says which keys; get the files from a backup, or: cp -a {db} {db}.copy && openleveldb repair {db}"})
	}
	return d.checkCompression(ctx)
}

// findDamage fills Damages.
func (d *Doctor) findDamage(ctx context.Context, read func(bytes int64)) error {
	switch {
	case d.Written():
		return nil // tables come and go
	case !d.Quick:
		return CheckTables(ctx, d.Path, d.Contents.Tables, func(_ int, bytes int64) { read(bytes) }, func(damage Damage) error {
			d.Damages = append(d.Damages, damage)
			return nil
		})
	}
	for _, t := range d.Contents.Tables {
		if name, err := tableName(d.Path, t.Number); err != nil {
			damage := whole(name, t, err)
			damage.Missing = errors.Is(err, fs.ErrNotExist)
			d.Damages = append(d.Damages, damage)
		}
	}
	return nil
}

// filesOf gives the files of damages, each once.
func filesOf(damages []Damage) []string {
	var files []string
	for _, d := range damages {
		files = append(files, d.File)
	}
	return slices.Compact(files) // they lie file by file
}

// checkCompression looks whether this library can read what compresses the blocks.
func (d *Doctor) checkCompression(ctx context.Context) error {
	var without, unknown []string
	for _, t := range d.Contents.Tables {
		if err := ctx.Err(); err != nil {
			return err
		}
		name, err := tableName(d.Path, t.Number)
		if err != nil {
			continue // told above
		}
		kinds, err := compressionOf(filepath.Join(d.Path, name))
		if err != nil {
			continue // told above
		}
		if kinds[dbfile.Snappy] > 0 && !d.HasSnappy {
			without = append(without, name)
		}
		if kinds[dbfile.Zstd] > 0 {
			unknown = append(unknown, name)
		}
	}
	if len(without) > 0 {
		d.add(Finding{Check: "snappy", Severity: Error, Count: len(without), Files: without[:min(len(without), most)],
			What: "tables are compressed with Snappy, and this libleveldb was built without it",
			Why:  "their entries cannot be read on this machine",
			Mend: "scripts/install-leveldb.sh installs a LevelDB with Snappy; build openleveldb anew with it"})
	}
	if len(unknown) > 0 {
		d.add(Finding{Check: "zstd", Severity: Error, Count: len(unknown), Files: unknown[:min(len(unknown), most)],
			What: "tables are compressed with zstd",
			Why:  "LevelDB 1.23, which Plyvel has too, does not read it",
			Mend: "export with the program that wrote it, and import here"})
	}
	return nil
}

// compressionOf counts the blocks of a table by kind, a sample of them if they are many.
func compressionOf(path string) (map[dbfile.Kind]int, error) {
	file, err := dbfile.OpenTable(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return file.Kinds(kindSample)
}

// kindSample is how many blocks of a table are looked at for their kind.
const kindSample = 32

// checkLogs looks for damaged logs.
func (d *Doctor) checkLogs(ctx context.Context, read func(bytes int64)) error {
	if d.Contents != nil && d.Contents.Log > 0 && !d.Written() {
		name := fmt.Sprintf("%06d.log", d.Contents.Log)
		if _, err := os.Stat(filepath.Join(d.Path, name)); errors.Is(err, fs.ErrNotExist) {
			d.add(Finding{Check: "log-missing", Severity: Error, Files: []string{name}, Count: 1,
				What: "the log that the manifest names is missing",
				Why:  "what was written last was in it, and the database does not open",
				Mend: "get it from a backup; or go on without: cp -a {db} {db}.copy && openleveldb repair {db}"})
		}
	}
	if d.Written() || d.Quick {
		return nil // it is being written to, or is not to be read
	}
	return CheckLogs(ctx, d.Path, read, func(damage Damage) error {
		d.add(Finding{Check: "log-damaged", Severity: Error, Files: []string{damage.File}, Count: 1,
			What: "a log has " + damage.Err.Error(),
			Why:  "LevelDB passes over these records without a word when it opens the database: what they held is lost",
			Mend: "keep a copy: cp -a {db} {db}.copy; openleveldb repair {db} keeps the records that are whole"})
		return nil
	})
}

// checkSpace compares the room on the disk with what a compaction takes.
func (d *Doctor) checkSpace() error {
	var disk unix.Statfs_t
	if err := unix.Statfs(d.Path, &disk); err != nil {
		return &fs.PathError{Op: "statfs", Path: d.Path, Err: err}
	}
	free := uint64(disk.Bavail) * uint64(disk.Bsize)
	size, largest := uint64(0), uint64(0)
	for _, f := range d.files {
		if f.Mode().IsRegular() && isDatabaseFile(f.Name()) {
			size, largest = size+uint64(f.Size()), max(largest, uint64(f.Size()))
		}
	}
	// A compaction in the background takes a table and up to ten of the next level (db/version_set.cc), and as much again for the
	// log and the table that is made of it.
	background := min(12*max(largest, 4<<20), size+8<<20)
	f := Finding{Check: "disk-space",
		What: fmt.Sprintf("%s are free on the disk, and the database has %s", humanize.IBytes(free), humanize.IBytes(size)),
		Mend: "make room: df -h {db}"}
	switch {
	case free < background:
		f.Severity = Error
		f.Why = fmt.Sprintf("a compaction in the background writes up to %s before it removes anything; once one fails, so do all writes", humanize.IBytes(background))
	case free < size:
		f.Severity = Warning
		f.Why = "openleveldb compact writes the whole database anew before it removes the old tables"
	default:
		return nil
	}
	d.add(f)
	return nil
}
