package shared_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/openleveldb/openleveldb/internal/tests/served"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote"
	"github.com/openleveldb/openleveldb/ndarray"
)

// A worker counts its writes in the database: write n sets its counter to n. A write that is lost,
// or is applied after a later one, is therefore noticed by the next read. Three of four writes are
// batches. A batch also puts a record of the write, deletes an old record, and puts the number
// under two more keys. Readers never see only one of the two changed.
const (
	workersEach = 2  // in a process
	keptRecords = 64 // numbers below the counter that have records
	singleEvery = 4  // each such write is a put of the counter only
)

func counterKey(worker int) string       { return fmt.Sprintf("counter/%03d", worker) }
func recordKey(worker, write int) string { return fmt.Sprintf("record/%03d/%08d", worker, write) }
func pairPrefix(worker int) string       { return fmt.Sprintf("pair/%03d/", worker) }

// done is what the workers of a process did.
type done struct {
	Writes  int // acknowledged
	Unknown int // writes with an unknown outcome
	Applied int // those of them that had been done
	Refused int // writes that failed and had not been done
	Expired int // reads whose state ended with its server
	Reopens int
}

func (d *done) add(e done) {
	d.Writes += e.Writes
	d.Unknown += e.Unknown
	d.Applied += e.Applied
	d.Refused += e.Refused
	d.Expired += e.Expired
	d.Reopens += e.Reopens
}

// workRole runs workers until the file Stop exists. At each SIGUSR1 it closes the database and
// opens it again.
func workRole(j job) (any, error) {
	db, err := open(j.Path)
	if err != nil {
		return nil, err
	}
	var current atomic.Pointer[leveldb.DB]
	current.Store(db)
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGUSR1)
	workers, errs := make([]*worker, workersEach), make([]error, workersEach)
	var wg sync.WaitGroup
	for i := range workers {
		if workers[i], err = newWorker(j, i, &current); err != nil {
			return nil, err
		}
		wg.Go(func() {
			if errs[i] = workers[i].run(); errs[i] != nil {
				errs[i] = fmt.Errorf("worker %d: %w", workers[i].number, errs[i])
				_ = os.WriteFile(j.Stop, nil, 0o600) // end the test early
			}
		})
	}
	ended := make(chan struct{})
	go func() { wg.Wait(); close(ended) }()
	var total done
	for running := true; running; {
		select {
		case <-ended:
			running = false
		case <-asked:
			total.Reopens++
			err := current.Load().Close()
			if err == nil {
				db, err = open(j.Path)
			}
			if err != nil {
				return nil, fmt.Errorf("process %d, reopening: %w", j.Number, err)
			}
			current.Store(db)
		}
	}
	for _, w := range workers {
		total.add(w.done)
		errs = append(errs, w.journal.Close(), w.gaps.Close())
	}
	return total, errors.Join(append(errs, current.Load().Close())...)
}

type worker struct {
	job
	number  int
	current *atomic.Pointer[leveldb.DB]
	journal *journal
	gaps    *os.File // of the calls that took long
	rng     *rand.Rand
	done    done
	count   int // the value of the counter
}

