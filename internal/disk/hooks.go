package disk

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
)

// Operation is a change to the file system, or an event of a test.
//
// Each record of a journal is a line of three tab-separated fields: operation, path and argument.
// The bytes of a write follow its line.
type Operation byte

// The operations and their arguments.
const (
	Create   Operation = 'c' // create or truncate a file
	Write    Operation = 'w' // append; the argument is the number of bytes
	SyncFile Operation = 's'
	SyncDir  Operation = 'd'
	Close    Operation = 'x'
	RenameTo Operation = 'r' // the argument is the new path
	LinkTo   Operation = 'l' // the argument is the new path
	Delete   Operation = 'u' // remove a file or an empty directory
	Makedir  Operation = 'm'
	Mark     Operation = '#' // an event of the test; the path is its text
)

// Fault is a planned failure of one operation.
type Fault struct {
	Operation Operation
	Name      string // part of the path
	Skip      int    // matching operations that succeed first
	Err       syscall.Errno
	Part      int // bytes that a failed write leaves in the file
}

// Engine represents non-Go code that changes files.
type Engine struct {
	Record func(fd int) // record operations in the file; a negative fd stops
	Fail   func(f Fault)
	Failed func() bool
}

var hooks struct {
	sync.Mutex
	engine  Engine
	active  atomic.Bool
	journal *os.File
	fault   Fault
	failed  bool
}

// Register sets the engine. Package native calls it when the program starts.
func Register(e Engine) { hooks.engine = e }

// Record records all changes that the library makes to files in a new file, until stop is called.
// It is for tests, one at a time.
func Record(path string) (stop func() error, err error) {
	hooks.Lock()
	defer hooks.Unlock()
	if hooks.journal != nil {
		return nil, errors.New("disk: operations are being recorded already")
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	hooks.journal = f
	hooks.active.Store(true)
	hooks.engine.Record(int(f.Fd()))
	return func() error {
		hooks.engine.Record(-1)
		hooks.Lock()
		defer hooks.Unlock()
		hooks.journal = nil
		hooks.active.Store(hooks.fault.Err != 0)
		return f.Close()
	}, nil
}

// Event records an event of a test among the operations.
func Event(text string) error { return do(Mark, text, "", func() error { return nil }) }

// Fail plans the failure of one operation. The zero Fault removes the plan. It is for tests, one at
// a time.
func Fail(f Fault) {
	hooks.Lock()
	defer hooks.Unlock()
	hooks.fault, hooks.failed = f, false
	hooks.active.Store(f.Err != 0 || hooks.journal != nil)
	hooks.engine.Fail(f)
}

// Failed reports whether the planned failure has happened.
func Failed() bool {
	hooks.Lock()
	defer hooks.Unlock()
	return hooks.failed || hooks.engine.Failed()
}

// do calls change, unless it is planned to fail, and records it.
func do(op Operation, path, argument string, change func() error) error {
	if !hooks.active.Load() {
		return change()
	}
	hooks.Lock()
	defer hooks.Unlock()
	if _, err := planned(op, path); err != nil {
		return err
	}
	if err := change(); err != nil {
		return err
	}
	return record(op, path, argument, nil)
}

// planned returns an error if the operation is planned to fail, and the number of bytes that a
// failed write leaves. The caller holds hooks.
func planned(op Operation, path string) (part int, err error) {
	f := hooks.fault
	if f.Err == 0 || f.Operation != op || !strings.Contains(path, f.Name) {
		return 0, nil
	}
	if hooks.fault.Skip--; hooks.fault.Skip >= 0 {
		return 0, nil
	}
	hooks.fault, hooks.failed = Fault{}, true
	return f.Part, &os.PathError{Op: string(op), Path: path, Err: f.Err}
}

// record adds an operation to the journal in a single write, because the engine writes records to
// the same file. The caller holds hooks.
func record(op Operation, path, argument string, data []byte) error {
	if hooks.journal == nil {
		return nil
	}
	_, err := hooks.journal.Write(append(fmt.Appendf(nil, "%c\t%s\t%s\n", op, path, argument), data...))
	return err
}
