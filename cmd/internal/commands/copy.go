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
	"time"

	"github.com/dustin/go-humanize"
	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/spf13/cobra"
)

// clusterWriters is how many batches are written to a cluster at the same time. Each write waits for
// the network and for the disks of several machines.
const clusterWriters = 8

// copying holds the flags of a copy.
type copying struct {
	selected              cli.Selector
	cut                   bool
	merge, mirror         bool
	noVerify, largeArrays bool
	asJSON                bool
	writers               uint
}

func newCopy() *cobra.Command {
	var c copying
	cmd := &cobra.Command{
		Use:   "copy SRC DST",
		Short: "Copy or back up a database",
		Long: `Copy entries from the database SRC to the database DST. Each is a directory or the
address of a database on a server or in a cluster. Stored bytes are copied unchanged,
and the checksums of all data that are read are verified. The copy is a snapshot of SRC
at the start, even while others write to SRC. At the end DST is on
the disk. It is then read again, and its number of entries, bytes and hash are compared
with those read from SRC; --no-verify skips this.

A new directory appears only when it is complete: it is created as DST.partial and
renamed. After an interruption DST.partial stays. The same command then continues, and
writes only what is missing or has changed. To remove it, run
openleveldb destroy DST.partial.

A DST that has entries is refused without one of these flags:
  --merge   entries of SRC replace those with the same key; other entries stay, as
            with cp and rsync
  --mirror  the same, and entries that SRC does not have are deleted, as with
            rsync --delete; with --prefix or --starting-by only among the selected keys
Only entries that differ are written. An interruption leaves part of the entries in
such a DST, or in one at an address. The same command with one of the flags continues.

--writers batches are written at the same time, by default 8 to a cluster and 1 to
other databases. More make a copy over a network with high latency faster.

--prefix and --starting-by select keys as in ls, but a prefix stays part of the keys
unless --cut is set. Each may be repeated; the parts are joined in order.

The hash is the SHA-256 of all selected entries, as DST holds them at the end. Two
databases with the same hash have the same entries.`,
		Example: `  openleveldb copy http://127.0.0.1:5000/runs /backups/runs-monday
  openleveldb copy runs.db unix:/run/openleveldb.sock:runs --mirror
  openleveldb copy runs.db run1.db --prefix run/1/ --cut`,
		Args: c.args,
		RunE: cli.LongAction(func(ctx context.Context, cmd *cobra.Command, args []string) error {
			began := time.Now()
			copied, err := c.run(ctx, cmd, args[0], args[1])
			if err != nil {
				return err
			}
			return printCopied(cmd.OutOrStdout(), copied, time.Since(began), c.asJSON)
		}),
	}
	c.selected.AddRangeFlags(cmd, "only keys that begin with `PART`")
	flags := cmd.Flags()
	flags.BoolVar(&c.cut, "cut", false, "store the keys without the prefix")
	flags.BoolVar(&c.merge, "merge", false, "add to a DST that has entries")
	flags.BoolVar(&c.mirror, "mirror", false, "make a DST that has entries like SRC")
	flags.BoolVar(&c.noVerify, "no-verify", false, "do not read DST again to compare")
	flags.UintVar(&c.writers, "writers", 0, "write `N` batches at once")
	cli.AddLargeArrays(cmd, &c.largeArrays)
	cli.AddShared(cmd)
	flags.BoolVar(&c.asJSON, "json", false, "print the outcome as a JSON object")
	cmd.MarkFlagsMutuallyExclusive("merge", "mirror")
	return cmd
}

// args checks the arguments SRC DST.
func (c *copying) args(_ *cobra.Command, args []string) error {
	if len(args) != 2 {
		return &cli.ArgumentsError{Database: "SRC", Rest: "DST", Args: args}
	}
	if cli.IsAddress(args[1]) && c.largeArrays {
		return errors.New("--large-arrays applies to a directory; for a server it is a flag of serve")
	}
	if c.cut && len(c.selected.Prefix) == 0 {
		return errors.New("--cut needs --prefix")
	}
	return nil
}

