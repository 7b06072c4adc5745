package diskfull_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/leveldb"
	_ "github.com/openleveldb/openleveldb/leveldb/shared"
)

// While the disk is full, followers receive errors for their writes and can read everything. If the
// server closes the database then, a follower takes over, or reports the disk and takes over once
// there is space.
func TestDiskFullShared(t *testing.T) { eachDisk(t, []string{"batches", "arrays"}, "shared") }

// fillShared writes through followers until a write fails, lets the server close the database, and
// frees the space. It does so repeatedly.
func fillShared(kind, dir, way string) error {
	d, err := newDisk(kind, dir)
	if err != nil {
		return err
	}
	path := filepath.Join(d.dir, "db")
	open := func() (*leveldb.DB, error) {
		return leveldb.Open(path, &leveldb.Options{Shared: true, ParanoidChecks: true, WriteBufferSize: 128 << 10})
	}
	var all []*leveldb.DB // the first one serves
	for range 3 {
		db, err := open()
		if err != nil {
			return err
		}
		all = append(all, db)
	}
	f := &sharedFilling{disk: d, write: fillings[way], acknowledged: map[string]any{}}
	for round := range 3 {
		if err := f.round(all); err != nil {
			return fmt.Errorf("round %d: %w", round, err)
		}
		db, err := open()
		if err != nil {
			return err
		}
		if all = append(all[1:], db); far(all[0]) {
			all[0], all[1] = all[1], all[0] // whichever of the two took over
		}
		if far(all[0]) || !far(all[1]) || !far(all[2]) {
			return errors.New("not exactly one opening serves")
		}
	}
	var errs []error
	for _, db := range all {
		errs = append(errs, db.Close())
	}
	db, err := leveldb.Open(path, &leveldb.Options{ErrorIfMissing: true, ParanoidChecks: true})
	if err != nil {
		return errors.Join(append(errs, err)...)
	}
	return errors.Join(append(errs, checkAcknowledged(db, f.acknowledged), db.Close())...)
}

// far reports whether db is a follower.
func far(db *leveldb.DB) bool { return db.Driver().(interface{ Far() bool }).Far() }

type sharedFilling struct {
	disk         *disk
	write        filling
	acknowledged map[string]any
	n            int
}

// round fills the disk through all[1] and closes all[0].
func (f *sharedFilling) round(all []*leveldb.DB) error {
	if err := f.writes(all[1], 30); err != nil {
		return fmt.Errorf("with space: %w", err)
	}
	if err := f.disk.full(); err != nil {
		return err
	}
	if err := f.writes(all[1], 20_000); !f.full(err) {
		return fmt.Errorf("a full disk: %v", err)
	}
	if err := checkAcknowledged(all[2], f.acknowledged); err != nil {
		return fmt.Errorf("while the disk is full: %w", err)
	}
	if err := all[0].Close(); err != nil && !f.full(err) {
		return fmt.Errorf("closing on a full disk: %w", err)
	}
	if _, err := all[1].Has("missing"); err != nil && !f.full(err) {
		return fmt.Errorf("taking over on a full disk: %w", err)
	}
	if err := f.disk.empty(); err != nil {
		return err
	}
	for _, db := range all[1:] {
		if err := checkAcknowledged(db, f.acknowledged); err != nil {
			return fmt.Errorf("after a full disk: %w", err)
		}
	}
	return nil
}

// writes makes writes until one fails.
func (f *sharedFilling) writes(db *leveldb.DB, count int) error {
	for range count {
		written, err := f.write(db, f.n)
		f.n++
		if err != nil {
			return err
		}
		for key, value := range written {
			f.acknowledged[key] = value
		}
	}
	return nil
}

// full reports whether an error says that the disk is full. The cause does not pass between
// processes, but its text does.
func (f *sharedFilling) full(err error) bool {
	return errors.Is(err, leveldb.ErrIO) && strings.Contains(strings.ToLower(err.Error()), strings.ToLower(f.disk.reason.Error()))
}
