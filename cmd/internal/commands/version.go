package commands

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/spf13/cobra"
)

// commit is the commit of the sources. The linker sets it: go build -ldflags "-X
// github.com/openleveldb/openleveldb/cmd/internal/commands.commit=$(git rev-parse HEAD)".
var commit string

func newVersion() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the versions of openleveldb, Go and LevelDB",
		Long: `Print the version and commit of openleveldb, and the versions of Go and of the LevelDB
library in use. --version prints the same.`,
		Example: `  openleveldb version`,
		Args:    cli.NoArgs,
		RunE: cli.Action(func(cmd *cobra.Command, _ []string) error {
			_, err := io.WriteString(cmd.OutOrStdout(), versions())
			return err
		}),
	}
}

// addVersionFlag adds the flag --version.
func addVersionFlag(root *cobra.Command) {
	root.Flags().Bool("version", false, "print versions")
	root.Version = versions()
	root.SetVersionTemplate("{{.Version}}")
}

// versions returns the lines that version prints.
func versions() string {
	major, minor := leveldb.LevelDBVersion()
	return fmt.Sprintf("openleveldb %s\ncommit %s\ngo %s %s/%s\nleveldb %d.%d\n",
		programVersion(), programCommit(), runtime.Version(), runtime.GOOS, runtime.GOARCH, major, minor)
}

// programVersion returns the release, or the version that Go reports for a program that was not
// built from a release.
func programVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

// programCommit returns the commit that the linker or go build recorded.
func programCommit() string {
	if commit != "" {
		return commit
	}
	recorded, modified := "unknown", ""
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			switch {
			case s.Key == "vcs.revision":
				recorded = s.Value
			case s.Key == "vcs.modified" && s.Value == "true":
				modified = ", modified"
			}
		}
	}
	return recorded + modified
}