func (c *copying) run(ctx context.Context, cmd *cobra.Command, from, to string) (copied leveldb.CopyStats, err error) {
	if same(from, to) {
		return copied, errors.New("SRC and DST are the same database")
	}
	src, written, err := openSource(cmd, from)
	if err != nil {
		return copied, err
	}
	defer func() { err = errors.Join(cli.Removed(written, err), src.Close()) }()
	r := c.selected.Entries()
	if c.cut {
		src, r.Prefix = src.Sub(r.Prefix), ""
	}
	progress, err := newCopyProgress(cmd.ErrOrStderr(), src.WithContext(ctx), r)
	if err != nil {
		return copied, err
	}
	progress.keeps = c.merge
	defer progress.done()
	o := &leveldb.CopyOptions{
		Range: r, NoVerify: c.noVerify, Writers: int(min(c.writers, 1024)), Progress: progress.moved, Reached: progress.reached,
	}
	if c.writers == 0 && cli.InCluster(to) {
		o.Writers = clusterWriters
	}
	switch {
	case c.merge:
		o.Into = leveldb.CopyMerge
	case c.mirror:
		o.Into = leveldb.CopyMirror
	}
	isThere, err := c.exists(to)
	if err != nil {
		return copied, err
	}
	if !isThere {
		copied, err = leveldb.Backup(ctx, to, src, &leveldb.BackupOptions{
			Range: r, NoVerify: c.noVerify, Progress: o.Progress, Reached: o.Reached, Open: cli.OptionsFor(c.largeArrays),
		})
		return copied, c.explain(ctx, err, copied, to+dbfile.PartialSuffix, true)
	}
	open := cli.OptionsFor(c.largeArrays)
	open.Shared = cli.Shared(cmd) && !cli.IsAddress(to)
	dst, err := cli.OpenDB(to, open)
	if err != nil {
		return copied, err
	}
	defer func() { err = errors.Join(err, dst.Close()) }()
	copied, err = leveldb.Copy(ctx, dst, src, o)
	return copied, c.explain(ctx, err, copied, to, false)
}

// same reports whether two arguments name the same database.
func same(a, b string) bool {
	if a == b || cli.IsAddress(a) || cli.IsAddress(b) {
		return a == b
	}
	at, err := os.Stat(a)
	if err != nil {
		return false
	}
	to, err := os.Stat(b)
	return err == nil && os.SameFile(at, to)
}

// openSource opens SRC. With an address as SRC, --shared applies only to DST.
func openSource(cmd *cobra.Command, from string) (src *leveldb.DB, written bool, err error) {
	if cli.IsAddress(from) {
		src, err = cli.OpenDB(from, &leveldb.Options{ReadOnly: true})
		return src, false, err
	}
	return cli.OpenReading(cmd, from)
}

// exists reports whether DST already exists, or is a database that its server or cluster creates.
func (c *copying) exists(to string) (bool, error) {
	if cli.IsAddress(to) {
		return true, nil
	}
	_, err := os.Stat(filepath.Join(to, "CURRENT"))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// explain adds to an error what the copy left in DST, and how to continue.
func (c *copying) explain(ctx context.Context, err error, copied leveldb.CopyStats, left string, partial bool) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, fs.ErrExist) && !partial {
		return fmt.Errorf("%w: --merge adds to them, --mirror makes DST like SRC", err)
	}
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		err = cli.ErrInterrupted
	}
	if partial {
		if _, there := os.Lstat(left); there != nil || errors.Is(err, fs.ErrExist) || errors.Is(err, leveldb.ErrLocked) {
			return err
		}
		return fmt.Errorf("%w; the copied entries are in %s: the same command continues, destroy removes them", err, valuetext.Plain(left))
	}
	return fmt.Errorf("%w; %s entries were written to %s: --merge or --mirror continues", err, humanize.Comma(int64(copied.Written)), valuetext.Plain(left))
}

// printCopied prints what was copied, as lines or as a JSON object.
func printCopied(out io.Writer, c leveldb.CopyStats, took time.Duration, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(out).Encode(struct {
			Entries  int     `json:"entries"`
			Bytes    int64   `json:"bytes"`
			Written  int     `json:"written"`
			Deleted  int     `json:"deleted"`
			Kept     int     `json:"kept"`
			SHA256   string  `json:"sha256"`
			Verified bool    `json:"verified"`
			Seconds  float64 `json:"seconds"`
		}{c.Entries, c.Bytes, c.Written, c.Deleted, c.Kept, c.Result.String(), c.Verified, took.Seconds()})
	}
	verified := "no"
	if c.Verified {
		verified = "yes"
	}
	_, err := fmt.Fprintf(out, "entries   %s\nbytes     %s (%s)\nwritten   %s\ndeleted   %s\nkept      %s\nsha256    %s\nverified  %s\n",
		humanize.Comma(int64(c.Entries)), humanize.Comma(c.Bytes), humanize.IBytes(uint64(c.Bytes)), humanize.Comma(int64(c.Written)),
		humanize.Comma(int64(c.Deleted)), humanize.Comma(int64(c.Kept)), c.Result.String(), verified)
	return err
}
