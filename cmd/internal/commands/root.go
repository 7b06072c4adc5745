package commands

import (
	"os"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/transfer"
	"github.com/spf13/cobra"
)

// Main runs the command line of this process and exits with its status.
func Main() { os.Exit(cli.Run(New(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// New returns the command openleveldb with all of its subcommands.
func New() *cobra.Command {
	root := &cobra.Command{
		Use:   "openleveldb",
		Short: "Read and write typed values in LevelDB databases",
		Long: `Read and write the LevelDB databases of the Python package openleveldb: integers,
text, bytes, JSON and numpy arrays.

DB is the directory of a database, or the address of one on a server (see serve):
http://HOST:PORT/NAME, https://HOST/NAME or unix:SOCKET:NAME. Credentials are those in
the address, as in http://USER:PASSWORD@HOST:PORT/NAME, or else the bearer token in the
environment variable OPENLEVELDB_TOKEN, which other users of the machine cannot see.
Write ./ before the name of a directory that looks like an address.

DB can also be a database in a TiKV cluster: tikv://HOST:PORT,HOST:PORT/NAME, with the
addresses of its placement drivers (PD). This needs the program openleveldb-tikv, which
make build-tikv builds; openleveldb runs it for such addresses.

With --shared, several processes can have a directory open for reading and writing. All
of them must share it: commands with --shared, Go programs with Options.Shared. Without
--shared, one process can have it open for writing, or several for reading.

The PARTs of a key are joined without a separator, as in db["a", "b", "k"] of Python:
a b k and ab k are the same key. Write -- before DB if a PART begins with a dash.

Results go to standard output, everything else to standard error. The exit status is 0
for success, 1 if the command failed, which includes a missing key or database, and 2
for bad usage. Only put, import and copy create a database.`,
		SilenceErrors: true,
		SilenceUsage:  true,
		// It runs before a command has read or opened anything.
		PersistentPreRunE: cli.Action(func(cmd *cobra.Command, args []string) error {
			for _, name := range databasesOf(cmd, args) {
				if err := cli.Delegate(name); err != nil {
					return err
				}
			}
			return nil
		}),
	}
	root.AddCommand(newGet(), newPut(), newDel(), newMv(), newLs(), newLen(), newShow(), newStat(), newDu(), newDiff(), newVerify(), newDoctor(),
		transfer.NewExport(nil), transfer.NewImport(nil), newCopy(), newCompact(), newRepair(), newDestroy(), newServe(), newView(), newShell(), newCompletion(), newVersion(), newMan())
	root.SetHelpCommand(newHelp())
	addVersionFlag(root)
	cli.WrapHelp(root)
	addCompletions(root)
	return root
}

// databasesOf returns the arguments of a command that name databases, according to its usage.
func databasesOf(cmd *cobra.Command, args []string) []string {
	var names []string
	for i, arg := range args {
		if cli.IsDatabaseName(cli.ArgumentName(cmd, i)) {
			names = append(names, arg)
		}
	}
	if root := cmd.Flags().Lookup("root"); root != nil {
		names = append(names, root.Value.String())
	}
	return names
}
