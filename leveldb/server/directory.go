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
	pool

	closing sync.Once
	err     error // of Close
}

// OpenDirectory opens a root directory, which must exist and must not be a database itself. The
// caller must close the Directory. nil options select the defaults.
func OpenDirectory(root string, o *DirectoryOptions) (*Directory, error) {
	d := &Directory{}
	if o != nil {
		d.options = *o
	}
	err := d.pool.init(d.openDatabase, d.options.MaxOpen, d.options.IdleClose, d.options.Logger)
	if err == nil {
		err = d.openRoot(root)
	}
	if err != nil {
		return nil, fmt.Errorf("server: open directory %q: %w", root, errors.Join(err, d.closeRoot()))
	}
	return d, nil
}

func (d *Directory) openRoot(root string) error {
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
	return d.acquire(name, clean, create)
}

// Opened returns the number of databases that are open now.
func (d *Directory) Opened() int { return d.countOpened() }

// Followed returns the number of open databases that another process serves to this one.
func (d *Directory) Followed() int { return d.countFollowed() }

// Close closes all databases, including those in use; their users get ErrClosed. It waits for calls
// in progress. Close is idempotent: further calls return the result of the first.
func (d *Directory) Close() error {
	d.closing.Do(func() { d.err = errors.Join(d.closeAll(), d.closeRoot()) })
	return d.err
}
