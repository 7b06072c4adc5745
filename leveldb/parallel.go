package leveldb

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/openleveldb/openleveldb/ndarray"
)

// partsPerWorker is how many parts ParallelViews makes for each goroutine. Several of them make up
// for parts that take longer than others.
const partsPerWorker = 8

// ParallelViews calls fn with every array of a range, from several goroutines at once. A nil r
// selects all. workers is the number of goroutines; 0 means runtime.GOMAXPROCS(0). The range is
// cut with Split, so it must not have a Limit. Within a part the arrays come in the order of the
// range. The order of the parts is not defined.
//
// fn must be safe for concurrent use. The view is valid until fn returns, as in Views.
//
// The first error ends the iteration: that of fn, of the iteration, or of a value that cannot be
// viewed. ParallelViews waits for the calls of fn that are in progress, and returns that error. To
// continue after a value that is not an array, iterate over the parts of Split with Views. If fn
// panics, ParallelViews panics with the same value.
//
// Each part is read in the state of the moment its iteration begins. For one state of the whole
// range, iterate over a snapshot.
func ParallelViews[T ndarray.Element](db *DB, r *Range, workers int, fn func(v ArrayView[T]) error) error {
	if workers < 0 {
		_, cut := db.span(r)
		return db.failRange("view", cut, fmt.Errorf("%w: %d goroutines", ErrInvalidArgument, workers))
	}
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	parts, err := db.Split(r, min(workers, math.MaxInt/partsPerWorker)*partsPerWorker)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(db.ctx)
	defer cancel()
	g := &group{cancel: cancel}
	db = db.WithContext(ctx)
	var next atomic.Int64
	for range min(workers, len(parts)) {
		g.run(func() error {
			for i := int(next.Add(1)) - 1; i < len(parts) && !g.ended.Load(); i = int(next.Add(1)) - 1 {
				if err := viewPart(db, parts[i], &g.ended, fn); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return g.wait()
}

// viewPart calls fn with the arrays of a part until ended is set.
func viewPart[T ndarray.Element](db *DB, part *Range, ended *atomic.Bool, fn func(v ArrayView[T]) error) (err error) {
	views(db, part, func(v ArrayView[T], wrong error) bool {
		if ended.Load() {
			return false
		}
		if err = wrong; err == nil {
			err = fn(v)
		}
		return err == nil
	}, func(unreadable error) { err = unreadable })
	return err
}

// group runs functions in goroutines until the first one fails. It is an errgroup.Group that passes
// panics and runtime.Goexit on to the goroutine that waits.
type group struct {
	cancel context.CancelFunc
	wg     sync.WaitGroup
	ended  atomic.Bool // a function has failed

	once   sync.Once
	err    error
	panics any
	exits  bool
}

// run calls fn in a new goroutine.
func (g *group) run(fn func() error) {
	g.wg.Go(func() {
		returned := false
		defer func() {
			if returned {
				return
			}
			p := recover() // nil after runtime.Goexit
			g.end(func() { g.panics, g.exits = p, p == nil })
		}()
		err := fn()
		returned = true
		if err != nil {
			g.end(func() { g.err = err })
		}
	})
}

// end stops the other functions. Only the first call sets the result.
func (g *group) end(set func()) {
	g.once.Do(func() {
		set()
		g.ended.Store(true)
		g.cancel()
	})
}

// wait waits for all functions.
func (g *group) wait() error {
	g.wg.Wait()
	if g.panics != nil {
		panic(g.panics)
	}
	if g.exits {
		runtime.Goexit()
	}
	return g.err
}
