package native

/*
#include <stdlib.h>
#include "order_go.h"
*/
import "C"

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// ordering is the Comparator of one open database. A nil ordering is bytewise order.
//
// C++ calls the function from any thread, with locks of LevelDB held. If the function panics, calls
// runtime.Goexit or contradicts itself, there is no result with which LevelDB could continue
// safely; see order_go.cc. The database has then failed. The comparison never returns, the files of
// the database no longer change, and every call returns an error. Objects that C++ holds are never
// freed.
type ordering struct {
	*driver.Comparator
	c      *C.oldb_order
	handle uintptr

	once    sync.Once
	err     error         // valid when failed is closed
	failed  chan struct{} // closed after the first failure
	stopped chan struct{} // closed when the files no longer change, after that
}

// newOrdering returns the ordering for a database that is about to be opened. It returns nil if c
// is nil.
func newOrdering(c *driver.Comparator) *ordering {
	if c == nil {
		return nil
	}
	o := &ordering{Comparator: c, failed: make(chan struct{}), stopped: make(chan struct{})}
	o.handle = orderings.add(o)
	name := C.CString(c.Name)
	defer C.free(unsafe.Pointer(name))
	if o.c = C.oldb_order_new(C.uintptr_t(o.handle), name); o.c == nil {
		panic("native: out of memory")
	}
	return o
}

// use sets the comparator in options. A database that is open for writing also gets an environment.
func (o *ordering) use(options *C.leveldb_options_t, writing bool) {
	if o == nil {
		return
	}
	environment := C.int(0)
	if writing {
		environment = 1
	}
	C.oldb_order_use(o.c, options, environment)
}

// opened marks the end of opening.
func (o *ordering) opened() {
	if o != nil {
		C.oldb_order_opened(o.c)
	}
}

// free frees the C++ object. The database must be closed.
func (o *ordering) free() {
	if o != nil {
		C.oldb_order_free(o.c)
		orderings.remove(o.handle)
	}
}

// failure returns the error of a database that has failed, and whose files no longer change, and nil
// otherwise.
func (o *ordering) failure() error {
	if o == nil {
		return nil
	}
	select {
	case <-o.failed:
		<-o.stopped
		return o.err
	default:
		return nil
	}
}

// call calls f, which calls C++. If the database fails before f returns, call returns the error. C++
// may then still use everything that f refers to, and will never free it.
//
// f runs on a separate goroutine, because it does not return if a comparison fails.
func (o *ordering) call(f func()) error {
	if o == nil {
		f()
		return nil
	}
	if err := o.failure(); err != nil {
		return err
	}
	done := make(chan struct{})
	go func() {
		f()
		close(done)
	}()
	select {
	case <-done:
	case <-o.failed:
	}
	// f may have returned because files can no longer be changed.
	return o.failure()
}

// fail makes the database fail for the given reason. Only the first call has an effect.
func (o *ordering) fail(reason string, cause error) {
	o.once.Do(func() {
		o.err = &driver.Error{Class: driver.ErrInvalidArgument, Cause: cause, Text: fmt.Sprintf(
			"the comparator %q %s; close the database, and open it with a comparator that does not fail: the files are intact", o.Name, reason)}
		close(o.failed)
		C.oldb_order_stop(o.c)
		close(o.stopped)
	})
}

// oldb_go_compare compares two keys for C++. The keys are in C memory that is valid until it
// returns.
//
//export oldb_go_compare
func oldb_go_compare(handle C.uintptr_t, flags C.int, a *C.char, aSize C.size_t, b *C.char, bSize C.size_t) C.int {
	o := orderings.get(uintptr(handle))
	c := 0
	failed := true
	defer func() {
		if failed {
			select {} // C++ must not continue: see ordering
		}
	}()
	if flags&C.OLDB_ENDLESS_ORDER != 0 {
		o.fail("has cycles, so that LevelDB compares keys endlessly", nil)
	} else {
		x, y := borrowKey(a, aSize), borrowKey(b, bSize)
		c, failed = o.compare(x, y, flags&C.OLDB_CHECK_ORDER != 0)
	}
	return C.int(c)
}

