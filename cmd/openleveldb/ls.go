package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/spf13/cobra"
)

func newLs() *cobra.Command {
	var selected cli.Selector
	var keysOnly, asJSON bool
	cmd := &cobra.Command{
		Use:   "ls DB",
		Short: "List entries, one a line",
		Long: `List entries in the order of the keys' bytes, one a line: the key, the type (int,
str, bytes, json or ndarray) and the value, with a tab between them, or in columns
on a terminal. Values look as get prints them on a terminal, but on one line, and cut
when long; --json has them whole.

A key or a str is put in quotes, with the escapes of Go, when it is empty, begins
with a quote or a space, ends with a space, has characters that do not print, or is
not UTF-8. So an entry is always one line. Of a key longer than 1 KiB the first bytes
are listed, in quotes, followed by its length; --json has it whole.

A value that cannot be read has the type ? and the reason in its place. The others
are listed all the same, and the exit status is 1 at the end. --keys does not look
at the values.

With --json a line is an object: key, type and value; or key, type "?" and error for
a value that cannot be read; or with --keys the key alone. A key that is not UTF-8 is
written like bytes.

` + cli.SelectorHelp + "\n\n" + valuetext.JSONHelp,
		Example: `  openleveldb ls runs.db --prefix run/1/
  openleveldb ls runs.db --starting-by run/ --reverse --limit 10
  openleveldb ls runs.db --json | jq -r 'select(.type == "int") | .key'`,
		Args: cli.DatabaseArg,
		RunE: cli.Action(func(cmd *cobra.Command, args []string) error {
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
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line")
	return cmd
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
