package commands

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/spf13/cobra"
)

func newRepair() *cobra.Command {
	var largeArrays, asJSON bool
	cmd := &cobra.Command{
		Use:   "repair DB",
		Short: "Make a damaged database usable again",
		Long: `Make the damaged database in the directory DB usable with the data that can still be
read. It must not be open anywhere. As little as possible is changed:
  log missing       an empty log replaces it; the tables stay unchanged
  log damaged       intact records are kept
  table damaged     intact blocks are kept
  table missing     it is removed from the manifest
  manifest damaged  all tables and logs are merged, which needs as much disk space again

If the newest value or the deletion of a key is lost, an older value can reappear. Data
with a wrong checksum are never kept. Replaced files are moved to DB/lost, for another
attempt by hand, and stay there until you delete them.

A directory that is not certainly a LevelDB database that can be read here is refused:
see doctor.

The command prints the number of entries that could be read before, up to the first
unreadable one, the number after, and the files that were added to DB/lost.

A repair cannot be interrupted: the first Ctrl-C is ignored with a message, the second
ends the process. The database is then as before or repaired, and can be repaired again.

Use --large-arrays for a database that was created with it, because tables may be
rewritten.`,
		Example: `  openleveldb repair runs.db`,
		Args:    cli.DirectoryArg,
		RunE: cli.LongAction(func(ctx context.Context, cmd *cobra.Command, args []string) error {
			began := time.Now()
			path, errOut := args[0], cmd.ErrOrStderr()
			lostBefore, err := lostFiles(path)
			if err != nil {
				return err
			}
			progress := cli.NewWaiting(errOut, "reading")
			before := readAll(path)
			progress.Done()
			if errors.Is(before.err, leveldb.ErrLocked) {
				return before.err
			}
			if ctx.Err() != nil { // nothing has been changed yet
				return cli.ErrInterrupted
			}
			noted := context.AfterFunc(ctx, func() {
				fmt.Fprintln(errOut, "\nopenleveldb: a repair cannot be interrupted, and continues. If you end the process now, repair the database again.")
			})
			progress = cli.NewWaiting(errOut, "repairing")
			err = leveldb.Repair(path, cli.OptionsFor(largeArrays))
			noted()
			progress.Done()
			if err != nil {
				return err
			}
			after := readAll(path)
			lost, err := lostFiles(path)
			if err != nil {
				return err
			}
			lost = slices.DeleteFunc(lost, func(f lostFile) bool { return slices.Contains(lostBefore, f) })
			report := repaired{before, after, lost, time.Since(began).Seconds()}
			if asJSON {
				err = json.NewEncoder(cmd.OutOrStdout()).Encode(report)
			} else {
				err = report.print(cmd.OutOrStdout(), path)
			}
			return errors.Join(err, after.err)
		}),
	}
	cli.AddLargeArrays(cmd, &largeArrays)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the outcome as a JSON object")
	return cmd
}

// readable counts what can be read of a database.
type readable struct {
	Entries int    `json:"entries"`
	Error   string `json:"error,omitempty"` // the error that stopped reading
	err     error
}

// readAll counts the entries of a database, verifying checksums.
func readAll(path string) (r readable) {
	r.Entries, r.err = countReadable(path)
	if r.err != nil {
		r.Error = cli.OneLine(r.err)
	}
	return r
}

func countReadable(path string) (n int, err error) {
	o := &leveldb.Options{ReadOnly: true, Read: leveldb.ReadOptions{VerifyChecksums: true, DontFillCache: true}}
	db, err := leveldb.Open(path, o)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for _, err := range db.Keys(nil) {
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

func (r readable) String() string {
	text := humanize.Comma(int64(r.Entries)) + " entries"
	if r.err != nil {
		text += ", then: " + valuetext.Plain(r.Error)
	}
	return text
}

// lostFile is a file in the subdirectory "lost" of a database.
type lostFile struct {
	Name string `json:"name"`
	Size int64  `json:"size"`
}

// lostFiles lists the files that repairs have kept.
func lostFiles(path string) ([]lostFile, error) {
	entries, err := os.ReadDir(filepath.Join(path, "lost"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	files := []lostFile{}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			return nil, err
		}
		files = append(files, lostFile{e.Name(), info.Size()})
	}
	return files, nil
}

// repaired is the outcome of a repair.
type repaired struct {
	Before  readable   `json:"before"`
	After   readable   `json:"after"`
	Lost    []lostFile `json:"lost"`
	Seconds float64    `json:"seconds"`
}

func (r repaired) print(out io.Writer, path string) error {
	_, err := fmt.Fprintf(out, "before  %v\nafter   %v\n", r.Before, r.After)
	for _, f := range r.Lost {
		if err == nil {
			_, err = fmt.Fprintf(out, "lost    %s (%s)\n", valuetext.Plain(filepath.Join(path, "lost", f.Name)), humanize.IBytes(uint64(f.Size)))
		}
	}
	return err
}
