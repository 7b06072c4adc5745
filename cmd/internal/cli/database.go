package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/openleveldb/openleveldb/internal/keytext"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote"
	_ "github.com/openleveldb/openleveldb/leveldb/shared" // for --shared
	"github.com/spf13/cobra"
)

// KeyArgs checks the arguments DB PART...
func KeyArgs(_ *cobra.Command, args []string) error {
	if len(args) < 2 {
		return errKeyArgs
	}
	return nil
}

// DatabaseArg checks the argument DB.
func DatabaseArg(cmd *cobra.Command, args []string) error {
	if len(args) == 1 {
		return nil
	}
	err := &ArgumentsError{Database: "one DB", Args: append([]string{}, args...)}
	if len(args) == 2 && cmd.Flags().Lookup("prefix") != nil {
		err.Hint = fmt.Sprintf("--prefix %.40q selects keys", args[1])
	}
	return err
}

// DirectoryArg checks the argument DB of a command that works on files. It must be a directory, not
// an address.
func DirectoryArg(cmd *cobra.Command, args []string) error {
	if err := DatabaseArg(cmd, args); err != nil {
		return err
	}
	if IsAddress(args[0]) {
		return fmt.Errorf("%s works on the directory of a database that no process has open, not on a server or a cluster", cmd.Name())
	}
	return nil
}

// TokenVariable names the environment variable with the token for servers.
const TokenVariable = "OPENLEVELDB_TOKEN"

// OpenDB opens the database that the argument DB names.
func OpenDB(name string, o *leveldb.Options) (*leveldb.DB, error) {
	address, database, far := remote.ParseAddress(name)
	switch {
	case InCluster(name):
		return openInCluster(name, o)
	case !far:
		db, err := leveldb.Open(name, o)
		if info, statErr := os.Stat(name); err != nil && statErr == nil && !info.IsDir() {
			err = fmt.Errorf("%s is a file, not a directory with a database: import reads files", keytext.Plain(name))
		}
		return db, err
	case o.Shared:
		return nil, errors.New("--shared applies only to directories; the databases of a server are always shared")
	}
	return remote.Dial(context.Background(), address, database, &remote.Options{
		Token: os.Getenv(TokenVariable), ReadOnly: o.ReadOnly, ErrorIfMissing: o.ErrorIfMissing, Write: o.Write,
	})
}

// Flushed flushes the output, even after an error. It returns that error, or else the error of the
// output.
func Flushed(out *bufio.Writer, err error) error {
	if flush := out.Flush(); flush != nil && !errors.Is(err, flush) {
		err = errors.Join(err, flush)
	}
	return err
}

// Writing opens a database for synced writes: a power failure right after the command does not undo
// them. One command writes so little that the wait does not matter.
func Writing(cmd *cobra.Command, name string, create bool, job func(db *leveldb.DB) error) error {
	db, err := OpenDB(name, &leveldb.Options{
		ErrorIfMissing: !create,
		Shared:         Shared(cmd),
		Write:          leveldb.WriteOptions{Sync: true},
	})
	if err != nil {
		return err
	}
	return errors.Join(job(db.WithContext(contextOf(cmd))), db.Close())
}

// WithoutPassword returns the name of a database without its password.
func WithoutPassword(name string) string {
	scheme, rest, found := strings.Cut(name, "://")
	if _, _, far := remote.ParseAddress(name); !found || !far {
		return name
	}
	authority, path, _ := strings.Cut(rest, "/")
	at := strings.LastIndexByte(authority, '@')
	return scheme + "://" + authority[at+1:] + "/" + path
}

// AddShared adds the flag --shared.
func AddShared(cmd *cobra.Command) {
	cmd.Flags().Bool("shared", false, "share the directory with other processes that use --shared")
}

// Shared returns the value of the flag --shared.
func Shared(cmd *cobra.Command) bool {
	shared, err := cmd.Flags().GetBool("shared")
	return err == nil && shared
}

// AddLargeArrays adds the flag for the options with which tables are written.
func AddLargeArrays(cmd *cobra.Command, value *bool) {
	cmd.Flags().BoolVar(value, "large-arrays", false, "write for large arrays: large tables, not compressed")
}

// OptionsFor returns the options for --large-arrays.
func OptionsFor(largeArrays bool) *leveldb.Options {
	if largeArrays {
		return leveldb.LargeArrays()
	}
	return &leveldb.Options{}
}
