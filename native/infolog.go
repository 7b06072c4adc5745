package native

/*
#include "infolog.h"
*/
import "C"

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// infoLog passes LevelDB's info log to a slog.Logger. LevelDB writes lines to a pipe, because it
// holds the lock of the database when it logs; see infolog.cc. A goroutine reads the lines and
// calls the handler, which may therefore use the database.
//
// All methods may be called on a nil infoLog.
type infoLog struct {
	c    *C.oldb_infolog
	to   *slog.Logger
	path string
	pipe *os.File
	in   *bufio.Reader
	done chan struct{} // closed after the last line
}

// flushTime is how long Close waits for the handler to process the remaining lines. Without a limit
// it would wait forever for a handler that calls Close, or that does not return.
var flushTime = time.Second // tests shorten it

// makePipe returns a non-blocking pipe. Tests replace it.
var makePipe = func() (ends [2]int, err error) {
	syscall.ForkLock.RLock() // no process starts before the ends are marked as close-on-exec
	defer syscall.ForkLock.RUnlock()
	if err := unix.Pipe(ends[:]); err != nil {
		return ends, os.NewSyscallError("pipe", err)
	}
	for _, fd := range ends {
		unix.CloseOnExec(fd)
		if err := unix.SetNonblock(fd, true); err != nil {
			unix.Close(ends[0])
			unix.Close(ends[1])
			return ends, os.NewSyscallError("fcntl", err)
		}
	}
	return ends, nil
}

// newInfoLog redirects LevelDB's info log to a Logger instead of the file LOG.
func newInfoLog(options *C.leveldb_options_t, path string, to *slog.Logger) (*infoLog, error) {
	ends, err := makePipe()
	if err != nil {
		return nil, ioError(err)
	}
	l := &infoLog{to: to, path: path, pipe: os.NewFile(uintptr(ends[0]), "LevelDB's log"), done: make(chan struct{})}
	l.in = bufio.NewReader(l.pipe)
	if l.c = C.oldb_infolog_new(options, C.int(ends[1])); l.c == nil {
		l.pipe.Close()
		return nil, &driver.Error{Class: driver.ErrIO, Text: "out of memory"}
	}
	go l.run()
	return l, nil
}

// close ends the log. LevelDB must no longer use it.
func (l *infoLog) close() {
	if l != nil {
		C.oldb_infolog_free(l.c)
	}
}

// flush waits after close until the handler has processed all lines, but for at most flushTime.
func (l *infoLog) flush() {
	if l == nil {
		return
	}
	limit := time.NewTimer(flushTime)
	defer limit.Stop()
	select {
	case <-l.done:
	case <-limit.C:
	}
}

// run passes lines to the handler until the pipe is closed.
func (l *infoLog) run() {
	ended := false
	defer func() {
		if !ended { // the handler called runtime.Goexit
			go l.run()
			return
		}
		l.pipe.Close()
		close(l.done)
	}()
	for {
		var head C.oldb_infolog_line
		if _, err := io.ReadFull(l.in, unsafe.Slice((*byte)(unsafe.Pointer(&head)), unsafe.Sizeof(head))); err != nil {
			break // the end
		}
		text := make([]byte, head.size)
		if _, err := io.ReadFull(l.in, text); err != nil {
			break
		}
		at, level := time.Unix(0, int64(head.time)), slog.LevelInfo
		if head.dropped > 0 {
			l.handle(at, slog.LevelWarn, fmt.Sprintf("%d lines of LevelDB's log are missing, because the handler was too slow", head.dropped))
		}
		if head.failed != 0 {
			level = slog.LevelError
		}
		l.handle(at, level, string(text))
	}
	ended = true
}

// handle calls the handler. If the handler panics, the line is lost. Errors of the handler are
// ignored, because there is nowhere to report them.
func (l *infoLog) handle(at time.Time, level slog.Level, text string) {
	defer func() { _ = recover() }()
	handler := l.to.Handler()
	if !handler.Enabled(context.Background(), level) {
		return
	}
	record := slog.NewRecord(at, level, text, 0)
	record.AddAttrs(slog.String("path", l.path))
	_ = handler.Handle(context.Background(), record)
}
