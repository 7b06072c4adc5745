package commands

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/tabular"
	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/internal/keytext"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/spf13/cobra"
)

func newLs() *cobra.Command {
	var l lister
	cmd := &cobra.Command{
		Use:   "ls DB",
		Short: "List entries, one per line",
		Long: `List entries in the byte order of the keys, one per line: the key, the type (int, str,
bytes, json, ndarray, or raw) and the value, separated by tabs. --long adds the size of
the stored value in bytes before it. Values are printed as by get on a terminal, but on
one line and truncated; --json prints complete values.

On a terminal the lines are in columns, and fit its width: the middle of a key and the
end of a value may be missing. Otherwise keys are complete.

A key or a str is quoted and escaped as in Go if it is empty, begins with a quote or a
space, ends with a space, has unprintable characters, or is not UTF-8. An entry is
therefore always one line. For a key longer than 1 KiB the first bytes are printed, in
quotes, followed by the length; --json prints complete keys. Other commands take keys in
this form with --quoted.

For the address of a server or a cluster without the name of a database, such as
http://HOST:PORT, unix:SOCKET and tikv://HOST:PORT, the names of its databases are
listed.

A value without a type tag, as other programs store them, has the type raw, and its
bytes are printed. --raw prints the stored bytes of every value.
` + cli.RawHelp + `

A value that cannot be read has the type ?, and the reason is printed in place of the
value. The other entries are still listed, and the exit status is 1. --keys does not
read values.

With --json each line is an object with key, type and value; or with key, type "?" and
error for a value that cannot be read; or with --keys with the key only. A key that is
not UTF-8 has the form of bytes, and so has a raw value.

` + cli.SelectorHelp + "\n\n" + typesHelp + "\n\n" + valuetext.JSONHelp,
		Example: `  openleveldb ls runs.db --prefix run/1/
  openleveldb ls runs.db --starting-by run/ --reverse --limit 10
  openleveldb ls http://127.0.0.1:5000
  openleveldb ls runs.db --type ndarray --long
  openleveldb ls runs.db --json | jq -r 'select(.type == "int") | .key'`,
		Args: func(cmd *cobra.Command, args []string) error {
			if err := cli.DatabaseArg(cmd, args); err != nil || !cli.HoldsDatabases(args[0]) {
				return err
			}
			for _, flag := range []string{"prefix", "starting-by", "start", "stop", "reverse", "limit", "type", "typed", "long", "raw"} {
				if cmd.Flags().Changed(flag) {
					return fmt.Errorf("--%s selects entries of a database: expected an address with a name", flag)
				}
			}
			return nil
		},
		RunE: cli.Action(func(cmd *cobra.Command, args []string) error {
			if cli.HoldsDatabases(args[0]) {
				return listDatabases(cmd, args[0], l.asJSON)
			}
			return cli.Reading(cmd, args[0], func(db *leveldb.DB, out *bufio.Writer) error {
				if err := l.selected.decide(cmd, db, !l.keysOnly && !l.raw); err != nil {
					return err
				}
				return l.list(db, out, cmd.OutOrStdout())
			})
		}),
	}
	l.selected.addFlags(cmd)
	flags := cmd.Flags()
	flags.BoolVar(&l.keysOnly, "keys", false, "list the keys only")
	flags.BoolVarP(&l.long, "long", "l", false, "print the size of each value")
	flags.BoolVar(&l.raw, "raw", false, "print the stored bytes of all values")
	flags.BoolVar(&l.asJSON, "json", false, "print one JSON object per line")
	cmd.MarkFlagsMutuallyExclusive("keys", "long")
	cmd.MarkFlagsMutuallyExclusive("keys", "raw")
	cmd.MarkFlagsMutuallyExclusive("json", "long")
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

// lister holds the options of ls.
type lister struct {
	selected                    entrySelector
	keysOnly, long, raw, asJSON bool
}

// list prints the selected entries to out, which writes to the standard output stdout.
func (l *lister) list(db *leveldb.DB, out *bufio.Writer, stdout io.Writer) error {
	if l.keysOnly {
		return l.keys(db, out)
	}
	print, flush := l.printer(out, stdout)
	entries, unreadable := 0, 0
	err := l.selected.each(db, func(key string, stored []byte) error {
		bad, err := print(key, stored)
		if entries++; bad != nil {
			unreadable++
		}
		return err
	})
	if err := errors.Join(err, flush()); err != nil {
		return err
	}
	if unreadable > 0 {
		return fmt.Errorf("%d of %d values cannot be read", unreadable, entries)
	}
	return nil
}

// keys prints the selected keys. It reads values only if types are selected.
func (l *lister) keys(db *leveldb.DB, out io.Writer) error {
	line := valuetext.AppendKeyLine
	if l.asJSON {
		line = valuetext.AppendJSONKeyLine
	}
	var text []byte
	if len(l.selected.types) > 0 {
		return l.selected.each(db, func(key string, _ []byte) error {
			text = line(text[:0], key)
			_, err := out.Write(text)
			return err
		})
	}
	for key, err := range db.Keys(l.selected.Entries()) {
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

// printer returns the function that prints an entry, and one for the end. The first result of the
// former reports why the value cannot be read; the line shows that too.
func (l *lister) printer(out, stdout io.Writer) (print func(key string, stored []byte) (bad, err error), flush func() error) {
	raw := l.raw || l.selected.raw
	var text []byte
	flush = func() error { return nil }
	switch {
	case l.asJSON:
		return func(key string, stored []byte) (bad, err error) {
			if raw {
				text = valuetext.AppendJSONRawLine(text[:0], key, stored)
			} else {
				text, bad = valuetext.AppendJSONLine(text[:0], key, stored)
			}
			_, err = out.Write(text)
			return bad, err
		}, flush
	case cli.IsTerminal(stdout):
		width, _ := cli.TerminalSize(stdout)
		c := &tabular.Columns{Out: out, Style: cli.StyleOf(stdout), Width: width, Long: l.long}
		return func(key string, stored []byte) (bad, err error) {
			e, bad := tabular.Of(key, stored, raw, max(width, valuetext.ShortWidth))
			return bad, c.Add(e)
		}, c.Flush
	}
	return func(key string, stored []byte) (bad, err error) {
		e, bad := tabular.Of(key, stored, raw, valuetext.ShortWidth)
		text = e.AppendLine(text[:0], l.long)
		_, err = out.Write(text)
		return bad, err
	}, flush
}
