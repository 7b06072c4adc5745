package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote"
	"github.com/spf13/cobra"
)

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "openleveldb",
		Short: "Read and write typed values in LevelDB databases",
		Long: `Read and write the LevelDB databases of the Python package openleveldb: integers,
text, bytes, JSON and numpy arrays.

DB is the directory of a database, or the address of one on a server (see serve):
http://HOST:PORT/NAME, https://HOST/NAME or unix:SOCKET:NAME. Credentials are those in
the address, as in http://USER:PASSWORD@HOST:PORT/NAME, or else the bearer token in
the environment variable OPENLEVELDB_TOKEN, which other users of the machine do not
see. A directory whose name looks like an address is written with ./ before it.

The PARTs of a key join without a separator, as in db["a", "b", "k"] of Python: the
PARTs a b k and ab k are the same key. Write -- before DB when a PART begins with a
dash.

Results go to standard output, everything else to standard error. The exit status
is 0, 1 when the command failed, also when a key or the database is missing, and 2
for bad usage. Only put, import and copy create a database.`,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.AddCommand(newGet(), newPut(), newDel(), newLs(), newLen(), newShow(), newStat(), newDu(), newVerify(), newDoctor(),
		newExport(), newImport(), newCopy(), newCompact(), newRepair(), newDestroy(), newServe(), newCompletion(), newVersion(), newMan())
	addCompletions(root)
	return root
}

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

// action turns a function whose errors are failures into the function of a command.
func action(do func(cmd *cobra.Command, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		if err := do(cmd, args); err != nil {
			return &failure{err}
		}
		return nil
	}
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
