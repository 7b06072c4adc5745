package repair

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// survey holds everything that a repair has read of a database.
type survey struct {
	dir    *dbfile.Directory
	snappy bool // see Options
	order  *dbfile.Order
	tables map[uint64]*foundTable
	logs   []foundLog // by number
	last   uint64     // the largest file number
}

// foundTable is a table file.
type foundTable struct {
	number uint64
	name   string
	size   int64
	*dbfile.Summary
}

// foundLog is a log file.
type foundLog struct {
	number uint64
	name   string
	dbfile.LogSummary
}

// surveyOf reads all files of a database. It changes nothing. An error is the reason why the
// database must not be changed.
func surveyOf(d *dbfile.Directory, o Options) (*survey, error) {
	s := &survey{dir: d, snappy: o.Snappy, order: o.Order, tables: map[uint64]*foundTable{}}
	for _, kind := range []dbfile.FileKind{dbfile.ManifestFile, dbfile.TableFile, dbfile.LogFile} {
		for _, name := range d.Names(kind) {
			_, number := dbfile.ParseName(name)
			s.last = max(s.last, number)
			var err error
			switch kind {
			case dbfile.TableFile:
				err = s.addTable(number, name)
			case dbfile.LogFile:
				err = s.addLog(number, name)
			}
			if err != nil {
				return nil, err
			}
		}
	}
	if d.Manifest != nil {
		s.last = max(s.last, d.Manifest.NextFile, d.Manifest.Log)
	}
	slices.SortFunc(s.logs, func(a, b foundLog) int { return cmp.Compare(a.number, b.number) })
	return s, nil
}

func (s *survey) addTable(number uint64, name string) error {
	if s.tables[number] != nil {
		return nil // NNNNNN.sst in addition to NNNNNN.ldb, which LevelDB prefers
	}
	path := filepath.Join(s.dir.Path, name)
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	size := int64(-1) // only this part counts: the file may have grown since
	if m := s.dir.Manifest; m != nil {
		if t, listed := m.Tables[number]; listed {
			size = int64(t.Size)
		}
	}
	summary, err := dbfile.ScanTable(path, size, s.snappy, s.order)
	if err != nil {
		return leftAlone(name, err)
	}
	s.tables[number] = &foundTable{number: number, name: name, size: info.Size(), Summary: summary}
	return nil
}

func (s *survey) addLog(number uint64, name string) error {
	summary, err := dbfile.ScanLog(filepath.Join(s.dir.Path, name))
	if err != nil {
		return leftAlone(name, err)
	}
	s.logs = append(s.logs, foundLog{number, name, summary})
	return nil
}

// leftAlone returns the error for a file that is intact, but cannot be read here.
func leftAlone(name string, err error) error {
	class := driver.ErrNotSupported
	if order := new(dbfile.OrderError); errors.As(err, &order) {
		class = driver.ErrInvalidArgument
	} else if path := new(fs.PathError); errors.As(err, &path) {
		class, err = driver.ErrIO, path.Err
	}
	return &driver.Error{Class: class, Text: fmt.Sprintf("%s: %v; nothing was changed", name, err), Cause: err}
}

// hasLog reports whether the log exists.
func (s *survey) hasLog(number uint64) bool {
	return slices.ContainsFunc(s.logs, func(l foundLog) bool { return l.number == number })
}

// chosen returns the manifest to use, or nil: the one that CURRENT names, or else the newest that
// matches all other files exactly. The second case occurs after a repair was killed or CURRENT was
// lost.
func (s *survey) chosen() (*dbfile.Manifest, error) {
	if m := s.dir.Manifest; m != nil {
		return m, nil
	}
	names := slices.Clone(s.dir.Names(dbfile.ManifestFile))
	slices.SortFunc(names, func(a, b string) int {
		_, x := dbfile.ParseName(a)
		_, y := dbfile.ParseName(b)
		return cmp.Compare(y, x)
	})
	for _, name := range names {
		m, err := dbfile.ReadManifestFile(s.dir.Path, name)
		if damage := new(dbfile.FileError); errors.As(err, &damage) {
			continue
		}
		if err != nil {
			return nil, err
		}
		c := s.compare(m)
		if len(c.missing)+len(c.damaged)+len(c.others) == 0 && !c.logMissing && len(c.newer) == 0 {
			s.last = max(s.last, m.NextFile)
			return m, nil
		}
	}
	return nil, nil
}

// comparison holds the differences between the files and a manifest.
type comparison struct {
	missing    []dbfile.Table
	damaged    map[uint64]bool // listed; some or no entries are intact
	others     []*foundTable   // listed, but with the content of another table
	unlisted   []*foundTable   // with intact entries
	newer      []*foundTable   // unlisted, with entries newer than the manifest
	logMissing bool
}

func (s *survey) compare(m *dbfile.Manifest) comparison {
	c := comparison{damaged: map[uint64]bool{}, logMissing: m.Log != 0 && !s.hasLog(m.Log)}
	for _, t := range m.Sorted() {
		f := s.tables[t.Number]
		switch {
		case f == nil:
			c.missing = append(c.missing, t)
		case t.Is(f.size, f.Summary):
		case f.Entries > 0 && (!t.Covers(f.Summary, s.order) || f.Sound() && f.size == int64(t.Size)):
			c.others = append(c.others, f)
		default:
			c.damaged[t.Number] = true
		}
	}
	for number, f := range s.tables {
		if _, listed := m.Tables[number]; listed || f.Entries == 0 {
			continue
		}
		c.unlisted = append(c.unlisted, f)
		if f.MaxSequence > m.LastSequence {
			c.newer = append(c.newer, f)
		}
	}
	return c
}
