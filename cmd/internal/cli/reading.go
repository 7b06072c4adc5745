package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/internal/printable"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/remote"
	"github.com/spf13/cobra"
)

// OpenReading opens a database for reading, even while another process has its directory open for
// writing, which written reports: through that process if it shares the database, and without a
// lock otherwise. A line on standard error reports the latter.
//
// Without a lock the database has the state of the moment when it was opened, and reads return
// leveldb.ErrIO if the writer has removed a table since: see Removed.
func OpenReading(cmd *cobra.Command, name string) (db *leveldb.DB, written bool, err error) {
	return openReading(cmd, name, cmd.ErrOrStderr())
}

func openReading(cmd *cobra.Command, name string, errOut io.Writer) (db *leveldb.DB, written bool, err error) {
	o := &leveldb.Options{ReadOnly: true, Shared: Shared(cmd)}
	db, err = OpenDB(name, o)
	if !errors.Is(err, leveldb.ErrLocked) || o.Shared || IsAddress(name) {
		return db, false, err
	}
	locked := err
	if db, err = through(name); err == nil {
		return db, true, nil
	}
	if db, err = leveldb.Open(name, &leveldb.Options{ReadOnly: true, NoLock: true}); err != nil {
		return nil, false, err
	}
	holder := "another process has the database open"
	if e := (*driver.Error)(nil); errors.As(locked, &e) && e.Text != "" {
		holder = e.Text
	}
	fmt.Fprintf(errOut, "%s: %s: %s; reading its present state without a lock\n", cmd.Root().Name(), printable.Line(name), holder)
	return db, true, nil
}

// through opens a directory through the process that shares it. Unlike an opening with --shared, it
// never takes over the database.
func through(name string) (*leveldb.DB, error) {
	path, err := filepath.Abs(name)
	if err != nil {
		return nil, err
	}
	socket := filepath.Join(path, dbfile.SocketName)
	if _, err := os.Stat(socket); err != nil {
		return nil, err
	}
	return remote.Dial(context.Background(), "unix:"+socket, dbfile.SharedName, &remote.Options{ReadOnly: true, ErrorIfMissing: true})
}

// Removed adds an explanation to the error of a read without a lock, if a table that the writer has
// removed may be its cause.
func Removed(written bool, err error) error {
	if written && errors.Is(err, leveldb.ErrIO) {
		return fmt.Errorf("%w; the process that writes may have removed a table: run the command again", err)
	}
	return err
}

// readAttempts is the number of times that Reading reads a database beside its writer.
const readAttempts = 5

// Reading opens a database for reading and runs job. It flushes the output, even after an error. It
// repeats job with a new state of the database if the process that writes has removed a table, as
// long as nothing has been printed. The context of the command applies to the database.
func Reading(cmd *cobra.Command, name string, job func(db *leveldb.DB, out *bufio.Writer) error) error {
	errOut := cmd.ErrOrStderr()
	for attempt := 1; ; attempt++ {
		db, written, err := openReading(cmd, name, errOut)
		if err != nil {
			return err
		}
		printed := &counting{Writer: cmd.OutOrStdout()}
		out := bufio.NewWriterSize(printed, 64<<10)
		err = job(db.WithContext(contextOf(cmd)), out)
		if written && errors.Is(err, leveldb.ErrIO) && printed.bytes == 0 && attempt < readAttempts {
			if err := db.Close(); err != nil {
				return err
			}
			errOut = io.Discard // the line about the writer is printed once
			continue
		}
		err = Flushed(out, Removed(written, err))
		return errors.Join(err, db.Close())
	}
}

// counting is a writer that counts the bytes it has passed on.
type counting struct {
	io.Writer
	bytes int64
}

func (c *counting) Write(b []byte) (int, error) {
	n, err := c.Writer.Write(b)
	c.bytes += int64(n)
	return n, err
}
