package native

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/openleveldb/openleveldb/internal/dbfile"
)

// install makes m the manifest of the database. files are the tables in m that are not in the
// directory yet, by their numbers. If m has no log, an empty one is created. What is no longer part
// of the database is moved to lost.
//
// All new files have new names. They mean nothing until CURRENT is replaced.
func (r *repairer) install(m *dbfile.Manifest, files map[uint64]string) error {
	m.Name = dbfile.ManifestName(r.number())
	created := []string{m.Name}
	fail := func(err error) error {
		for _, name := range created {
			if removed := os.Remove(filepath.Join(r.path, name)); removed != nil && !errors.Is(removed, os.ErrNotExist) {
				err = errors.Join(err, removed)
			}
		}
		return err
	}
	for number, from := range files {
		name := dbfile.TableName(number)
		created = append(created, name)
		repairStep("add " + name)
		if err := link(from, filepath.Join(r.path, name)); err != nil {
			return fail(err)
		}
	}
	if m.Log == 0 {
		m.Log = r.number()
		created = append(created, dbfile.LogName(m.Log))
		if err := r.createLog(m.Log); err != nil {
			return fail(err)
		}
	}
	m.NextFile = r.next
	draft := filepath.Join(r.lost.scratch(), m.Name)
	if err := dbfile.WriteManifest(draft, m); err != nil {
		return fail(err)
	}
	repairStep("add " + m.Name)
	if err := errors.Join(syncDir(r.path), os.Rename(draft, filepath.Join(r.path, m.Name))); err != nil {
		return fail(err)
	}
	obsolete := r.obsolete(m)
	for _, name := range obsolete {
		if err := r.lost.keep(name); err != nil {
			return fail(err)
		}
	}
	if err := r.setCurrent(m.Name); err != nil {
		return err // it may have taken effect
	}
	for _, name := range obsolete {
		repairStep("remove " + name)
		if err := os.Remove(filepath.Join(r.path, name)); err != nil {
			return err
		}
	}
	return syncDir(r.path)
}

// createLog creates an empty log.
func (r *repairer) createLog(number uint64) error {
	name := dbfile.LogName(number)
	repairStep("create " + name)
	file, err := os.OpenFile(filepath.Join(r.path, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}

// setCurrent makes CURRENT name a manifest, which with all its files is on the disk before. The old
// CURRENT is kept.
func (r *repairer) setCurrent(manifest string) error {
	if len(r.dir.Names(dbfile.CurrentFile)) > 0 {
		if err := r.lost.keep("CURRENT"); err != nil {
			return err
		}
	}
	draft := filepath.Join(r.lost.scratch(), "CURRENT")
	if err := writeSynced(draft, manifest+"\n"); err != nil {
		return err
	}
	if err := errors.Join(syncDir(r.lost.path), syncDir(r.path)); err != nil {
		return err
	}
	repairStep("replace CURRENT")
	return errors.Join(os.Rename(draft, filepath.Join(r.path, "CURRENT")), syncDir(r.path))
}

// writeSynced writes a new file, and syncs it.
func writeSynced(path, content string) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = file.WriteString(content)
	return errors.Join(err, file.Sync(), file.Close())
}
