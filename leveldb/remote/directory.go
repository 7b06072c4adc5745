package remote

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
	"github.com/openleveldb/openleveldb/leveldb/remote/internal/wire"
	"github.com/openleveldb/openleveldb/native"
)

// DirectoryOptions say how a Directory opens databases. nil and zero fields are the defaults.
type DirectoryOptions struct {
	// Open is used for every database. With ReadOnly they are opened shared and none is created. With Write.Sync every write is
	// on the disk when it is answered, whatever the client asked for. ErrorIfMissing and ErrorIfExists count for nothing.
	Open leveldb.Options
	// NoCreate serves the databases that there are, and creates none.
	NoCreate bool
	// MaxOpen is how many databases are open at once; each takes memory and open files as Open says. When there is one more,
	// the one that was idle for longest is closed; if all are in use, the error is ErrBusy. Default 256.
	MaxOpen int
	// IdleClose is how long a database stays open that nobody uses; another process may have it then. Negative is for ever.
	// Default 10 minutes.
	IdleClose time.Duration
	// Logger is told what nobody else can be: an idle database that could not be closed well. Default slog.Default().
	Logger *slog.Logger
}

// Directory is the databases below a root directory. Each is opened when it is asked for, once, shared by all who use it, and
// closed when it was idle for long or with the Directory. Safe for use by many goroutines.
//
// # Names
//
// A name is a path below the root, with slashes, as in "runs/2024"; an absolute path into the root is the same database. Other
// absolute names, those with an element "..", and those of LevelDB's own files are fs.ErrPermission; empty ones, and all
// spellings but the plainest of a path (a//b, a/./b, a/), are ErrInvalidArgument. A new database gets the directories above it
// too. It is not made inside another database, nor in a directory that holds anything else.
//
// # Links
//
// No symbolic link below the root is followed, not even to a place below the root: on the way to a database and for any of its
// files it is fs.ErrPermission. The root itself may be a link; it is resolved once. A database is opened by the directory that
// was checked (Linux's /proc/self/fd), so a link that is put in its place meanwhile, or later, changes nothing. What remains:
// one who may write inside a database's own directory can put a link there while it is open, or write what he likes into its
// files; mounts and hard links are followed; and where there is no /proc, a directory that is replaced while it is being opened
// is noticed afterwards, and later not at all. So the root should belong to the user that serves it.
type Directory struct {
	roots    []string // without links first, then as it was given
	root     *os.Root // for the listing
	dir      *os.File
	options  DirectoryOptions
	creating sync.Mutex // held while a database is made

	mu      sync.Mutex
	open    map[string]*shared
	closed  bool
	closing sync.Once
	err     error // of Close
}

// shared is a database of a Directory, from when its opening begins to when it is closed.
type shared struct {
	name   string
	create bool

	opened chan struct{} // closed when the opening is over; db, place and err stay as they are from then on
	db     *leveldb.DB
	place  *place
	err    error

	// Under the Directory's mu:
	users  int
	used   time.Time     // when the last user left
	idle   *time.Timer   // runs while there may be nobody
	closed chan struct{} // made when the closing begins, closed when it is over
	shut   bool          // the Directory has closed it; the last user lets go of its place
}

// OpenDirectory opens a root directory, which must exist and be no database itself. nil options are the defaults. The caller
// closes the Directory.
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
		return nil, fmt.Errorf("remote: open directory %q: %w", root, errors.Join(err, d.closeRoot()))
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
		return fmt.Errorf("%w: it is a database; serve the directory above it", leveldb.ErrInvalidArgument)
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

// Acquire gives the database of that name, open, see [Databases]. Whatever was borrowed from it must be released before the
// release. Beside the errors named there, it is leveldb.ErrInvalidArgument for what is no name, ErrBusy if too many databases
// are in use, and those of leveldb.Open. An opening that failed is tried anew by the next caller.
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
		// The one who opened it was not to create it; this one is.
	}
}

// join counts one more user of a database, and says whether it is the one to open it.
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
		case s != nil: // it is being closed: afterwards it can be opened again
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

// longestIdle gives the database that nobody has used for the longest time, or nil if all are in use. d.mu is held.
func (d *Directory) longestIdle() *shared {
	var longest *shared
	for _, s := range d.open {
		if s.users == 0 && (s.closed != nil || longest == nil || s.used.Before(longest.used)) {
			if longest = s; s.closed != nil {
				break // it makes room already
			}
		}
	}
	return longest
}

// closeIdle closes a database that nobody uses, or waits for one who does so. It is called with d.mu held, and gives it up.
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
		d.giveUp(s)
	case s.idle == nil && d.options.IdleClose > 0 && !d.closed:
		s.idle = time.AfterFunc(d.options.IdleClose, func() { d.expire(s) })
	}
}

// expire closes a database if it was idle for long.
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

// Opened gives the number of databases that are open now.
func (d *Directory) Opened() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.open)
}

// Close closes all databases, also those that are in use: their users get ErrClosed. Calls that are under way are waited for.
// Closing twice is harmless; the second returns what the first did.
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

// shut closes a database that may be in use, or being opened or closed.
func (d *Directory) shut(s *shared) error {
	<-s.opened
	if s.err != nil {
		return nil // the one who wanted it was told
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
		d.giveUp(s)
	}
	return err
}

// giveUp lets go of a database's directory. Its number must not be used for another directory as long as LevelDB may open
// files by it, which it may while memory that is borrowed from it keeps it open: that is, until the last user has left.
func (d *Directory) giveUp(s *shared) {
	if err := s.place.Close(); err != nil {
		d.options.Logger.Error("closing a database's directory failed", "database", s.name, "error", err)
	}
}
