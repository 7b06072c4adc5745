package soak_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/tests/served"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote"
	"github.com/openleveldb/openleveldb/ndarray"
)

// soaker is a worker that uses three databases: a local one, and its part of one on each server.
type soaker struct {
	number  int
	targets []*soakTarget
	done    int
}

// soakTarget is a database and what a soaker has written to it.
type soakTarget struct {
	open  func() (*leveldb.DB, error)
	db    *leveldb.DB
	path  string // path of a local database
	slots [soakSlots]soakSlot
	rows  int // version of all rows; 0 before there are any
}

// soakSlot is an array of length elements that all encode the version. Version 0 is an absent
// array.
type soakSlot struct{ version, length int }

const (
	soakSlots = 24
	soakRows  = 32
	soakRow   = 256 // elements
)

func newSoaker(path string, number int, here served.Job) *soaker {
	there := here
	there.Address, there.Socket = here.Other.Address, here.Other.Socket
	here.Number, there.Number = number, number+1 // over TCP or the socket
	local := func() (*leveldb.DB, error) {
		return leveldb.Open(path, &leveldb.Options{WriteBufferSize: 256 << 10, MaxFileSize: 1 << 20, BloomFilterBits: 10})
	}
	dial := func(j served.Job) func() (*leveldb.DB, error) {
		return func() (*leveldb.DB, error) { return j.Dial(&remote.Options{MaxIdleConnections: 4}) }
	}
	return &soaker{number: number, targets: []*soakTarget{{open: local, path: path}, {open: dial(here)}, {open: dial(there)}}}
}

// epoch works for about the given time, then closes everything.
func (s *soaker) epoch(rng *rand.Rand, length time.Duration) (err error) {
	for end := time.Now().Add(length); time.Now().Before(end) && err == nil; s.done++ {
		target, kind := s.targets[rng.IntN(len(s.targets))], rng.IntN(len(soakWork))
		if target.db == nil {
			if target.db, err = target.open(); err != nil {
				target.db = nil
				break
			}
		}
		if err = soakWork[kind].do(s, target, rng); err != nil {
			err = fmt.Errorf("worker %d, operation %d, %s on %v: %w", s.number, s.done, soakWork[kind].name, target.db, err)
		}
	}
	for _, target := range s.targets {
		err = errors.Join(err, target.close())
	}
	return err
}

func (t *soakTarget) close() error {
	if t.db == nil {
		return nil
	}
	db := t.db
	t.db = nil
	return db.Close()
}

// soakWork lists the kinds of work. Frequent ones are listed more than once.
var soakWork = []struct {
	name string
	do   func(*soaker, *soakTarget, *rand.Rand) error
}{
	{"put", (*soaker).put}, {"put", (*soaker).put}, {"put", (*soaker).put},
	{"batch", (*soaker).batch}, {"delete", (*soaker).delete},
	{"get", (*soaker).get}, {"get", (*soaker).get}, {"view", (*soaker).view}, {"pin", (*soaker).pin},
	{"read into", (*soaker).readInto}, {"read rows", (*soaker).readRows},
	{"mistakes", (*soaker).mistakes}, {"gather", (*soaker).gather},
	{"entries", (*soaker).entries}, {"views", (*soaker).views}, {"lookup", (*soaker).lookup},
	{"snapshot", (*soaker).snapshot}, {"canceled", (*soaker).canceled}, {"care", (*soaker).care}, {"reopen", (*soaker).reopen},
}

func (s *soaker) prefix() string           { return "soak" + strconv.Itoa(s.number) + "/" }
func (s *soaker) key(slot int) string      { return fmt.Sprintf("%sslot/%02d", s.prefix(), slot) }
func (s *soaker) rowKey(row int) string    { return fmt.Sprintf("%srow/%02d", s.prefix(), row) }
func (s *soaker) slots() *leveldb.Range    { return &leveldb.Range{Prefix: s.prefix() + "slot/"} }
func (s *soaker) array(v, n int) []float64 { return served.VersionArray(s.number, v, n) }

