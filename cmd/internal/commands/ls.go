package commands

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/internal/keytext"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/spf13/cobra"
)

func newLs() *cobra.Command {
	var selected cli.Selector
	var keysOnly, asJSON bool
	cmd := &cobra.Command{
		Use:   "ls DB",
		Short: "List entries, one per line",
		Long: `List entries in the byte order of the keys, one per line: the key, the type (int, str,
bytes, json or ndarray) and the value, separated by tabs, or in columns on a terminal.
Values are printed as by get on a terminal, but on one line and truncated; --json
prints complete values.

A key or a str is quoted and escaped as in Go if it is empty, begins with a quote or a
space, ends with a space, has unprintable characters, or is not UTF-8. An entry is
therefore always one line. For a key longer than 1 KiB the first bytes are printed, in
quotes, followed by the length; --json prints complete keys.

For the address of a server or a cluster without the name of a database, such as
http://HOST:PORT, unix:SOCKET and tikv://HOST:PORT, the names of its databases are
listed.

A value that cannot be read has the type ?, and the reason is printed in place of the
value. The other entries are still listed, and the exit status is 1. --keys does not
read values.

With --json each line is an object with key, type and value; or with key, type "?" and
error for a value that cannot be read; or with --keys with the key only. A key that is
not UTF-8 has the form of bytes.

` + cli.SelectorHelp + "\n\n" + valuetext.JSONHelp,
		Example: `  openleveldb ls runs.db --prefix run/1/
  openleveldb ls runs.db --starting-by run/ --reverse --limit 10
  openleveldb ls http://127.0.0.1:5000
  openleveldb ls runs.db --json | jq -r 'select(.type == "int") | .key'`,
		Args: func(cmd *cobra.Command, args []string) error {
			if err := cli.DatabaseArg(cmd, args); err != nil || !cli.HoldsDatabases(args[0]) {
				return err
			}
			for _, flag := range []string{"prefix", "starting-by", "start", "stop", "reverse", "limit"} {
				if cmd.Flags().Changed(flag) {
					return fmt.Errorf("--%s selects entries of a database: expected an address with a name", flag)
				}
			}
			return nil
		},
		RunE: cli.Action(func(cmd *cobra.Command, args []string) error {
			if cli.HoldsDatabases(args[0]) {
				return listDatabases(cmd, args[0], asJSON)
			}
			return cli.Reading(cmd, args[0], func(db *leveldb.DB, out *bufio.Writer) error {
				entries := selected.Entries()
				switch {
				case keysOnly && asJSON:
					return listKeys(db, entries, out, valuetext.AppendJSONKeyLine)
				case keysOnly:
					return listKeys(db, entries, out, valuetext.AppendKeyLine)
				case asJSON:
					return list(db, entries, out, valuetext.AppendJSONLine)
				case cli.IsTerminal(cmd.OutOrStdout()):
					c := valuetext.NewColumns(out)
					err := list(db, entries, c, valuetext.AppendLine)
					return errors.Join(err, c.Flush())
				default:
					return list(db, entries, out, valuetext.AppendLine)
				}
			})
		}),
	}
	selected.AddFlags(cmd)
	cmd.Flags().BoolVar(&keysOnly, "keys", false, "list the keys only")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object per line")
	cli.AddShared(cmd)
	return cmd
}

// listDatabases prints the names of the databases of a server or a cluster.
func listDatabases(cmd *cobra.Command, address string, asJSON bool) error {
	names, err := cli.DatabaseNames(cmd.Context(), address)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(cmd.OutOrStdout())
	for _, name := range names {
		if asJSON {
			err = valuetext.PrintJSON(out, struct {
				Database valuetext.JSONText `json:"database"`
			}{valuetext.JSONText(name)})
		} else {
			_, err = fmt.Fprintln(out, keytext.Plain(name))
		}
		if err != nil {
			break
		}
	}
	return cli.Flushed(out, err)
}

func listKeys(db *leveldb.DB, r *leveldb.Range, out io.Writer, line func(dst []byte, key string) []byte) error {
	var text []byte
	for key, err := range db.Keys(r) {
		if err != nil {
			return err
		}
		text = line(text[:0], key)
		if _, err := out.Write(text); err != nil {
			return err
		}
	}
	return nil
}

// An appender appends the line of an entry to dst. The error reports why its value cannot be read;
// the line shows that too.
type appender func(dst []byte, key string, stored []byte) ([]byte, error)

func list(db *leveldb.DB, r *leveldb.Range, out io.Writer, line appender) error {
	var text, stored []byte
	entries, unreadable := 0, 0
	for e, err := range db.Entries(r) {
		if err != nil {
			return err
		}
		if stored, err = e.AppendRaw(stored[:0]); err != nil {
			return err
		}
		text, err = line(text[:0], e.Key(), stored)
		entries++
		if err != nil {
			unreadable++
		}
		if _, err := out.Write(text); err != nil {
			return err
		}
	}
	if unreadable > 0 {
		return fmt.Errorf("%d of %d values cannot be read", unreadable, entries)
	}
	return nil
}
