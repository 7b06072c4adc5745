package repair

import (
	"errors"
	"path/filepath"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/internal/disk"
)

// repairer builds a new state of a database in addition to the old one. It replaces CURRENT last.
type repairer struct {
	*survey
	path  string
	merge func(path string) error
	lost  *lost
	next  uint64 // the next file number
}

// Step is called before each change to the directory. Tests kill the process there.
var Step = func(what string) {}

// Options hold the parts of LevelDB that a repair needs.
type Options struct {
	Snappy bool          // the library can read blocks that are compressed with Snappy
	Order  *dbfile.Order // of the keys
	// Merge makes LevelDB replay the logs of a database and merge its tables.
	Merge func(path string) error
}

// Check returns the error with which Repair would reject the database. It changes nothing.
func Check(d *dbfile.Directory, o Options) error {
	_, err := surveyOf(d, o)
	return err
}

// Repair repairs the database in a recognized directory.
func Repair(d *dbfile.Directory, o Options) (err error) {
	s, err := surveyOf(d, o)
	if err != nil {
		return err
	}
	m, err := s.chosen()
	if err != nil {
		return err
	}
	l, err := openLost(d.Path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.close()) }()
	r := &repairer{survey: s, path: d.Path, merge: o.Merge, lost: l, next: s.last + 1}
	if m == nil {
		return r.rebuild(r.withEntries(nil), 0)
	}
	c := s.compare(m)
	switch {
	case len(c.missing) > 0 && len(c.unlisted) > 0:
		// The manifest may be older than the tables: a compaction replaces tables by others, and an
		// old manifest does not list those.
		return r.rebuild(r.withEntries(nil), m.Log)
	case c.logMissing && len(c.newer) > 0:
		// The log has become a table that the manifest does not list yet.
		return r.rebuild(append(r.withEntries(m), c.newer...), m.Log)
	case len(c.others) > 0:
		return r.rebuild(r.withEntries(m), m.Log)
	case r.order != nil && m.CheckLevels(r.order) != nil:
		return r.rebuild(r.withEntries(m), m.Log)
	case len(c.missing)+len(c.damaged) > 0:
		return r.mend(m, c)
	}
	return r.keep(m, c)
}

// withEntries returns the tables with intact entries: those that the manifest lists, or all tables
// if m is nil.
func (r *repairer) withEntries(m *dbfile.Manifest) []*foundTable {
	var tables []*foundTable
	for number, f := range r.tables {
		listed := m == nil
		if m != nil {
			_, listed = m.Tables[number]
		}
		if listed && f.Entries > 0 {
			tables = append(tables, f)
		}
	}
	return tables
}

// keep repairs a database whose manifest and tables are intact.
func (r *repairer) keep(m *dbfile.Manifest, c comparison) error {
	if err := r.salvageLogs(m); err != nil {
		return err
	}
	// LevelDB deletes obsolete files when it opens the database, so move them first.
	obsolete := r.obsolete(m)
	if err := r.keepAll(obsolete); err != nil {
		return err
	}
	if err := r.removeAll(obsolete); err != nil {
		return err
	}
	if c.logMissing {
		if err := errors.Join(r.createLog(m.Log), disk.Sync(r.path)); err != nil {
			return err
		}
	}
	if r.dir.Manifest == nil {
		return r.setCurrent(m)
	}
	return nil
}

// obsolete returns the files that are not part of the database with this manifest. LevelDB deletes
// them when it opens the database.
func (r *repairer) obsolete(m *dbfile.Manifest) []string {
	var names []string
	for _, name := range r.dir.Names(dbfile.TableFile) {
		_, number := dbfile.ParseName(name)
		if _, listed := m.Tables[number]; !listed || r.tables[number].name != name {
			names = append(names, name)
		}
	}
	for _, l := range r.logs {
		if !isLive(m, l.number) {
			names = append(names, l.name)
		}
	}
	for _, name := range r.dir.Names(dbfile.ManifestFile) {
		if name != m.Name {
			names = append(names, name)
		}
	}
	return names
}

// isLive reports whether LevelDB replays the log when it opens a database with this manifest.
func isLive(m *dbfile.Manifest, log uint64) bool { return log >= m.Log || log == m.PrevLog }

// salvageLogs replaces each damaged log that LevelDB would replay by its intact records. Each
// replacement is atomic.
func (r *repairer) salvageLogs(m *dbfile.Manifest) error {
	for _, l := range r.logs {
		if !l.Damaged || !isLive(m, l.number) {
			continue
		}
		log, salvaged := filepath.Join(r.path, l.name), filepath.Join(r.lost.scratch(), l.name)
		if err := dbfile.SalvageLog(log, salvaged); err != nil {
			return err
		}
		if err := errors.Join(r.lost.keep(l.name), disk.Sync(r.lost.path)); err != nil {
			return err
		}
		Step("replace " + l.name)
		if err := disk.Rename(salvaged, log); err != nil {
			return err
		}
	}
	return nil
}

// mend repairs a database whose manifest is intact, but some of whose tables are damaged or
// missing. All other tables keep their levels.
func (r *repairer) mend(m *dbfile.Manifest, c comparison) error {
	if err := r.salvageLogs(m); err != nil {
		return err
	}
	mended := r.newManifest()
	mended.PrevLog, mended.LastSequence = m.PrevLog, m.LastSequence
	for _, l := range r.logs {
		if l.number >= m.Log {
			mended.Log = l.number // not m.Log, which may be missing
			break
		}
	}
	// On level 0, a table with a higher number is newer. If one of them gets a new number, all of
	// them must.
	renumber := false
	for number := range c.damaged {
		renumber = renumber || m.Tables[number].Level == 0
	}
	files := map[uint64]string{} // paths of the new tables, by number
	for _, t := range m.Sorted() {
		f := r.tables[t.Number]
		switch {
		case f == nil:
		case c.damaged[t.Number]:
			if f.Entries == 0 {
				continue
			}
			number := r.number()
			files[number] = filepath.Join(r.lost.scratch(), dbfile.TableName(number))
			size, err := dbfile.SalvageTable(filepath.Join(r.path, f.name), files[number], f.Summary)
			if err != nil {
				return err
			}
			mended.Tables[number] = dbfile.NewTable(number, t.Level, size, f.Summary)
		case t.Level == 0 && renumber:
			number := r.number()
			files[number] = filepath.Join(r.path, f.name)
			mended.Tables[number] = dbfile.NewTable(number, t.Level, f.size, f.Summary)
		default:
			mended.Tables[t.Number] = t
		}
	}
	return r.install(mended, files)
}

// newManifest returns a manifest without tables.
func (r *repairer) newManifest() *dbfile.Manifest {
	m := dbfile.NewManifest()
	if r.order != nil {
		m.Comparator = r.order.Name
	}
	return m
}

// number returns an unused file number.
func (r *repairer) number() uint64 {
	r.next++
	return r.next - 1
}