// check compares a result with what was written.
func (s *soaker) check(t *soakTarget, slot int, got []float64, err error) error {
	want := t.slots[slot]
	if want.version == 0 {
		if !errors.Is(err, leveldb.ErrNotFound) {
			return fmt.Errorf("slot %d: %d elements and error %w, but the slot is empty", slot, len(got), err)
		}
		return nil
	}
	if err != nil {
		return err
	}
	v, err := served.CheckVersion(got, s.number)
	if err == nil && (v != want.version || len(got) != want.length) {
		err = fmt.Errorf("slot %d: version %d of %d elements, not %d of %d", slot, v, len(got), want.version, want.length)
	}
	return err
}

// length returns a random number of elements. Most are small; the maximum is 256 KiB in bytes.
func length(rng *rand.Rand) int { return 1 + rng.IntN(1<<rng.IntN(16)) }

func (s *soaker) put(t *soakTarget, rng *rand.Rand) error {
	slot, n := rng.IntN(soakSlots), length(rng)
	db := t.db.WithWriteOptions(leveldb.WriteOptions{Sync: rng.IntN(20) == 0})
	array, err := ndarray.FromSlice(s.array(s.done+1, n), -1)
	if err != nil {
		return err
	}
	t.slots[slot] = soakSlot{s.done + 1, n}
	return db.Put(s.key(slot), array)
}

func (s *soaker) delete(t *soakTarget, rng *rand.Rand) error {
	slot := rng.IntN(soakSlots)
	t.slots[slot] = soakSlot{}
	return t.db.Sub(s.prefix()).Delete(s.key(slot)[len(s.prefix()):])
}

// batch rewrites all rows and a slot.
func (s *soaker) batch(t *soakTarget, rng *rand.Rand) error {
	slot, n := rng.IntN(soakSlots), length(rng)
	b := t.db.NewBatch()
	row, err := ndarray.FromSlice(s.array(s.done+1, soakRow), -1)
	for i := 0; i < soakRows && err == nil; i++ {
		err = b.Put(s.rowKey(i), row)
	}
	if err != nil {
		return err
	}
	array, err := ndarray.FromSlice(s.array(s.done+1, n), -1)
	if err != nil {
		return err
	}
	if err := errors.Join(b.Delete(s.key(slot)), b.Put(s.key(slot), array), b.Write()); err != nil {
		return err
	}
	t.slots[slot], t.rows = soakSlot{s.done + 1, n}, s.done+1
	return nil
}

func (s *soaker) get(t *soakTarget, rng *rand.Rand) error { return s.getFrom(t.db, t, rng) }

func (s *soaker) getFrom(db *leveldb.DB, t *soakTarget, rng *rand.Rand) error {
	slot := rng.IntN(soakSlots)
	a, err := leveldb.Get[*ndarray.Array](db, s.key(slot))
	if err != nil {
		return s.check(t, slot, nil, err)
	}
	elements, err := ndarray.View[float64](a)
	return s.check(t, slot, elements, err)
}

func (s *soaker) view(t *soakTarget, rng *rand.Rand) error {
	slot := rng.IntN(soakSlots)
	err := leveldb.View(t.db, s.key(slot), func(elements []float64, _ []int) error { return s.check(t, slot, elements, nil) })
	if errors.Is(err, leveldb.ErrNotFound) {
		return s.check(t, slot, nil, err)
	}
	return err
}

// pin holds several values at once while another write is in progress.
func (s *soaker) pin(t *soakTarget, rng *rand.Rand) error {
	var pinned []*leveldb.Pinned
	defer func() {
		for _, p := range pinned {
			p.Release()
		}
	}()
	for range 3 {
		slot := rng.IntN(soakSlots)
		p, err := t.db.Pin(s.key(slot))
		if err != nil {
			if err := s.check(t, slot, nil, err); err != nil {
				return err
			}
			continue
		}
		pinned = append(pinned, p)
		a, err := p.Array()
		if err != nil {
			return err
		}
		if a.Size() != t.slots[slot].length {
			return fmt.Errorf("slot %d: %d elements, not %d", slot, a.Size(), t.slots[slot].length)
		}
	}
	return s.put(t, rng)
}

