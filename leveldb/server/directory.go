package server

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
	"github.com/openleveldb/openleveldb/native"
)

// DirectoryOptions configure how a Directory opens databases. nil and zero fields select the
// defaults.
type DirectoryOptions struct {
	// Open applies to every database. With Open.ReadOnly, databases are opened for shared reading
	// and never created. With Open.Write.Sync, every write is on disk when it is acknowledged,
	// whatever the client requested. ErrorIfMissing and ErrorIfExists are ignored.
	Open leveldb.Options
	// NoCreate serves existing databases only.
	NoCreate bool
	// MaxOpen is the maximum number of open databases. Each one uses memory and open files as set
	// in Open. To open one more, the Directory closes the one that was idle for longest. If all are
	// in use, the error is ErrBusy. Default 256.
	MaxOpen int
	// IdleClose is how long an unused database stays open. After that, another process can open it.
	// A negative value means forever. Default 10 minutes.
	IdleClose time.Duration
	// Logger receives errors that no caller can receive, such as a failure to close an idle
	// database. Default slog.Default().
	Logger *slog.Logger
}

// Directory holds the databases below a root directory. It opens each database once, on first use,
// and shares it among all users. It closes a database after IdleClose without use, or when the
// Directory is closed. It is safe for use by multiple goroutines.
//
// # Names
//
// A name is a slash-separated path below the root, such as "runs/2024". An absolute path inside the
// root names the same database. Other absolute paths, paths with a ".." element, and the names of
// LevelDB's own files fail with fs.ErrPermission. Empty names and non-canonical paths (a//b, a/./b,
// a/) fail with ErrInvalidArgument. Creating a database also creates its parent directories. A
// database is never created inside another database, or in a directory that holds anything else.
//
// # Links
//
// Symbolic links below the root are never followed, not even if they point below the root. A link
// on the way to a database, or in place of one of its files, fails with fs.ErrPermission. The root
// itself may be a link; it is resolved once. A database is opened through the directory that was
// checked (Linux's /proc/self/fd), so replacing that directory with a link has no effect, either
// during the opening or later.
//
// The following cases remain, so the root should belong to the user that serves it:
//
//   - A user who can write to a database's own directory can put a link there while it is open, or
//     write anything into its files.
//   - Mounts and hard links are followed.
//   - Without /proc, replacing a directory while it is being opened is detected only afterwards,
//     and later replacement is not detected.
type Directory struct {
	roots    []string // the root with links resolved, then the root as given
	root     *os.Root // for listing
	dir      *os.File
	options  DirectoryOptions
	creating sync.Mutex // held while a database is created

	mu      sync.Mutex
	open    map[string]*shared
	closed  bool
	closing sync.Once
	err     error // of Close
}

// shared is a database of a Directory, from the start of opening until it is closed.
type shared struct {
	name   string
	create bool

	opened chan struct{} // closed when opening has finished; db, place and err are then final
	db     *leveldb.DB
	place  *place
	err    error

	// Guarded by the Directory's mu:
	users  int
	used   time.Time     // when the last user left
	idle   *time.Timer   // runs while the database may be unused
	closed chan struct{} // made when closing begins, closed when it has finished
	shut   bool          // the Directory has closed the database; the last user releases its place
}

// OpenDirectory opens a root directory, which must exist and must not be a database itself. The
// caller must close the Directory. nil options select the defaults.
func OpenDirectory(root string, o *DirectoryOptions) (*Directory, error) {
	d := &Directory{open: map[string]*shared{}}
	if o != nil {
		d.options = *o
	}
	if d.options.MaxOpen == 0 {
		d.options.MaxOpen = 256
	}
	if d.options.IdleClose == 0 {
		d.options.IdleClose = 10 * time.Minute
	}
	if d.options.Logger == nil {
		d.options.Logger = slog.Default()
	}
	if err := d.openRoot(root); err != nil {
		return nil, fmt.Errorf("server: open directory %q: %w", root, errors.Join(err, d.closeRoot()))
	}
	return d, nil
}

func (d *Directory) openRoot(root string) error {
	if d.options.MaxOpen < 0 {
		return fmt.Errorf("%w: option MaxOpen is %d", leveldb.ErrInvalidArgument, d.options.MaxOpen)
	}
	given, err := native.AbsolutePath(root)
	if err != nil {
		return err
	}
	resolved, err := filepath.EvalSymlinks(given)
	if err != nil {
		return err
	}
	d.roots = slices.Compact([]string{resolved, filepath.Clean(given)})
	if d.root, err = os.OpenRoot(resolved); err != nil {
		return err
	}
	if d.dir, err = d.root.Open("."); err != nil {
		return err
	}
	if isDatabase(d.dir) {
		return fmt.Errorf("%w: it is a database; serve its parent directory", leveldb.ErrInvalidArgument)
	}
	return nil
}

func (d *Directory) closeRoot() error {
	var err error
	if d.root != nil {
		err = d.root.Close()
	}
	if d.dir != nil {
		err = errors.Join(err, d.dir.Close())
	}
	return err
}

