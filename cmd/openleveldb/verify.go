package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/dustin/go-humanize"
	"github.com/openleveldb/openleveldb/cmd/openleveldb/internal/inspect"
	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/internal/keytext"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote"
	"github.com/openleveldb/openleveldb/native"
	"github.com/spf13/cobra"
)

func newVerify() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "verify DB",
		Short: "Read everything and name what is damaged",
		Long: `Read everything and name what is damaged, in two passes:
  files    every block of every table is compared with its checksum, and the records
           of the logs; what is damaged is listed with file, offset and keys
  entries  every value is decoded, with checksums: the text of JSON, header and
           length of arrays, UTF-8 of texts and keys

A line names what is wrong, and the line below it what to do. Damaged values do not
stop it. At a damaged block LevelDB stops, and verify continues after it: the keys
that were not checked are listed, and are more than those in the block.

What this user may not read, or this library cannot decompress, is not called
damaged: it cannot be read here. A directory of another program is an error.

The status is 1 if anything is wrong. Of a database on a server only the entries are
read, with their checksums verified there.

With --json a line is an object: {"file", "offset", "bytes", "from", "to", "error",
"mend"}, to which "unread": true is added if it is not damaged, {"key", "error",
"mend"}, {"skipped_from", "skipped_to", "error"}, and at the end {"entries", "bytes",
"tables", "bad_files", "unread_files", "bad_entries", "skipped_ranges"}.`,
		Example: `  openleveldb verify runs.db
  openleveldb verify runs.db --json | jq -r 'select(.key) | .key'`,
		Args: databaseArg,
		RunE: longAction(func(ctx context.Context, cmd *cobra.Command, args []string) error {
			out := bufio.NewWriterSize(cmd.OutOrStdout(), 64<<10)
			v := &verification{cmd: cmd, name: args[0], shown: withoutPassword(args[0]), out: out, json: asJSON, style: styleOf(cmd.OutOrStdout())}
			return flushed(out, v.run(ctx))
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return cmd
}

// verification is one run of verify.
type verification struct {
	cmd   *cobra.Command
	name  string
	shown string // the name without a password
	out   *bufio.Writer
	json  bool
	style style
	p     *progress

	damages []inspect.Damage
	counts  verifyCounts
}

type verifyCounts struct {
	Entries    int64 `json:"entries"`
	Bytes      int64 `json:"bytes"` // size of keys and values
	Tables     int   `json:"tables"`
	BadFiles   int64 `json:"bad_files"`    // damaged parts of files
	Unread     int64 `json:"unread_files"` // parts that cannot be read here, damaged or not
	BadEntries int64 `json:"bad_entries"`
	Skipped    int64 `json:"skipped_ranges"`
	far        bool
}

func (v *verification) run(ctx context.Context) error {
	_, _, far := remote.ParseAddress(v.name)
	v.counts.far = far
	db, opened := openDB(v.name, &leveldb.Options{ReadOnly: true})
	if opened != nil && (far || errors.Is(opened, leveldb.ErrLocked) || errors.Is(opened, os.ErrNotExist) && !errors.Is(opened, leveldb.ErrCorrupt)) {
		return opened
	}
	var err error
	if !far {
		err = v.files(ctx)
	}
	if opened == nil {
		if err == nil {
			err = v.entries(ctx, db)
		}
		err = errors.Join(err, db.Close())
	} else if err == nil {
		err = v.notOpened(opened)
	}
	if err != nil {
		return err
	}
	return v.end()
}

// notOpened reports that the database does not open, so its entries were not read.
func (v *verification) notOpened(opened error) error {
	bad := badFile{Error: jsonText(oneLine(opened)), Mend: jsonText(inspect.Command("`openleveldb doctor {db}`", v.shown, ""))}
	if bad.Unread = !errors.Is(opened, leveldb.ErrCorrupt); bad.Unread {
		v.counts.Unread++
	} else {
		v.counts.BadFiles++
	}
	return v.tell(bad)
}

// files reads the tables and logs.
func (v *verification) files(ctx context.Context) error {
	directory := dbfile.Recognize(v.name, dbfile.Options{Snappy: native.HasSnappy()})
	if directory.Class == dbfile.Foreign { // the formats of its files are not known here
		return fmt.Errorf("verify %s: %w", v.shown, directory.Refusal())
	}
	var tables []native.Table
	contents, err := native.ReadContents(v.name)
	if err == nil {
		tables = contents.Tables
	} else if !errors.Is(err, leveldb.ErrCorrupt) && !errors.Is(err, leveldb.ErrIO) {
		return err
	} else if tables, err = inspect.TablesIn(v.name); err != nil {
		return err
	}
	total := int64(0)
	for _, t := range tables {
		total += int64(t.Size)
	}
	v.p = newProgress(v.cmd.ErrOrStderr(), "verify files", total)
	defer v.p.done()
	err = inspect.CheckTables(ctx, v.name, tables, func(tables int, bytes int64) {
		v.counts.Tables += tables
		v.p.add(0, bytes)
	}, v.damaged)
	if err != nil {
		return err
	}
	return inspect.CheckLogs(ctx, v.name, func(bytes int64) { v.p.add(0, bytes) }, v.damaged)
}

// damaged reports a part of a file that cannot be read.
func (v *verification) damaged(d inspect.Damage) error {
	v.damages = append(v.damages, d)
	text, mend := d.Err.Error(), "get "+d.File+" from a backup; or keep what can be read: "+inspect.Rebuild
	if d.Kind == inspect.Unread {
		v.counts.Unread++
		text, mend = inspect.UnreadText(v.name, d), inspect.UnreadAdvice(v.name, d)
	} else {
		v.counts.BadFiles++
	}
	bad := badFile{
		File: jsonText(d.File), Offset: d.Offset, Bytes: d.Size, Error: jsonText(text),
		Mend: jsonText(inspect.Command(mend, v.shown, "")), Unread: d.Kind == inspect.Unread,
	}
	if d.Keyed {
		bad.From, bad.To = (*jsonKey)(&d.First), (*jsonKey)(&d.Last)
		bad.after = d.Excluded
	}
	return v.tell(bad)
}

// entries decodes all values.
func (v *verification) entries(ctx context.Context, db *leveldb.DB) error {
	p, counted, err := newPass(ctx, v.cmd, "verify entries", db, v.counts.far)
	if err != nil {
		return err
	}
	v.p = p
	defer p.done()
	defer counted.flush()
	strict := db.WithContext(ctx).WithReadOptions(leveldb.ReadOptions{VerifyChecksums: true, DontFillCache: true})
	var checker inspect.Checker
	err = inspect.Walk(strict, v.damages, func(e leveldb.Entry) error {
		var told error
		err := look(e, counted, func(key string, stored []byte) error {
			v.counts.Entries++
			v.counts.Bytes += int64(len(key) + len(stored))
			told = v.faults(key, checker.Check(key, stored))
			return nil
		})
		if errors.Is(err, leveldb.ErrIO) { // a fault in mapped memory affects only this value
			return v.badEntry(e.Key(), inspect.Fault{Kind: inspect.Unreadable, Err: err})
		}
		return errors.Join(err, told)
	}, v.skipped)
	return err
}

// faults reports what is wrong with an entry. Notes and warnings are left to doctor.
func (v *verification) faults(key string, faults []inspect.Fault) error {
	bad := false
	for _, f := range faults {
		if inspect.AboutFault(f.Kind).Severity != inspect.Error {
			continue
		}
		if !bad {
			v.counts.BadEntries++
			bad = true
		}
		if err := v.tellFault(key, f); err != nil {
			return err
		}
	}
	return nil
}

func (v *verification) badEntry(key string, f inspect.Fault) error {
	v.counts.BadEntries++
	return v.tellFault(key, f)
}

func (v *verification) tellFault(key string, f inspect.Fault) error {
	return v.tell(badEntry{jsonKey(key), jsonText(f.Err.Error()), jsonText(inspect.Command(inspect.AboutFault(f.Kind).Mend, v.shown, key))})
}

func (v *verification) skipped(g inspect.Gap) error {
	v.counts.Skipped++
	s := skipped{Error: jsonText(oneLine(g.Err))}
	if !g.FromStart {
		s.From = (*jsonKey)(&g.After)
	}
	if !g.ToEnd {
		s.To = (*jsonKey)(&g.Last)
	}
	return v.tell(s)
}

// tell prints a line and flushes it, because a user may be waiting.
func (v *verification) tell(line interface{ text(style) string }) (err error) {
	do := func() {
		if v.json {
			err = printJSON(v.out, line)
		} else {
			_, err = v.out.WriteString(line.text(v.style))
		}
		err = errors.Join(err, v.out.Flush())
	}
	if v.p == nil {
		do()
	} else {
		v.p.beside(do)
	}
	return err
}

// end prints the counts. It returns the error that makes the status 1.
func (v *verification) end() error {
	c := v.counts
	if err := v.tell(c); err != nil {
		return err
	}
	if bad := c.bad(); bad != "" {
		return fmt.Errorf("%s: %s", v.shown, bad)
	}
	return nil
}

type badFile struct {
	File   jsonText `json:"file,omitempty"`
	Offset int64    `json:"offset,omitempty"`
	Bytes  int64    `json:"bytes,omitempty"`
	From   *jsonKey `json:"from,omitempty"`
	To     *jsonKey `json:"to,omitempty"`
	Error  jsonText `json:"error"`
	Mend   jsonText `json:"mend"`
	Unread bool     `json:"unread,omitempty"` // there is no evidence of damage
	after  bool     // From is excluded
}

func (b badFile) text(s style) string {
	text := s.red("damaged") + " "
	if b.Unread {
		text = s.yellow("cannot be read here") + " "
	}
	if b.File != "" {
		text += plain(string(b.File)) + ": "
	}
	text += plain(string(b.Error))
	if b.From != nil {
		from := "from "
		if b.after {
			from = "after "
		}
		text += "; keys " + from + keytext.Plain(string(*b.From)) + " to " + keytext.Plain(string(*b.To))
	}
	return text + "\n  " + plain(string(b.Mend)) + "\n"
}

type badEntry struct {
	Key   jsonKey  `json:"key"`
	Error jsonText `json:"error"`
	Mend  jsonText `json:"mend"`
}

func (b badEntry) text(s style) string {
	return s.red("bad") + " " + keytext.Plain(string(b.Key)) + ": " + plain(string(b.Error)) + "\n  " + plain(string(b.Mend)) + "\n"
}

type skipped struct {
	From  *jsonKey `json:"skipped_from,omitempty"`
	To    *jsonKey `json:"skipped_to,omitempty"`
	Error jsonText `json:"error"`
}

func (g skipped) text(s style) string {
	from, to := "from the first key", "to the end"
	if g.From != nil {
		from = "after " + keytext.Plain(string(*g.From))
	}
	if g.To != nil {
		to = "to " + keytext.Plain(string(*g.To))
	}
	return s.yellow("not checked") + " keys " + from + " " + to + ": " + plain(string(g.Error)) + "\n"
}

// bad describes what is wrong, with counts. It is empty if nothing is.
func (c verifyCounts) bad() string {
	var parts []string
	for _, part := range []struct {
		n         int64
		one, many string
	}{
		{c.BadFiles, "damaged part of files", "damaged parts of files"},
		{c.Unread, "part of files that cannot be read here", "parts of files that cannot be read here"},
		{c.BadEntries, "bad entry", "bad entries"},
		{c.Skipped, "range not checked", "ranges not checked"},
	} {
		if part.n > 0 {
			parts = append(parts, counted(part.n, part.one, part.many))
		}
	}
	return strings.Join(parts, ", ")
}

func (c verifyCounts) text(s style) string {
	text := fmt.Sprintf("%s, %s; ", counted(c.Entries, "entry", "entries"), humanize.IBytes(uint64(c.Bytes)))
	if c.far {
		text += "the tables are on the server: "
	} else {
		text += counted(int64(c.Tables), "table", "tables") + ": "
	}
	if bad := c.bad(); bad != "" {
		return text + s.red(bad) + "\n"
	}
	return text + s.green("all is well") + "\n"
}
