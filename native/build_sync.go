package native

/*
#include "build.h"
*/
import "C"

import (
	"runtime"
	"sync"

	"github.com/openleveldb/openleveldb/internal/dbfile"
)

// syncs syncs finished tables while others are being written.
type syncs struct {
	mu      sync.Mutex
	changed sync.Cond // the queue has changed; L is mu
	queue   []written
	synced  []dbfile.Table
	running bool
	err     error // of the first sync that failed
}

// written is a finished table.
type written struct {
	path  string
	fd    C.int
	table dbfile.Table
}

// maxUnsynced is how many files may wait for their sync. They are open.
const maxUnsynced = 64

// add takes ownership of the file of a table. It returns the error of an earlier one.
func (s *syncs) add(w written) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.queue) >= maxUnsynced {
		s.changed.Wait()
	}
	s.queue = append(s.queue, w)
	if !s.running {
		s.running = true
		go s.run()
	}
	return s.err
}

// run syncs files until none is left.
func (s *syncs) run() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.queue) > 0 {
		next, failed := s.queue[0], s.err != nil
		s.mu.Unlock()
		err := next.sync(failed)
		s.mu.Lock()
		s.queue = s.queue[1:]
		switch {
		case s.err != nil:
		case err != nil:
			s.err = err
		default:
			s.synced = append(s.synced, next.table)
		}
		s.changed.Broadcast()
	}
	s.running = false
	s.changed.Broadcast()
}

// wait waits for all files, and returns the error of the first one that failed.
func (s *syncs) wait() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.running {
		s.changed.Wait()
	}
	return s.err
}

// tables returns the tables that are on the disk.
func (s *syncs) tables() []dbfile.Table {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.synced[:len(s.synced):len(s.synced)]
}

func (f written) sync(discard bool) error {
	upkeep.acquire()
	defer upkeep.release()
	only := C.int(0)
	if discard {
		only = 1
	}
	var status C.oldb_status
	C.oldb_build_sync(chars(f.path), C.size_t(len(f.path)), f.fd, only, &status)
	runtime.KeepAlive(f.path)
	return statusError(&status)
}
