package repair

import (
	"errors"
	"path/filepath"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/internal/disk"
)

// install makes m the manifest of the database. files maps the numbers of those tables in m that
// are not in the directory yet to their paths. If m has no log, install creates an empty one. Files
// that are no longer part of the database are moved to lost.
//
// All new files have new names. They have no effect until CURRENT is replaced.
func (r *repairer) install(m *dbfile.Manifest, files map[uint64]string) error {
	m.Name = dbfile.ManifestName(r.number())
	created := []string{m.Name}
	fail := func(err error) error {
		for _, name := range created {
			err = errors.Join(err, disk.RemoveAll(filepath.Join(r.path, name)))
		}
		return err
	}
	for number, from := range files {
		name := dbfile.TableName(number)
		created = append(created, name)
		Step("add " + name)
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
	Step("add " + m.Name)
	// If CURRENT is lost, a repair uses a manifest whose tables are all present.
	if err := disk.Sync(r.path); err != nil {
		return fail(err)
	}
	if err := disk.Rename(draft, filepath.Join(r.path, m.Name)); err != nil {
		return fail(err)
	}
	obsolete := r.obsolete(m)
	if err := r.keepAll(obsolete); err != nil {
		return fail(err)
	}
	if err := r.setCurrent(m); err != nil {
		return err // it may have taken effect
	}
	return r.removeAll(obsolete)
}

// keepAll keeps files of the database in lost. When it returns nil, they are there on the disk.
func (r *repairer) keepAll(names []string) error {
	for _, name := range names {
		if err := r.lost.keep(name); err != nil {
			return err
		}
	}
	return disk.Sync(r.lost.path)
}

// removeAll removes files of the database that have been kept in lost.
func (r *repairer) removeAll(names []string) error {
	for _, name := range names {
		Step("remove " + name)
		if err := disk.Remove(filepath.Join(r.path, name)); err != nil {
			return err
		}
	}
	return disk.Sync(r.path)
}

// syncFiles syncs the files of the database with this manifest, and their names. LevelDB has synced
// its tables, but another program may have copied them.
func (r *repairer) syncFiles(m *dbfile.Manifest) error {
	names := []string{m.Name}
	for number := range m.Tables {
		name := dbfile.TableName(number)
		if f := r.tables[number]; f != nil {
			name = f.name // the name may have the old form
		}
		names = append(names, name)
	}
	for _, l := range r.logs {
		if isLive(m, l.number) {
			names = append(names, l.name)
		}
	}
	for _, name := range names {
		if err := disk.Sync(filepath.Join(r.path, name)); err != nil {
			return err
		}
	}
	return disk.Sync(r.path)
}

// createLog creates an empty log.
func (r *repairer) createLog(number uint64) error {
	name := dbfile.LogName(number)
	Step("create " + name)
	return disk.WriteFile(filepath.Join(r.path, name), nil)
}

// setCurrent makes CURRENT name the manifest m. Before it does, it syncs the manifest and its
// files, and keeps the old CURRENT in lost.
func (r *repairer) setCurrent(m *dbfile.Manifest) error {
	if err := r.keepAll(r.dir.Names(dbfile.CurrentFile)); err != nil {
		return err
	}
	if err := r.syncFiles(m); err != nil {
		return err
	}
	draft := filepath.Join(r.lost.scratch(), "CURRENT")
	if err := disk.WriteFile(draft, []byte(m.Name+"\n")); err != nil {
		return err
	}
	Step("replace CURRENT")
	return disk.Rename(draft, filepath.Join(r.path, "CURRENT"))
}
