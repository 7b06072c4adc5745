package repair

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/internal/disk"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// rebuild makes a new database from tables, and from the logs with firstLog and higher numbers,
// when it is unknown which of them are newer. LevelDB merges them by the sequence numbers of the
// entries, in a separate directory. If all tables were left on level 0, as LevelDB's own repair
// does, a Get would trust the table with the highest number.
func (r *repairer) rebuild(tables []*foundTable, firstLog uint64) error {
	dir := filepath.Join(r.lost.scratch(), "db")
	if err := disk.Mkdir(dir); err != nil {
		return err
	}
	m := r.newManifest()
	for _, f := range tables {
		size, err := r.copyTable(f, filepath.Join(dir, dbfile.TableName(f.number)))
		if err != nil {
			return err
		}
		m.Tables[f.number] = dbfile.NewTable(f.number, 0, size, f.Summary)
		m.LastSequence = max(m.LastSequence, f.MaxSequence)
	}
	for _, l := range r.logs {
		if l.number < firstLog {
			continue // its entries are in tables
		}
		from, to := filepath.Join(r.path, l.name), filepath.Join(dir, l.name)
		copyLog := link
		if l.Damaged {
			copyLog = dbfile.SalvageLog
		}
		if err := copyLog(from, to); err != nil {
			return err
		}
	}
	Step("merge")
	name := dbfile.ManifestName(r.number())
	m.NextFile = r.next
	if err := dbfile.WriteManifest(filepath.Join(dir, name), m); err != nil {
		return err
	}
	if err := disk.WriteFile(filepath.Join(dir, "CURRENT"), []byte(name+"\n")); err != nil {
		return err
	}
	if err := r.merge(dir); err != nil {
		return err
	}
	return r.adopt(dir)
}

// copyTable writes the intact entries of a table to a new one, and returns its size.
func (r *repairer) copyTable(f *foundTable, to string) (int64, error) {
	from := filepath.Join(r.path, f.name)
	if f.Sound() {
		return f.size, link(from, to)
	}
	return dbfile.SalvageTable(from, to, f.Summary)
}

// adopt verifies the database in dir, whose logs hold no entries, and installs its tables under new
// numbers.
func (r *repairer) adopt(dir string) error {
	built, err := dbfile.ReadManifest(dir)
	if err != nil {
		return err
	}
	r.next = max(r.next, built.NextFile)
	m := r.newManifest()
	m.LastSequence = built.LastSequence
	files := map[uint64]string{}
	for _, t := range built.Sorted() {
		path := filepath.Join(dir, dbfile.TableName(t.Number))
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		s, err := dbfile.ScanTable(path, -1, r.snappy, r.order)
		if err != nil {
			return err
		}
		if !t.Is(info.Size(), s) {
			return &driver.Error{Class: driver.ErrIO,
				Text: fmt.Sprintf("%s does not hold what was written; nothing was changed; the disk may be failing", path)}
		}
		number := r.number()
		files[number] = path
		m.Tables[number] = dbfile.NewTable(number, t.Level, info.Size(), s)
		m.LastSequence = max(m.LastSequence, s.MaxSequence)
	}
	return r.install(m, files)
}
