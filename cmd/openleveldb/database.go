package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote"
	"github.com/spf13/cobra"
)

// keyArgs checks the arguments DB PART...
func keyArgs(_ *cobra.Command, args []string) error {
	if len(args) < 2 {
		return errors.New("a DB and at least one PART are needed")
	}
	return nil
}

// databaseArg checks the argument DB.
func databaseArg(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("one DB is needed, and %d arguments are given", len(args))
	}
	return nil
}

// directoryArg checks the argument DB of a command that works on files. It must be a directory, not
// the address of a server, which has the files open.
func directoryArg(cmd *cobra.Command, args []string) error {
	if err := databaseArg(cmd, args); err != nil {
		return err
	}
	if _, _, far := remote.ParseAddress(args[0]); far {
		return fmt.Errorf("%s works on the directory of a database that nobody has open, not on a server", cmd.Name())
	}
	return nil
}

// tokenVariable names the environment variable with the token for servers.
const tokenVariable = "OPENLEVELDB_TOKEN"

// openDB opens the database that the argument DB names.
func openDB(name string, o *leveldb.Options) (*leveldb.DB, error) {
	address, database, far := remote.ParseAddress(name)
	if !far {
		return leveldb.Open(name, o)
	}
	return remote.Dial(context.Background(), address, database, &remote.Options{
		Token: os.Getenv(tokenVariable), ReadOnly: o.ReadOnly, ErrorIfMissing: o.ErrorIfMissing, Write: o.Write,
	})
}

// reading opens a database for reading and runs job. It flushes the output, even after an error.
func reading(cmd *cobra.Command, name string, job func(db *leveldb.DB, out *bufio.Writer) error) error {
	db, err := openDB(name, &leveldb.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(cmd.OutOrStdout(), 64<<10)
	err = flushed(out, job(db, out))
	return errors.Join(err, db.Close())
}

// flushed flushes the output, even after an error. It returns that error, or else the error of the
// output.
func flushed(out *bufio.Writer, err error) error {
	if flush := out.Flush(); flush != nil && !errors.Is(err, flush) {
		err = errors.Join(err, flush)
	}
	return err
}

// writing opens a database for synced writes: a power failure right after the command does not undo
// them. One command writes so little that the wait does not matter.
func writing(name string, create bool, job func(db *leveldb.DB) error) error {
	db, err := openDB(name, &leveldb.Options{
		ErrorIfMissing: !create,
		Write:          leveldb.WriteOptions{Sync: true},
	})
	if err != nil {
		return err
	}
	return errors.Join(job(db), db.Close())
}

// withoutPassword returns the name of a database without its password.
func withoutPassword(name string) string {
	scheme, rest, found := strings.Cut(name, "://")
	if _, _, far := remote.ParseAddress(name); !found || !far {
		return name
	}
	authority, path, _ := strings.Cut(rest, "/")
	at := strings.LastIndexByte(authority, '@')
	return scheme + "://" + authority[at+1:] + "/" + path
}

// addLargeArrays adds the flag for the options with which tables are written.
func addLargeArrays(cmd *cobra.Command, value *bool) {
	cmd.Flags().BoolVar(value, "large-arrays", false, "write for large arrays: large tables, not compressed")
}

// optionsFor returns the options for --large-arrays.
func optionsFor(largeArrays bool) *leveldb.Options {
	if largeArrays {
		return leveldb.LargeArrays()
	}
	return &leveldb.Options{}
}