// compare calls the function, and reports whether the database has failed. It does not return if the
// function calls runtime.Goexit.
func (o *ordering) compare(a, b []byte, check bool) (c int, failed bool) {
	if o.failure() != nil {
		return 0, true
	}
	returned := false
	defer func() {
		if !returned {
			failed = true
			o.fail(reasonOf(recover()))
		}
	}()
	c = sign(o.Compare(a, b))
	if check {
		if reversed := sign(o.Compare(b, a)); c != -reversed {
			o.fail(fmt.Sprintf("is not an order: it returned %d for the keys %.80q and %.80q, and %d for the reverse", c, a, b, reversed), nil)
			failed = true
		}
	}
	returned = true
	return c, failed
}

// reasonOf returns the reason of a failure, and its cause if that is an error. v is nil after
// runtime.Goexit.
func reasonOf(v any) (reason string, cause error) {
	if v == nil {
		return "called runtime.Goexit", nil
	}
	cause, _ = v.(error)
	return fmt.Sprintf("panicked: %v", v), cause
}

func sign(n int) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}

func borrowKey(key *C.char, size C.size_t) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(key)), int(size))
}

// errOrderFailed is the panic value of compareKeys if the database has failed.
var errOrderFailed = errors.New("the comparator failed")

// compareKeys compares two keys in Go. If the database fails, it panics with errOrderFailed, which
// guarded recovers.
func (o *ordering) compareKeys(a, b []byte) int {
	c, failed := o.compare(a, b, false)
	if failed {
		panic(errOrderFailed)
	}
	return c
}

// compareTexts is compareKeys for strings. It may be called on a nil ordering.
func (o *ordering) compareTexts(a, b string) int {
	if o == nil {
		switch {
		case a < b:
			return -1
		case a > b:
			return 1
		}
		return 0
	}
	return o.compareKeys(unsafe.Slice(unsafe.StringData(a), len(a)), unsafe.Slice(unsafe.StringData(b), len(b)))
}

// checkLevels returns ErrCorrupt for a database whose levels LevelDB would not accept in this order. m
// is nil for a new database.
func (o *ordering) checkLevels(m *dbfile.Manifest) error {
	if o == nil || m == nil {
		return nil
	}
	return o.guarded(func() error {
		if err := m.CheckLevels(o.inFiles()); err != nil {
			return &driver.Error{Class: driver.ErrCorrupt, Cause: err, Text: fmt.Sprintf(
				"%v in the order of the comparator %q; Repair with that comparator merges the tables", err, o.Name)}
		}
		return nil
	})
}

// inFiles returns the order for package dbfile. Calls of package dbfile are guarded.
func (o *ordering) inFiles() *dbfile.Order {
	if o == nil {
		return nil
	}
	return &dbfile.Order{Name: o.Name, Compare: o.compareKeys}
}

// guarded calls f, which may call compareKeys. If the database fails, it returns that error.
func (o *ordering) guarded(f func() error) (err error) {
	if o == nil {
		return f()
	}
	defer func() {
		if r := recover(); r == errOrderFailed {
			err = o.failure()
		} else if r != nil {
			panic(r)
		}
	}()
	return f()
}

// orderings holds the orderings of all open databases, by handle. Reading it costs one load.
var orderings orderTable

type orderTable struct {
	mu  sync.Mutex
	all atomic.Pointer[[]*ordering] // copied on write
}

func (t *orderTable) get(handle uintptr) *ordering { return (*t.all.Load())[handle] }

func (t *orderTable) add(o *ordering) uintptr {
	t.mu.Lock()
	defer t.mu.Unlock()
	var all []*ordering
	if p := t.all.Load(); p != nil {
		all = append(all, *p...)
	}
	for i, used := range all {
		if used == nil {
			all[i] = o
			t.all.Store(&all)
			return uintptr(i)
		}
	}
	all = append(all, o)
	t.all.Store(&all)
	return uintptr(len(all) - 1)
}

func (t *orderTable) remove(handle uintptr) {
	t.mu.Lock()
	defer t.mu.Unlock()
	all := append([]*ordering(nil), *t.all.Load()...)
	all[handle] = nil
	t.all.Store(&all)
}
