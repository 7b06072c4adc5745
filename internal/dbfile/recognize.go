package dbfile

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sys/unix"
)

// Class is the kind of content of a directory.
type Class int

// The classes. Only a directory that is Intact or Damaged may be repaired, destroyed or opened for
// writing.
const (
	// Nothing: the directory does not exist, or holds no database. A new database may be created.
	Nothing Class = iota
	// NotDatabase: files have LevelDB names, but other content.
	NotDatabase
	// Foreign: another program's database, or one of an unknown version of LevelDB.
	Foreign
	// OtherOrder: a LevelDB database whose keys are in the order of another comparator.
	OtherOrder
	// OtherCompression: a LevelDB database with intact blocks that this library cannot decompress.
	OtherCompression
	// Unreadable: a file cannot be read, because permission is missing or because it is not a
	// regular file. Its content is unknown.
	Unreadable
	// Intact: a LevelDB database without visible damage. Its blocks and records were not all read.
	Intact
	// Damaged: certainly a LevelDB database, with missing or damaged files.
	Damaged
)

// Directory is the result of Recognize.
type Directory struct {
	Path       string
	Class      Class
	Program    string // that probably wrote it, such as "RocksDB"; empty if unknown or LevelDB
	Comparator string // the order of the keys; empty for bytewise order
	File       string // name of the file that determined the class; may be empty
	Reason     string // the reason for the class, with the name of the file
	Advice     string // what to do; may be empty
	Err        error  // the file system error, for Unreadable

	Manifest    *Manifest // named by CURRENT; nil if it cannot be read completely
	ManifestErr error     // why Manifest is nil
	Links       []string  // LevelDB files that are symbolic links
	Compression Kind      // of OtherCompression

	files    map[FileKind][]string // by kind, sorted by name
	marks    []string              // files that identify other programs
	options  Options
	evidence bool // LevelDB certainly wrote a file
}

// Options describe the features that the library supports, and the number of tables to check.
type Options struct {
	Snappy bool // the library reads blocks compressed with Snappy
	// Comparator is the name of the order that the keys must have. If it is empty, they must be in
	// bytewise order, or in the order of a comparator for which Known returns true. Known may be
	// nil.
	Comparator string
	Known      func(comparator string) bool
	Tables     int // number of tables to check, evenly spread; 0 means all
}

// The number of blocks per table whose compression is checked: the first blocks if only some tables
// are checked, and otherwise blocks that are spread over the table.
const (
	fewBlocks  = 4
	manyBlocks = 32
)

// Refusal returns an error with Reason and Advice if the directory must not be changed, and nil if
// it is Intact or Damaged.
func (d *Directory) Refusal() error {
	if d.Class == Intact || d.Class == Damaged {
		return nil
	}
	return &RefusalError{d}
}

// RefusalError is the reason why a directory must not be changed.
type RefusalError struct{ Directory *Directory }

func (e *RefusalError) Error() string {
	if e.Directory.Advice == "" {
		return e.Directory.Reason
	}
	return e.Directory.Reason + "; " + e.Directory.Advice
}

// Unwrap returns the error of the file system, or fs.ErrNotExist if there is no database.
func (e *RefusalError) Unwrap() error {
	if e.Directory.Class == Nothing || e.Directory.Class == NotDatabase {
		return fs.ErrNotExist
	}
	return e.Directory.Err
}

// Names returns the names of the files of the given kind, which must be numbered or CURRENT.
func (d *Directory) Names(kind FileKind) []string { return d.files[kind] }

// Recognize determines the class of the directory. It only reads, and follows symbolic links. It
// takes no lock, so a concurrent writer can make a database look damaged.
func Recognize(path string, o Options) *Directory {
	d := &Directory{Path: path, options: o, files: map[FileKind][]string{}}
	// Reading a large manifest takes as long as reading a large directory.
	manifest := sync.OnceValues(func() (*Manifest, error) { return ReadManifest(path) })
	go manifest()
	defer manifest()
	if d.list() || d.lookAtMarks() {
		return d
	}
	tables := d.selectTables()
	// The first tables are read at the same time as the manifest.
	first := d.readTables(tables[:min(together, len(tables))])
	defer first.wait()
	if !d.lookAtManifests(manifest) && !d.lookAtTables(first, tables) && !d.lookAtLogs() {
		d.conclude()
	}
	return d
}

// decide sets the class, and returns true.
func (d *Directory) decide(class Class, file, reason, advice string) bool {
	d.Class, d.File, d.Reason, d.Advice = class, file, reason, advice
	return true
}

// unreadable sets the class for a file that cannot be read.
func (d *Directory) unreadable(file string, err error) bool {
	d.Err = err
	cause := err
	var path *fs.PathError
	if errors.As(err, &path) {
		cause = path.Err
	}
	advice := "the disk may be failing"
	switch {
	case errors.Is(err, fs.ErrPermission):
		advice = "run as the owner of the files, or ask for permission to read them"
	case errors.Is(err, errNotRegular):
		advice = "nothing in the directory was changed"
	}
	return d.decide(Unreadable, file, fmt.Sprintf("%s: %v", file, cause), advice)
}

