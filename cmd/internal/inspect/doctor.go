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
	"github.com/openleveldb/openleveldb/internal/dblock"
)

// OpenTables is the number of tables that LevelDB keeps open by default (max_open_files).
const OpenTables = 1000

// Doctor examines the directory of a database without opening the database.
type Doctor struct {
	Path      string
	HasSnappy bool // the library that will read the database was built with Snappy
	Quick     bool // do not read the blocks of the tables and the logs

	// The results of Files.
	Refused bool            // the directory must not be opened: see the findings
	Holders []dblock.Holder // who has the database open
	Damages []Damage        // damage of the tables

	directory *dbfile.Directory
	files     []os.FileInfo
	findings  []Finding
}

// Written reports whether a process has the database open for writing.
func (d *Doctor) Written() bool {
	return slices.ContainsFunc(d.Holders, func(h dblock.Holder) bool { return !h.Reading })
}

func (d *Doctor) add(f Finding) { d.findings = append(d.findings, f) }

// hasErrors reports whether a finding so far is an error.
func (d *Doctor) hasErrors() bool {
	return slices.ContainsFunc(d.findings, func(f Finding) bool { return f.Severity == Error })
}

// Files examines everything except the entries. It calls read with the number of bytes that were
// read. The error is that of the file system or of ctx, or fs.ErrNotExist if the directory holds no
// database.
//
// If the directory is not certainly a LevelDB database that can be read here, that is the only
// finding: no other finding or advice would apply.
func (d *Doctor) Files(ctx context.Context, read func(bytes int64)) ([]Finding, error) {
	if err := d.list(); err != nil {
		return nil, err
	}
	if err := d.recognize(); err != nil || d.Refused {
		return d.findings, err
	}
	d.checkOwners()
	if err := d.checkLock(); err != nil {
		return nil, err
	}
	d.checkManifest()
	if d.directory.Manifest != nil {
		if err := d.checkTables(ctx, read); err != nil {
			return nil, err
		}
	}
	if err := d.checkLogs(ctx, read); err != nil {
		return nil, err
	}
	if err := d.checkLeftovers(); err != nil {
		return nil, err
	}
	if err := d.checkUnchanged(); err != nil {
		return nil, err
	}
	return d.findings, d.checkSpace()
}

// list reads the directory. recognize handles a directory that may not be read.
func (d *Doctor) list() error {
	entries, err := os.ReadDir(d.Path)
	if err != nil && !errors.Is(err, fs.ErrPermission) {
		return err
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil { // on an error the file has just been removed
			d.files = append(d.files, info)
		}
	}
	return nil
}

// checkUnchanged returns an error if a process opened the database for writing during the
// examination. The results are then inconsistent.
func (d *Doctor) checkUnchanged() error {
	if d.directory.Manifest == nil || d.Written() {
		return nil
	}
	now, err := dbfile.ReadManifest(d.Path)
	if err != nil || !reflect.DeepEqual(now, d.directory.Manifest) {
		return fmt.Errorf("%s: another process has written to the database during the examination; try again", d.Path)
	}
	return nil
}

// copyFirst is the command that makes a complete copy. It fails if the copy already exists, and it
// follows a symbolic link.
const copyFirst = "mkdir {copy} && cp -a {db}/. {copy}"

// Rebuild is the advice for a database that is certainly LevelDB's and certainly damaged.
const Rebuild = "`" + copyFirst + " && openleveldb repair {db}`"

// checkManifest reports a manifest that cannot be read to its end.
func (d *Doctor) checkManifest() {
	err := d.directory.ManifestErr
	switch {
	case err == nil:
	case errors.As(err, new(*dbfile.FileError)):
		d.add(Finding{Check: "manifest", Severity: Error, What: err.Error(),
			Why: "the manifest lists the tables of the database: without it the database does not open",
			Fix: "restore CURRENT and the MANIFEST files from a backup; or rebuild them, which can bring deleted values back: " + Rebuild})
	default:
		d.add(Finding{Check: "manifest", Severity: Error, What: "the file CURRENT is missing", Files: []string{"CURRENT"},
			Why: "LevelDB would treat the directory as empty, create a new database in it, and remove the tables",
			Fix: "restore CURRENT from a backup; or rebuild it, which can bring deleted values back: " + Rebuild})
	}
}

