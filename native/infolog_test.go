package native

import (
	"context"
	"encoding/binary"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// capture is a handler that keeps the records.
type capture struct {
	mu     sync.Mutex
	all    []slog.Record
	before func(slog.Record) // called first; may be nil
}

func (r *capture) Enabled(context.Context, slog.Level) bool { return true }
func (r *capture) WithAttrs([]slog.Attr) slog.Handler       { return r }
func (r *capture) WithGroup(string) slog.Handler            { return r }

func (r *capture) Handle(_ context.Context, record slog.Record) error {
	if r.before != nil {
		r.before(record)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all = append(r.all, record.Clone())
	return nil
}

// with returns the records whose message contains text.
func (r *capture) with(text string) (found []slog.Record) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, record := range r.all {
		if strings.Contains(record.Message, text) {
			found = append(found, record)
		}
	}
	return found
}

// Every line has reached the handler when Close returns. There is no file LOG.
func TestLogger(t *testing.T) {
	for name, readOnly := range map[string]bool{"writer": false, "reader": true} {
		t.Run(name, func(t *testing.T) {
			begin := time.Now()
			lines := &capture{}
			o := Options{CreateIfMissing: true, Logger: slog.New(lines)}
			path := filepath.Join(t.TempDir(), "100%s %d")
			db := openTestAt(t, path, &o)
			put(t, db, "k", "v")
			require.NoError(t, db.Compact(ctx, "", ""))
			put(t, db, "k", "w")
			require.NoError(t, db.Close())
			require.Len(t, lines.with("Creating DB "+path+" since it was missing."), 1)
			require.NotEmpty(t, lines.with("Level-0 table"))
			for _, r := range lines.all {
				assert.Equal(t, slog.LevelInfo, r.Level, r.Message)
				assert.False(t, r.Time.Before(begin.Add(-time.Second)) || r.Time.After(time.Now()), r.Time)
				assert.NotContains(t, r.Message, "\n")
				r.Attrs(func(a slog.Attr) bool {
					assert.True(t, a.Equal(slog.String("path", path)), a)
					return true
				})
				assert.Equal(t, 1, r.NumAttrs())
			}
			lines.all = nil
			again := openTestAt(t, path, &Options{ReadOnly: readOnly, Logger: slog.New(lines)})
			require.NoError(t, again.Close())
			require.Len(t, lines.with("Recovering log #"), 1)
			require.NoFileExists(t, filepath.Join(path, "LOG"))
		})
	}
}

// Without a Logger, LevelDB writes the file LOG.
func TestNoLogger(t *testing.T) {
	db := openTest(t, nil)
	require.FileExists(t, filepath.Join(db.path, "LOG"))
}

// Lines that report errors have their own level. Those of a failed Open are passed on too.
func TestLoggerErrors(t *testing.T) {
	db := openTest(t, nil)
	put(t, db, "a", strings.Repeat("x", 100))
	put(t, db, "b", strings.Repeat("x", 100))
	require.NoError(t, db.Close())
	logs, err := filepath.Glob(filepath.Join(db.path, "*.log"))
	require.NoError(t, err)
	require.Len(t, logs, 1)
	content, err := os.ReadFile(logs[0])
	require.NoError(t, err)
	content[50]++
	require.NoError(t, os.WriteFile(logs[0], content, 0o600))
	for _, paranoid := range []bool{true, false} {
		lines := &capture{}
		again, err := Open(db.path, &Options{ParanoidChecks: paranoid, Logger: slog.New(lines)})
		if paranoid {
			require.ErrorIs(t, err, driver.ErrCorrupt)
		} else {
			require.NoError(t, err)
			require.NoError(t, again.Close())
		}
		dropped := lines.with("dropping")
		require.Len(t, dropped, 1)
		require.Equal(t, slog.LevelError, dropped[0].Level)
		require.Equal(t, slog.LevelInfo, lines.with("Recovering log")[0].Level)
	}
}

// A handler that panics or ends its goroutine loses its line and nothing else.
func TestLoggerPanics(t *testing.T) {
	for name, fail := range map[string]func(){"panic": func() { panic("handler") }, "goexit": runtime.Goexit} {
		t.Run(name, func(t *testing.T) {
			n := 0
			lines := &capture{before: func(slog.Record) {
				if n++; n%2 == 1 {
					fail()
				}
			}}
			db := openTest(t, &Options{Logger: slog.New(lines)})
			for range 5 {
				put(t, db, "k", "v")
				require.NoError(t, db.Compact(ctx, "", ""))
			}
			require.Equal(t, "v", get(t, db, "k", driver.ReadOptions{}))
			require.NoError(t, db.Close())
			require.Greater(t, n, 10)
			require.Len(t, lines.all, n/2)
		})
	}
}

// A handler may use the database, and even close it.
func TestLoggerUsesDatabase(t *testing.T) {
	before := flushTime
	flushTime = 10 * time.Millisecond // the handler that calls Close waits for itself
	defer func() { flushTime = before }()
	var db *DB
	opened, closed := make(chan struct{}), make(chan error, 1)
	lines := &capture{}
	lines.before = func(r slog.Record) {
		<-opened
		if strings.HasPrefix(r.Message, "Compacting") || strings.HasPrefix(r.Message, "Level-0") {
			err := db.Put(ctx, "from the handler", []byte(r.Message), driver.WriteOptions{Sync: true})
			_, err2 := db.Property(ctx, "leveldb.stats")
			if err == nil && err2 == nil {
				select {
				case closed <- db.Close():
				default:
				}
			}
		}
	}
	db = openTest(t, &Options{Logger: slog.New(lines)})
	close(opened)
	put(t, db, "k", "v")
	err := db.Compact(ctx, "", "")
	require.True(t, err == nil || err == driver.ErrClosed, err)
	require.NoError(t, <-closed)
	again := openTestAt(t, db.path, nil)
	require.NotEmpty(t, get(t, again, "from the handler", driver.ReadOptions{}))
}

// LevelDB does not wait for a handler. Lines are dropped, and their number is logged.
func TestLoggerTooSlow(t *testing.T) {
	var pipe [2]int
	before := makePipe
	makePipe = func() (ends [2]int, err error) {
		pipe, err = before()
		return pipe, err
	}
	defer func() { makePipe = before }()
	entered, proceed := make(chan struct{}), make(chan struct{})
	enter := sync.OnceFunc(func() { close(entered) })
	lines := &capture{before: func(slog.Record) {
		enter()
		<-proceed
	}}
	db := openTest(t, &Options{Logger: slog.New(lines)})
	put(t, db, "k", "v")
	require.NoError(t, db.Compact(ctx, "", ""))
	<-entered // the handler has the first line, and reads no others
	fillers := 0
	for _, size := range []int{400, 0} {
		filler := make([]byte, 24+size)
		binary.NativeEndian.PutUint32(filler[8:], uint32(size))
		for {
			_, err := syscall.Write(pipe[1], filler)
			if err == syscall.EAGAIN {
				break
			}
			require.NoError(t, err)
			if size > 0 {
				fillers++
			}
		}
	}
	put(t, db, "k", "w")
	require.NoError(t, db.Compact(ctx, "", ""), "no line has room")
	require.Empty(t, lines.all)
	close(proceed)
	require.Eventually(t, func() bool { return len(lines.with(strings.Repeat("\x00", 400))) == fillers }, time.Minute, time.Millisecond)
	require.Empty(t, lines.with("are missing"))
	put(t, db, "k", "x")
	require.NoError(t, db.Compact(ctx, "", ""))
	require.NoError(t, db.Close())
	missing := lines.with("lines of LevelDB's log are missing")
	require.Len(t, missing, 1)
	require.Equal(t, slog.LevelWarn, missing[0].Level)
}

// A handler that never returns delays Close, but does not block it.
func TestLoggerHangs(t *testing.T) {
	before := flushTime
	flushTime = 10 * time.Millisecond
	defer func() { flushTime = before }()
	block := make(chan struct{})
	defer close(block)
	db := openTest(t, &Options{Logger: slog.New(&capture{before: func(slog.Record) { <-block }})})
	put(t, db, "k", "v")
	require.NoError(t, db.Close())
	require.NoError(t, openTestAt(t, db.path, nil).Close())
}

// Without a pipe, Open fails and leaves nothing behind.
func TestLoggerWithoutPipe(t *testing.T) {
	db := openTest(t, nil)
	require.NoError(t, db.Close())
	before := makePipe
	makePipe = func() ([2]int, error) { return [2]int{}, os.NewSyscallError("pipe", syscall.EMFILE) }
	defer func() { makePipe = before }()
	for _, o := range []Options{{}, {ReadOnly: true}} {
		o.Logger = slog.New(&capture{})
		_, err := Open(db.path, &o)
		require.ErrorIs(t, err, driver.ErrIO)
		require.ErrorIs(t, err, syscall.EMFILE)
	}
	require.ErrorIs(t, Repair(db.path, &Options{Logger: slog.New(&capture{})}), syscall.EMFILE)
	require.NoError(t, openTestAt(t, db.path, nil).Close())
}

// A repair that rebuilds a database logs too.
func TestLoggerOfRepair(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	fillTables(t, path, 10)
	manifests, err := filepath.Glob(filepath.Join(path, "MANIFEST-*"))
	require.NoError(t, err)
	require.Len(t, manifests, 1)
	require.NoError(t, os.Remove(manifests[0]))
	lines := &capture{}
	require.NoError(t, Repair(path, &Options{Logger: slog.New(lines)}))
	require.NotEmpty(t, lines.with("Recovering log"))
}