// Acquire implements [Databases]. It returns the open database of that name. Anything borrowed from
// the database must be released before calling the returned release function.
//
// In addition to the errors of [Databases], the error is leveldb.ErrInvalidArgument for an invalid
// name, ErrBusy if too many databases are in use, or one of leveldb.Open's. After a failed open,
// the next caller tries again.
func (d *Directory) Acquire(name string, create bool) (*leveldb.DB, func(), error) {
	clean, err := d.relative(name)
	if err != nil {
		return nil, nil, notOpened(name, "", err)
	}
	for {
		s, opener, err := d.join(clean, create)
		if err != nil {
			return nil, nil, notOpened(name, "", err)
		}
		if opener {
			s.db, s.place, s.err = d.openDatabase(clean, create)
			if s.err != nil {
				d.mu.Lock()
				delete(d.open, clean)
				d.mu.Unlock()
			}
			close(s.opened)
		}
		<-s.opened
		if s.err == nil {
			return s.db, sync.OnceFunc(func() { d.release(s) }), nil
		}
		if !create || s.create {
			return nil, nil, s.err
		}
		// The caller that opened it was not allowed to create it; this one is.
	}
}

// join adds a user of a database and reports whether the caller must open it.
func (d *Directory) join(name string, create bool) (s *shared, opener bool, err error) {
	for {
		d.mu.Lock()
		if d.closed {
			d.mu.Unlock()
			return nil, false, leveldb.ErrClosed
		}
		s := d.open[name]
		switch {
		case s != nil && s.closed == nil:
			s.users++
			d.mu.Unlock()
			return s, false, nil
		case s != nil: // being closed: it can be opened again afterwards
			d.mu.Unlock()
			<-s.closed
		case len(d.open) < d.options.MaxOpen:
			s = &shared{name: name, create: create, opened: make(chan struct{}), users: 1}
			d.open[name] = s
			d.mu.Unlock()
			return s, true, nil
		default:
			longest := d.longestIdle()
			if longest == nil {
				d.mu.Unlock()
				return nil, false, fmt.Errorf("%w: %d databases are in use", wire.ErrBusy, d.options.MaxOpen)
			}
			d.closeIdle(longest)
		}
	}
}

// longestIdle returns the database that has been unused for longest, or nil if all are in use. d.mu
// must be held.
func (d *Directory) longestIdle() *shared {
	var longest *shared
	for _, s := range d.open {
		if s.users == 0 && (s.closed != nil || longest == nil || s.used.Before(longest.used)) {
			if longest = s; s.closed != nil {
				break // it is making room already
			}
		}
	}
	return longest
}

// closeIdle closes an unused database, or waits for another goroutine that is closing it. d.mu must
// be held; closeIdle unlocks it.
func (d *Directory) closeIdle(s *shared) {
	if s.closed != nil {
		d.mu.Unlock()
		<-s.closed
		return
	}
	s.closed = make(chan struct{})
	d.mu.Unlock()
	if err := errors.Join(s.db.Close(), s.place.Close()); err != nil {
		d.options.Logger.Error("closing an idle database failed", "database", s.name, "error", err)
	}
	d.mu.Lock()
	delete(d.open, s.name)
	d.mu.Unlock()
	close(s.closed)
}

func (d *Directory) release(s *shared) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if s.users--; s.users > 0 {
		return
	}
	s.used = time.Now()
	switch {
	case s.shut:
		d.closePlace(s)
	case s.idle == nil && d.options.IdleClose > 0 && !d.closed:
		s.idle = time.AfterFunc(d.options.IdleClose, func() { d.expire(s) })
	}
}

// expire closes a database that was unused for IdleClose.
func (d *Directory) expire(s *shared) {
	d.mu.Lock()
	s.idle = nil
	if s.users > 0 || s.closed != nil || d.closed {
		d.mu.Unlock()
		return // its release starts the timer again
	}
	if rest := d.options.IdleClose - time.Since(s.used); rest > 0 {
		s.idle = time.AfterFunc(rest, func() { d.expire(s) })
		d.mu.Unlock()
		return
	}
	d.closeIdle(s)
}

// Opened returns the number of databases that are open now.
func (d *Directory) Opened() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.open)
}

// Followed returns the number of open databases that another process serves to this one.
func (d *Directory) Followed() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := 0
	for _, s := range d.open {
		select {
		case <-s.opened:
			if s.err == nil && driver.Far(s.db.Driver()) {
				n++
			}
		default: // it is being opened
		}
	}
	return n
}

// Close closes all databases, including those in use; their users get ErrClosed. It waits for calls
// in progress. Close is idempotent: further calls return the result of the first.
func (d *Directory) Close() error {
	d.closing.Do(func() {
		d.mu.Lock()
		d.closed = true
		all := make([]*shared, 0, len(d.open))
		for _, s := range d.open {
			all = append(all, s)
		}
		d.mu.Unlock()
		var errs []error
		for _, s := range all {
			errs = append(errs, d.shut(s))
		}
		d.err = errors.Join(append(errs, d.closeRoot())...)
	})
	return d.err
}

// shut closes a database that may be in use, or may be opening or closing.
func (d *Directory) shut(s *shared) error {
	<-s.opened
	if s.err != nil {
		return nil // the caller that opened it got the error
	}
	d.mu.Lock()
	if s.closed != nil {
		d.mu.Unlock()
		<-s.closed
		return nil
	}
	s.closed = make(chan struct{})
	if s.idle != nil {
		s.idle.Stop()
	}
	d.mu.Unlock()
	err := s.db.Close()
	close(s.closed)
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.open, s.name)
	s.shut = true
	if s.users == 0 {
		d.closePlace(s)
	}
	return err
}

// closePlace closes a database's directory. Its file descriptor must not be reused for another
// directory while LevelDB may still open files through it. Memory borrowed from LevelDB keeps
// LevelDB open, so closePlace must wait until the last user has left.
func (d *Directory) closePlace(s *shared) {
	if err := s.place.Close(); err != nil {
		d.options.Logger.Error("closing a database's directory failed", "database", s.name, "error", err)
	}
}