func (s *soaker) readInto(t *soakTarget, rng *rand.Rand) error {
	slot := rng.IntN(soakSlots)
	into := make([]float64, 1<<15)
	n, err := leveldb.ReadInto(t.db, s.key(slot), into)
	return s.check(t, slot, into[:n], err)
}

func (s *soaker) readRows(t *soakTarget, rng *rand.Rand) error {
	slot := rng.IntN(soakSlots)
	want := t.slots[slot]
	if want.version == 0 {
		return nil
	}
	last := 1 + rng.IntN(want.length)
	first := rng.IntN(last)
	into := make([]float64, last-first)
	n, err := leveldb.ReadRows(t.db, s.key(slot), first, last, into)
	if err != nil {
		return err
	}
	v, err := served.CheckVersion(into[:n], s.number)
	if err == nil && v != want.version {
		err = fmt.Errorf("slot %d: version %d, not %d", slot, v, want.version)
	}
	return err
}

// mistakes makes calls that fail after they have borrowed or started something.
func (s *soaker) mistakes(t *soakTarget, rng *rand.Rand) error {
	slot := rng.IntN(soakSlots)
	if t.slots[slot].version == 0 {
		return nil
	}
	key := s.key(slot)
	mine := errors.New("mine")
	short := make([]float64, 0)
	_, asText := leveldb.Get[string](t.db, key)
	_, asShort := leveldb.ReadInto(t.db, key, short)
	_, outside := leveldb.ReadRows(t.db, key, t.slots[slot].length, t.slots[slot].length+1, short)
	_, gathered := t.db.Gather([]string{key, s.prefix() + "no such row"}, nil)
	snapshot, err := t.db.Snapshot()
	if err != nil {
		return err
	}
	written := snapshot.Put(key, 1)
	_, again := snapshot.Snapshot()
	if err := snapshot.Close(); err != nil {
		return err
	}
	_, closed := snapshot.Get(key)
	_, property := t.db.Property("no such property")
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	_, late := t.db.WithContext(ended).Get(key)
	for _, m := range []struct {
		name      string
		got, want error
	}{
		{"another type", asText, codec.ErrMismatch},
		{"another dtype", leveldb.View(t.db, key, func([]int32, []int) error { return nil }), ndarray.ErrDType},
		{"an error of the caller's", leveldb.View(t.db, key, func([]float64, []int) error { return mine }), mine},
		{"short", asShort, ndarray.ErrShort},
		{"rows that are not there", outside, ndarray.ErrIndex},
		{"a row that is not there", gathered, leveldb.ErrNotFound},
		{"a write to a snapshot", written, leveldb.ErrReadOnly},
		{"a snapshot of a snapshot", again, leveldb.ErrInvalidArgument},
		{"a closed snapshot", closed, leveldb.ErrClosed},
		{"a property", property, leveldb.ErrNotFound},
		{"a context that has ended", late, context.Canceled},
	} {
		if !errors.Is(m.got, m.want) {
			return fmt.Errorf("%s: error %w, not %v", m.name, m.got, m.want)
		}
	}
	return nil
}

func (s *soaker) gather(t *soakTarget, rng *rand.Rand) error {
	if t.rows == 0 {
		return nil
	}
	keys := make([]string, 1+rng.IntN(soakRows))
	for i := range keys {
		keys[i] = s.rowKey(rng.IntN(soakRows))
	}
	tensor, err := t.db.Gather(keys, nil)
	if err == nil && rng.IntN(2) == 0 {
		tensor, err = t.db.GatherRange(&leveldb.Range{StartingBy: s.prefix() + "row/"}, nil)
	}
	if err != nil {
		return err
	}
	elements, err := ndarray.View[float64](tensor)
	if err != nil {
		return err
	}
	v, err := served.CheckVersion(elements, s.number)
	if err == nil && v != t.rows {
		err = fmt.Errorf("rows of version %d, not %d", v, t.rows)
	}
	return err
}

// entries iterates over slots, forward or backward, and breaks out of the loop at some point.
func (s *soaker) entries(t *soakTarget, rng *rand.Rand) error { return s.entriesOf(t.db, t, rng) }