func newWorker(j job, i int, current *atomic.Pointer[leveldb.DB]) (*worker, error) {
	w := &worker{job: j, number: j.Number*workersEach + i, current: current}
	w.rng = rand.New(rand.NewPCG(j.Seed, uint64(os.Getpid())<<8+uint64(i)))
	var err error
	if w.journal, err = openJournal(journalPath(j, w.number)); err != nil {
		return nil, err
	}
	w.gaps, err = os.OpenFile(gapsPath(j, w.number), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	return w, err
}

// run continues where a process that was killed ended.
func (w *worker) run() error {
	tried, acknowledged := w.journal.read()
	n, err := w.counter()
	if err != nil {
		return err
	}
	if n < acknowledged || n > tried {
		return fmt.Errorf("the counter is %d; %d was acknowledged, %d tried", n, acknowledged, tried)
	}
	for w.count = n; ; {
		if _, err := os.Stat(w.Stop); err == nil {
			return nil
		}
		if n, err = w.counter(); err != nil {
			return err
		}
		if n != w.count {
			return fmt.Errorf("the counter is %d after write %d", n, w.count)
		}
		if err := w.write(); err != nil {
			return err
		}
		if err := w.observe(w.rng.IntN(w.Workers)); err != nil {
			return err
		}
	}
}

// counter reads the counter, whatever happens to the process that serves.
func (w *worker) counter() (n int, err error) {
	err = w.timed(func(db *leveldb.DB) error {
		n, err = leveldb.GetOr(db, counterKey(w.number), 0)
		return err
	})
	return n, err
}

// timed makes a call until it succeeds or fails for a reason other than a change of hands, and
// records the time if it is long.
func (w *worker) timed(call func(db *leveldb.DB) error) error {
	start := time.Now()
	for {
		err := call(w.current.Load())
		if err == nil {
			return w.took(start)
		}
		if !passing(err) {
			return err
		}
		time.Sleep(time.Millisecond) // this process is reopening the database
	}
}

// passing reports whether an error is due to a process that has ended or closed the database.
func passing(err error) bool {
	return errors.Is(err, leveldb.ErrClosed) || errors.Is(err, remote.ErrUnavailable)
}

const longCall = 10 * time.Millisecond

func (w *worker) took(start time.Time) error {
	end := time.Now()
	if end.Sub(start) < longCall {
		return nil
	}
	_, err := fmt.Fprintln(w.gaps, start.UnixNano(), end.UnixNano())
	return err
}

// write makes one write. If its outcome is unknown, the counter decides.
func (w *worker) write() error {
	n := w.count + 1
	if err := w.journal.tried(n); err != nil {
		return err
	}
	start := time.Now()
	err := w.writeNumber(w.current.Load(), n)
	switch {
	case err == nil:
		w.count = n
		w.done.Writes++
		return errors.Join(w.journal.acknowledged(n), w.took(start))
	case errors.Is(err, remote.ErrOutcomeUnknown):
		w.done.Unknown++
		found, err := w.counter()
		if err != nil {
			return err
		}
		if found != w.count && found != n {
			return fmt.Errorf("the counter is %d after write %d with an unknown outcome", found, n)
		}
		w.done.Applied += found - w.count
		w.count = found
		return nil
	case passing(err):
		w.done.Refused++ // it was not done, which the next read of the counter checks
		return nil
	}
	return err
}

func (w *worker) writeNumber(db *leveldb.DB, n int) error {
	db = db.WithWriteOptions(leveldb.WriteOptions{Sync: w.rng.IntN(4) == 0})
	if n%singleEvery == 0 {
		return db.Put(counterKey(w.number), n)
	}
	length := 1 + w.rng.IntN(1000)
	if w.rng.IntN(50) == 0 {
		length = 50_000 // longer than a message on a link
	}
	array, err := ndarray.FromSlice(served.VersionArray(w.number, n, length), -1)
	if err != nil {
		return err
	}
	return db.Update(func(b *leveldb.Batch) error {
		errs := []error{b.Put(counterKey(w.number), n), b.Put(recordKey(w.number, n), array)}
		for _, key := range []string{"a", "b"} {
			errs = append(errs, b.Put(pairPrefix(w.number)+key, n))
		}
		for old := range singleEvery {
			if old = n - keptRecords - old; old > 0 {
				errs = append(errs, b.Delete(recordKey(w.number, old)))
			}
		}
		return errors.Join(errs...)
	})
}

// observe reads what another worker writes: both keys of its pair, and its last record in a
// snapshot.
func (w *worker) observe(other int) error {
	err := w.timed(func(db *leveldb.DB) error {
		var pair []int
		for e, err := range db.Entries(&leveldb.Range{Prefix: pairPrefix(other)}) {
			if err != nil {
				return err
			}
			n, err := leveldb.ValueAs[int](e)
			if err != nil {
				return err
			}
			pair = append(pair, n)
		}
		if len(pair) != 0 && (len(pair) != 2 || pair[0] != pair[1]) {
			return fmt.Errorf("part of a batch of worker %d: %v", other, pair)
		}
		if w.rng.IntN(8) != 0 {
			return nil
		}
		return w.observeSnapshot(db, other)
	})
	if errors.Is(err, remote.ErrExpired) {
		w.done.Expired++
		return nil
	}
	return err
}

func (w *worker) observeSnapshot(db *leveldb.DB, other int) (err error) {
	snapshot, err := db.Snapshot()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, snapshot.Close()) }()
	n, err := leveldb.GetOr(snapshot, counterKey(other), 0)
	if err == nil && n > 0 && n%singleEvery == 0 {
		n-- // a single put has no record
	}
	if err != nil || n == 0 {
		return err
	}
	return checkRecord(snapshot, other, n)
}

// checkRecord checks the record of a write.
func checkRecord(db *leveldb.DB, worker, n int) error {
	array, err := leveldb.Get[*ndarray.Array](db, recordKey(worker, n))
	if err != nil {
		return err
	}
	elements, err := ndarray.View[float64](array)
	if err != nil {
		return err
	}
	version, err := served.CheckVersion(elements, worker)
	if err == nil && version != n {
		err = fmt.Errorf("record %d of worker %d holds %d", n, worker, version)
	}
	return err
}
