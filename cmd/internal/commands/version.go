package commands

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/spf13/cobra"
)

func newVersion() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the versions of openleveldb, Go and LevelDB",
		Long:    "Print the versions of openleveldb, Go, and the LevelDB library in use.",
		Example: `  openleveldb version`,
		Args:    cobra.NoArgs,
		RunE: cli.Action(func(cmd *cobra.Command, _ []string) error {
			major, minor := leveldb.LevelDBVersion()
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "openleveldb %s\ngo %s %s/%s\nleveldb %d.%d\n",
				programVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH, major, minor)
			return err
		}),
	}
}

// programVersion returns the release, or the version that Go reports for a program that was not
// built from a release.
func programVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