// foreignMark matches files of RocksDB, Pebble, Badger and Riak that LevelDB does not write.
var foreignMark = regexp.MustCompile(`^(OPTIONS-[0-9]+|marker\..+|KEYREGISTRY|[0-9]+\.vlog|sst_[0-6])$`)

// list reads the names in the directory.
func (d *Directory) list() bool {
	entries, err := readDir(d.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return d.decide(Nothing, "", "there is no database: no such file or directory", "")
	}
	if err != nil {
		return d.unreadable(".", err)
	}
	files := [InfoFile + 1][]string{} // by kind; a map is slower with many files
	var irregular []string
	for _, e := range entries {
		kind, _ := ParseName(e.Name())
		switch kind {
		case OtherFile:
			if foreignMark.MatchString(e.Name()) {
				d.marks = append(d.marks, e.Name())
			}
			continue
		case InfoFile, LockFile, TempFile:
			continue
		}
		if e.Type()&fs.ModeSymlink != 0 {
			d.Links = append(d.Links, e.Name())
		} else if !e.Type().IsRegular() {
			irregular = append(irregular, e.Name())
		}
		files[kind] = append(files[kind], e.Name())
	}
	if len(irregular) > 0 {
		return d.unreadable(slices.Min(irregular), errNotRegular)
	}
	slices.Sort(d.marks)
	slices.Sort(d.Links)
	for kind, names := range files {
		if len(names) > 0 {
			slices.Sort(names)
			d.files[FileKind(kind)] = names
		}
	}
	if len(d.files) == 0 && len(d.marks) == 0 {
		return d.decide(Nothing, "", "there is no database in the directory", "")
	}
	return false
}

// readDir is os.ReadDir without sorting.
func readDir(path string) ([]fs.DirEntry, error) {
	dir, err := os.OpenFile(path, os.O_RDONLY|unix.O_DIRECTORY, 0) // does not wait for a pipe
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	return dir.ReadDir(-1)
}

// lookAtMarks looks for files that only other programs write.
func (d *Directory) lookAtMarks() bool {
	if len(d.marks) == 0 {
		return false
	}
	mark := d.marks[0]
	d.Program = "RocksDB"
	for _, name := range d.marks {
		switch {
		case strings.HasPrefix(name, "marker."), strings.HasPrefix(name, "OPTIONS-") && d.mentions(name, "pebble_version"):
			d.Program = "Pebble"
		case name == "KEYREGISTRY", strings.HasSuffix(name, ".vlog"):
			d.Program = "Badger"
		case strings.HasPrefix(name, "sst_"):
			d.Program = "Riak's LevelDB"
		}
	}
	return d.foreign(mark, fmt.Sprintf("%s is a file of %s, not of LevelDB", mark, d.Program))
}

// mentions reports whether the beginning of a file contains the text. It returns false if the file
// cannot be read.
func (d *Directory) mentions(name, text string) bool {
	file, err := openRegular(filepath.Join(d.Path, name))
	if err != nil {
		return false
	}
	defer file.Close()
	start, err := io.ReadAll(io.LimitReader(file, 4<<10))
	return err == nil && strings.Contains(string(start), text)
}

func (d *Directory) foreign(file, reason string) bool {
	program := d.Program
	if program == "" {
		program = "the program that wrote it"
	}
	return d.decide(Foreign, file, reason, "use "+program+" to read the database; nothing in it was changed")
}

// lookAtManifests looks at the manifest that CURRENT names, which read returns. If that is damaged,
// it reads all others to identify the program.
func (d *Directory) lookAtManifests(read func() (*Manifest, error)) bool {
	d.Manifest, d.ManifestErr = read()
	var file *FileError
	switch {
	case d.ManifestErr == nil:
		return d.lookAtManifest(d.Manifest, nil)
	case errors.As(d.ManifestErr, &file), errors.Is(d.ManifestErr, fs.ErrNotExist):
		d.Manifest = nil
	default:
		return d.unreadable(d.nameIn(d.ManifestErr, "CURRENT"), d.ManifestErr)
	}
	if name, err := ReadCurrent(d.Path); err == nil && name != "" {
		d.evidence = true // only LevelDB and its descendants write such a file
	}
	for _, name := range d.files[ManifestFile] {
		m, err := ReadManifestFile(d.Path, name)
		if err != nil && !errors.As(err, &file) {
			return d.unreadable(name, err)
		}
		if d.lookAtManifest(m, err) {
			return true
		}
	}
	return false
}

// nameIn returns the name of the file in an error, or otherwise if there is none.
func (d *Directory) nameIn(err error, otherwise string) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return filepath.Base(path.Path)
	}
	return otherwise
}

