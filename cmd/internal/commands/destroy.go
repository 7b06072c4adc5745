package commands

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/dustin/go-humanize"
	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/native"
	"github.com/spf13/cobra"
)

func newDestroy() *cobra.Command {
	var yes, asJSON bool
	cmd := &cobra.Command{
		Use:   "destroy DB",
		Short: "Delete a database permanently",
		Long: `Delete the database in the directory DB, and the directory itself if it is then empty.
The database must not be open anywhere. LevelDB's files are deleted, and the
subdirectory lost, in which repair keeps files. Other files stay. A directory that is
not certainly a LevelDB database that can be read here is refused.

DB can also be a database in a cluster. Programs that have it open get errors from a
few seconds later on. Its space is freed by a later compact of any database of the
cluster.

On a terminal the command asks for confirmation; elsewhere it needs --yes. It prints the
number and size of the deleted files, and the names of the remaining ones; for a
database in a cluster its address.`,
		Example: `  openleveldb destroy old.db
  openleveldb destroy runs.db.partial --yes
  openleveldb destroy tikv://pd1:2379/runs`,
		Args: func(cmd *cobra.Command, args []string) error {
			check := cli.DirectoryArg
			if len(args) == 1 && cli.InCluster(args[0]) {
				check = cli.DatabaseArg
			}
			if err := check(cmd, args); err != nil {
				return err
			}
			if !yes {
				return confirmable(cmd)
			}
			return nil
		},
		RunE: cli.Action(func(cmd *cobra.Command, args []string) error {
			path := args[0]
			if cli.InCluster(path) {
				return destroyInCluster(cmd, path, yes, asJSON)
			}
			before, err := usageOf(path)
			if err != nil {
				return err
			}
			// Do not ask about a directory that Destroy refuses.
			if !yes && dbfile.Recognize(path, dbfile.Options{Snappy: native.HasSnappy()}).Refusal() == nil {
				absolute, err := filepath.Abs(path)
				if err != nil {
					return err
				}
				if err := confirm(cmd, fmt.Sprintf("Permanently delete the database %s, %s", valuetext.Plain(absolute), before), false); err != nil {
					return err
				}
			}
			if err := leveldb.Destroy(path); err != nil {
				return err
			}
			report, err := usageOf(path)
			if err != nil {
				return err
			}
			report.Files, report.Bytes = before.Files-report.Files, before.Bytes-report.Bytes
			return report.print(cmd, asJSON)
		}),
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask for confirmation")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the outcome as a JSON object")
	return cmd
}

func destroyInCluster(cmd *cobra.Command, address string, yes, asJSON bool) error {
	if !yes {
		if err := confirm(cmd, "Permanently delete the database "+valuetext.Plain(address), false); err != nil {
			return err
		}
	}
	if err := cli.DestroyInCluster(cmd.Context(), address); err != nil {
		return err
	}
	if asJSON {
		return valuetext.PrintJSON(cmd.OutOrStdout(), struct {
			Database valuetext.JSONText `json:"database"`
		}{valuetext.JSONText(address)})
	}
	_, err := fmt.Fprintf(cmd.OutOrStdout(), "deleted  %s\n", valuetext.Plain(address))
	return err
}

// destroyed is the outcome of a destroy.
type destroyed struct {
	Files int      `json:"files"`
	Bytes int64    `json:"bytes"`
	Left  []string `json:"left"`
}

func (d destroyed) String() string {
	return fmt.Sprintf("%s files of %s", humanize.Comma(int64(d.Files)), humanize.IBytes(uint64(d.Bytes)))
}

func (d destroyed) print(cmd *cobra.Command, asJSON bool) error {
	out := cmd.OutOrStdout()
	if asJSON {
		return json.NewEncoder(out).Encode(d)
	}
	_, err := fmt.Fprintf(out, "deleted  %v\n", d)
	for _, name := range d.Left {
		if err == nil {
			_, err = fmt.Fprintf(out, "left     %s\n", valuetext.Plain(name))
		}
	}
	return err
}

// usageOf counts the files in a directory and its subdirectories, and lists its contents. The
// directory need not exist.
func usageOf(path string) (d destroyed, err error) {
	d.Left = []string{}
	root, err := filepath.EvalSymlinks(path)
	if errors.Is(err, fs.ErrNotExist) {
		return d, nil
	}
	if err != nil {
		return d, err
	}
	return d, filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
		if name == root {
			return err
		}
		if filepath.Dir(name) == root {
			d.Left = append(d.Left, e.Name())
		}
		// Files that cannot be read, in a subdirectory that is not LevelDB's, are not counted.
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
			d.Files++
			d.Bytes += info.Size()
		}
		return nil
	})
}