func (s *soaker) entriesOf(db *leveldb.DB, t *soakTarget, rng *rand.Rand) error {
	r := s.slots()
	r.Reverse = rng.IntN(2) == 0
	left, decode := rng.IntN(2*soakSlots), rng.IntN(2) == 0
	for e, err := range db.Entries(r) {
		if err != nil {
			return err
		}
		if left--; left < 0 {
			break
		}
		slot, err := strconv.Atoi(e.Key())
		if err != nil {
			return err
		}
		if !decode {
			continue
		}
		a, err := leveldb.ValueAs[*ndarray.Array](e)
		if err != nil {
			return err
		}
		elements, err := ndarray.View[float64](a)
		if err := s.check(t, slot, elements, err); err != nil {
			return err
		}
	}
	return nil
}

func (s *soaker) views(t *soakTarget, rng *rand.Rand) error {
	left := rng.IntN(2 * soakSlots)
	for v, err := range leveldb.Views[float64](t.db, s.slots()) {
		if err != nil {
			return err
		}
		slot, err := strconv.Atoi(v.Key())
		if err := s.check(t, slot, v.Elements, err); err != nil {
			return err
		}
		if left--; left < 0 {
			break
		}
	}
	return nil
}

func (s *soaker) lookup(t *soakTarget, rng *rand.Rand) error {
	keys, left := make([]string, 0, soakSlots), rng.IntN(2*soakSlots)
	for slot := range soakSlots {
		keys = append(keys, s.key(slot))
	}
	slot := 0
	for e, err := range t.db.Lookup(keys) {
		if err != nil {
			return err
		}
		if left--; left < 0 {
			break
		}
		var elements []float64
		a, err := leveldb.ValueAs[*ndarray.Array](e)
		if err == nil {
			elements, err = ndarray.View[float64](a)
		}
		if err := s.check(t, slot, elements, err); err != nil {
			return err
		}
		slot++
	}
	return nil
}

// snapshot reads the state from before a few writes.
func (s *soaker) snapshot(t *soakTarget, rng *rand.Rand) error {
	snapshot, err := t.db.Snapshot()
	if err != nil {
		return err
	}
	before := *t
	err = errors.Join(s.put(t, rng), s.delete(t, rng))
	for range 3 {
		err = errors.Join(err, s.getFrom(snapshot, &before, rng))
	}
	return errors.Join(err, s.entriesOf(snapshot, &before, rng), snapshot.Close())
}

// canceled ends a loop by cancelling its context.
func (s *soaker) canceled(t *soakTarget, rng *rand.Rand) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	at := rng.IntN(soakSlots)
	for _, err := range t.db.WithContext(ctx).Entries(s.slots()) {
		if err != nil && !errors.Is(err, context.Canceled) {
			return err
		}
		if at--; at == 0 {
			cancel()
		}
	}
	return nil
}

// care makes calls that neither read nor write entries.
func (s *soaker) care(t *soakTarget, rng *rand.Rand) error {
	want := 0
	for _, slot := range t.slots {
		if slot.version != 0 {
			want++
		}
	}
	n, err := t.db.Count(s.slots())
	if err == nil && n != want {
		err = fmt.Errorf("%d slots, not %d", n, want)
	}
	if err != nil {
		return err
	}
	if _, err := t.db.ApproximateSize(s.slots()); err != nil {
		return err
	}
	if _, err := t.db.Property("leveldb.stats"); err != nil {
		return err
	}
	if rng.IntN(8) != 0 {
		return nil
	}
	return t.db.Compact(s.slots())
}

// reopen closes the database and opens it again, occasionally with a failed attempt.
func (s *soaker) reopen(t *soakTarget, rng *rand.Rand) error {
	if t.path != "" && rng.IntN(4) == 0 {
		if _, err := t.open(); !errors.Is(err, leveldb.ErrLocked) {
			return fmt.Errorf("opened twice: error %w", err)
		}
		if _, err := leveldb.Open(t.path+"-none", &leveldb.Options{ReadOnly: true}); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("missing database: error %w", err)
		}
	}
	if err := t.close(); err != nil {
		return err
	}
	var err error
	if t.db, err = t.open(); err != nil {
		t.db = nil
	}
	return err
}