// lookAtManifest looks for signs of other programs in a manifest. err is the error of reading it.
func (d *Directory) lookAtManifest(m *Manifest, err error) bool {
	var field *FieldError
	if errors.As(err, &field) {
		d.Program = "a newer version of LevelDB"
		if field.Field >= 100 {
			d.Program = "RocksDB or Pebble"
		} else if field.Field == 0 {
			d.Program = ""
		}
		return d.foreign(m.Name, fmt.Sprintf("%s: %v", m.Name, field))
	}
	if d.lookAtOrder(m) {
		return true
	}
	d.evidence = d.evidence || m.fields != 0
	return false
}

// lookAtOrder compares the comparator of a manifest with the options.
func (d *Directory) lookAtOrder(m *Manifest) bool {
	if m.Comparator == "" {
		return false
	}
	if m.Comparator != ComparatorName {
		d.Comparator, d.Program = m.Comparator, comparatorPrograms[m.Comparator]
	}
	wanted := d.options.Comparator
	if m.Comparator == cmp.Or(wanted, ComparatorName) || wanted == "" && d.options.Known != nil && d.options.Known(m.Comparator) {
		return false
	}
	advice := "open it with the order of that name in Options.Comparator, or use the program that wrote the database"
	if m.Comparator == ComparatorName {
		advice = "leave Options.Comparator out"
	}
	return d.decide(OtherOrder, m.Name, fmt.Sprintf("the keys are in the order of the comparator %q, not of %q", m.Comparator, cmp.Or(wanted, ComparatorName)),
		advice+"; nothing in it was changed")
}

// selectTables returns the tables to check, the newest first.
func (d *Directory) selectTables() []string {
	tables := d.files[TableFile]
	if most := d.options.Tables; most > 0 && len(tables) > most {
		some := make([]string, most)
		for i := range some {
			some[i] = tables[len(tables)-1-i*len(tables)/most]
		}
		return some
	}
	tables = slices.Clone(tables)
	slices.Reverse(tables)
	return tables
}

// together is the number of tables that are read at a time. The disk can read several in the time
// of one.
const together = 8

// tableReads are calls of readTable that run at the same time.
type tableReads struct {
	errs []error
	wg   sync.WaitGroup
}

// readTables starts to read tables.
func (d *Directory) readTables(names []string) *tableReads {
	r := &tableReads{errs: make([]error, len(names))}
	for i, name := range names {
		r.wg.Go(func() { r.errs[i] = d.readTable(name) })
	}
	return r
}

// wait returns the errors of readTable, in the order of the names.
func (r *tableReads) wait() []error {
	r.wg.Wait()
	return r.errs
}

// lookAtTables checks the footers of tables and the compression of their blocks. first are the
// reads of the first ones.
func (d *Directory) lookAtTables(first *tableReads, tables []string) bool {
	for reads := first; len(tables) > 0; {
		for i, err := range reads.wait() {
			if d.lookAtTable(tables[i], err) {
				return true
			}
		}
		tables = tables[len(reads.errs):]
		reads = d.readTables(tables[:min(together, len(tables))])
	}
	return false
}

// lookAtTable looks at the result of readTable.
func (d *Directory) lookAtTable(name string, err error) bool {
	var foreign *ForeignError
	var kind *KindError
	switch {
	case err == nil:
		d.evidence = true
		return false
	case errors.As(err, &foreign):
		d.Program = foreign.Program
		return d.foreign(name, name+": "+foreign.Error())
	case errors.As(err, &kind):
		return d.compressed(name, kind)
	case errors.Is(err, ErrDamaged), errors.Is(err, fs.ErrNotExist), isDiskError(err):
		return false
	default:
		return d.unreadable(name, err)
	}
}

// readTable reads the index of a table and the kinds of some of its blocks. The error is a
// KindError if an intact block is compressed in a way that the library cannot read.
func (d *Directory) readTable(name string) error {
	limit := 0
	if d.options.Tables > 0 {
		limit = fewBlocks
	}
	t, err := openTable(filepath.Join(d.Path, name), -1, limit)
	if err != nil {
		return err
	}
	defer t.Close()
	step := max(len(t.Blocks)/manyBlocks, 1)
	for i := 0; i < len(t.Blocks); i += step {
		if k, err := t.Kind(t.Blocks[i]); err != nil || k == Plain || k == Snappy && d.options.Snappy {
			continue
		}
		content, k, err := t.checked(t.Blocks[i])
		if err == nil {
			return &KindError{Kind: k, Start: content[:min(len(content), 4)]}
		}
	}
	return nil
}

func (d *Directory) compressed(name string, e *KindError) bool {
	d.Compression = e.Kind
	if e.Kind == Snappy {
		return d.decide(OtherCompression, name, name+": the blocks are compressed with Snappy, and this libleveldb was built without it",
			"install a LevelDB with Snappy; the database is intact and was not changed")
	}
	d.Program = e.Program()
	program, advice := "", "the program that wrote it"
	if d.Program != "" {
		program, advice = ", as by "+d.Program, d.Program
	}
	return d.decide(OtherCompression, name, fmt.Sprintf("%s: the blocks are compressed as %v%s, which this library cannot read", name, e.Kind, program),
		"use "+advice+" to read the database; it is intact and was not changed")
}