// checkTables reports missing and damaged tables that the manifest lists.
func (d *Doctor) checkTables(ctx context.Context, read func(bytes int64)) error {
	if err := d.findDamage(ctx, read); err != nil {
		return err
	}
	of := map[DamageKind][]Damage{}
	for _, damage := range d.Damages {
		of[damage.Kind] = append(of[damage.Kind], damage)
	}
	if missing := of[Missing]; len(missing) > 0 {
		d.add(tableFinding("table-missing", missing, "tables that the manifest lists are missing",
			"without a backup their entries are lost; the database does not open, or reads return errors",
			"restore them from a backup; or continue without them, which can bring deleted values back: "+Rebuild))
	}
	if bad := of[Damaged]; len(bad) > 0 {
		d.add(tableFinding("table-damaged", bad,
			fmt.Sprintf("tables are damaged in %d places; the first: %s: %v", len(bad), bad[0].File, bad[0].Err),
			"the entries there cannot be read, and compactions of them fail",
			"`openleveldb verify {db}` lists the keys; restore the files from a backup, or keep what can be read: "+Rebuild))
	}
	if unread := of[Unread]; len(unread) > 0 {
		d.add(tableFinding("table-unreadable", unread, fmt.Sprintf("tables cannot be read here; the first: %s: %v", unread[0].File, UnreadText(d.Path, unread[0])),
			"there is no evidence of damage: "+leftAlone, UnreadAdvice(d.Path, unread[0])))
	}
	if n := len(d.directory.Manifest.Tables); n > OpenTables && !d.hasErrors() {
		d.add(Finding{Check: "many-tables", Severity: Warning, Count: n,
			What: fmt.Sprintf("there are %s tables, but LevelDB keeps only %s of them open by default", humanize.Comma(int64(n)), humanize.Comma(OpenTables)),
			Why:  "a random read often has to open a table first",
			Fix:  "set the option MaxOpenFiles, or make larger tables: `openleveldb copy {db} {copy} --large-arrays` makes a copy with larger tables; open that with leveldb.LargeArrays()"})
	}
	return nil
}

func tableFinding(check string, damages []Damage, what, why, fix string) Finding {
	files := filesOf(damages)
	return Finding{Check: check, Severity: Error, Files: files[:min(len(files), most)], Count: len(files), What: what, Why: why, Fix: fix}
}

// findDamage sets Damages.
func (d *Doctor) findDamage(ctx context.Context, read func(bytes int64)) error {
	tables := d.directory.Manifest.Sorted()
	switch {
	case d.Written():
		return nil // tables may be added and removed
	case !d.Quick:
		return CheckTables(ctx, d.Path, tables, func(_ int, bytes int64) { read(bytes) }, func(damage Damage) error {
			d.Damages = append(d.Damages, damage)
			return nil
		})
	}
	for _, t := range tables {
		if name, err := dbfile.FindTable(d.Path, t.Number); err != nil {
			d.Damages = append(d.Damages, damagedTable(name, t, err))
		}
	}
	return nil
}

// filesOf returns the files of damages without duplicates.
func filesOf(damages []Damage) []string {
	var files []string
	for _, d := range damages {
		files = append(files, d.File)
	}
	return slices.Compact(files) // damages are grouped by file
}

// checkLogs reports missing and damaged logs.
func (d *Doctor) checkLogs(ctx context.Context, read func(bytes int64)) error {
	if d.Written() {
		return nil // logs may be added and removed
	}
	d.checkLogMissing()
	if d.Quick {
		return nil
	}
	return CheckLogs(ctx, d.Path, read, func(damage Damage) error {
		d.add(Finding{Check: "log-damaged", Severity: Error, Files: []string{damage.File}, Count: 1,
			What: fmt.Sprintf("a log cannot be read completely: %v", damage.Err),
			Why:  "when LevelDB opens the database, it skips damaged records without an error and removes the log: their entries are then lost",
			Fix:  "restore the file from a backup, or keep the intact records: " + Rebuild})
		return nil
	})
}

// checkLogMissing reports a log that the manifest names and that does not exist.
func (d *Doctor) checkLogMissing() {
	m := d.directory.Manifest
	if m == nil || m.Log == 0 {
		return
	}
	name := dbfile.LogName(m.Log)
	if _, err := os.Stat(filepath.Join(d.Path, name)); !errors.Is(err, fs.ErrNotExist) {
		return
	}
	f := Finding{Check: "log-missing", Severity: Error, Files: []string{name}, Count: 1,
		What: "the log that the manifest names is missing",
		Why:  "it held the last writes, or nothing if the database was closed after a compaction; without it the database does not open",
		Fix:  "restore it from a backup; or continue without the entries in it: " + Rebuild + " keeps the manifest and its intact tables, and adds an empty log"}
	if len(d.Damages) > 0 {
		f.Fix = "restore it from a backup; or rebuild the database from what can be read, which can bring deleted values back: " + Rebuild
	}
	d.add(f)
}

// checkSpace compares the free disk space with the needs of a compaction.
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
	// A background compaction reads a table and up to ten of the next level (db/version_set.cc).
	// Its output takes as much space. Another table's size is for the log and the table made from
	// it.
	background := min(12*max(largest, 4<<20), size+8<<20)
	f := Finding{Check: "disk-space",
		What: fmt.Sprintf("%s are free on the disk, and the database takes %s", humanize.IBytes(free), humanize.IBytes(size)),
		Fix:  "free some space: `df -h {db}` shows the disk"}
	switch {
	case free < background:
		f.Severity = Error
		f.Why = fmt.Sprintf("a background compaction writes up to %s before it removes anything; after one has failed, all writes fail", humanize.IBytes(background))
	case free < size:
		f.Severity = Warning
		f.Why = "openleveldb compact rewrites the whole database before it removes the old tables"
	default:
		return nil
	}
	d.add(f)
	return nil
}
