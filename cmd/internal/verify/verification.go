package verify

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/dustin/go-humanize"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/inspect"
	"github.com/openleveldb/openleveldb/cmd/internal/scan"
	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/internal/keytext"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/native"
)

// Run is one run of verify.
type Run struct {
	ErrOut io.Writer
	Name   string
	Shown  string // the name without a password
	// Open opens the database, and reports whether another process writes to it.
	Open  func() (db *leveldb.DB, written bool, err error)
	Out   *bufio.Writer
	JSON  bool
	Style cli.Style
	p     *cli.Progress

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
	written    bool // another process writes to the database
}

func (v *Run) Run(ctx context.Context) error {
	far := cli.IsAddress(v.Name)
	v.counts.far = far
	db, written, opened := v.Open()
	v.counts.written = written
	if opened != nil && (far || errors.Is(opened, leveldb.ErrLocked) || errors.Is(opened, os.ErrNotExist) && !errors.Is(opened, leveldb.ErrCorrupt)) {
		return opened
	}
	var err error
	if !far && !written { // a writer adds and removes files
		err = v.files(ctx)
	}
	if opened == nil {
		if err == nil {
			err = v.entries(ctx, db)
		}
		err = errors.Join(cli.Removed(written, err), db.Close())
	} else if err == nil {
		err = v.notOpened(opened)
	}
	if err != nil {
		return err
	}
	return v.end()
}

// notOpened reports that the database does not open, so its entries were not read.
func (v *Run) notOpened(opened error) error {
	bad := badFile{Error: valuetext.JSONText(cli.OneLine(opened)), Fix: valuetext.JSONText(inspect.Command("`openleveldb doctor {db}`", v.Shown, ""))}
	if bad.Unread = !errors.Is(opened, leveldb.ErrCorrupt); bad.Unread {
		v.counts.Unread++
	} else {
		v.counts.BadFiles++
	}
	return v.print(bad)
}

// tablesOf returns the tables of the manifest, or all tables of the directory if the manifest cannot
// be read.
func tablesOf(dir string) ([]dbfile.Table, error) {
	manifest, err := dbfile.ReadManifest(dir)
	if field := new(dbfile.FieldError); errors.As(err, &field) { // another program wrote it
		return nil, fmt.Errorf("%w: %w", driver.ErrNotSupported, err)
	}
	if err != nil {
		return inspect.TablesIn(dir)
	}
	return manifest.Sorted(), nil
}

// files reads the tables and logs.
func (v *Run) files(ctx context.Context) error {
	directory := dbfile.Recognize(v.Name, dbfile.Options{Snappy: native.HasSnappy()})
	if directory.Class == dbfile.Foreign { // the formats of its files are not known here
		return fmt.Errorf("verify %s: %w", v.Shown, directory.Refusal())
	}
	tables, err := tablesOf(v.Name)
	if err != nil {
		return err
	}
	total := int64(0)
	for _, t := range tables {
		total += int64(t.Size)
	}
	v.p = cli.NewProgress(v.ErrOut, "verify files", total)
	defer v.p.Done()
	err = inspect.CheckTables(ctx, v.Name, tables, func(tables int, bytes int64) {
		v.counts.Tables += tables
		v.p.Add(0, bytes)
	}, v.damaged)
	if err != nil {
		return err
	}
	return inspect.CheckLogs(ctx, v.Name, func(bytes int64) { v.p.Add(0, bytes) }, v.damaged)
}

// damaged reports a part of a file that cannot be read.
func (v *Run) damaged(d inspect.Damage) error {
	v.damages = append(v.damages, d)
	text, fix := d.Err.Error(), "restore "+d.File+" from a backup; or keep what can be read: "+inspect.Rebuild
	if d.Kind == inspect.Unread {
		v.counts.Unread++
		text, fix = inspect.UnreadText(v.Name, d), inspect.UnreadAdvice(v.Name, d)
	} else {
		v.counts.BadFiles++
	}
	bad := badFile{
		File: valuetext.JSONText(d.File), Offset: d.Offset, Bytes: d.Size, Error: valuetext.JSONText(text),
		Fix: valuetext.JSONText(inspect.Command(fix, v.Shown, "")), Unread: d.Kind == inspect.Unread,
	}
	if d.Keyed {
		bad.From, bad.To = (*valuetext.JSONKey)(&d.First), (*valuetext.JSONKey)(&d.Last)
		bad.after = d.Excluded
	}
	return v.print(bad)
}

// entries decodes all values.
func (v *Run) entries(ctx context.Context, db *leveldb.DB) error {
	p, counted, err := scan.NewPass(ctx, v.ErrOut, "verify entries", db, v.counts.far)
	if err != nil {
		return err
	}
	v.p = p
	defer p.Done()
	defer counted.Flush()
	strict := db.WithContext(ctx).WithReadOptions(leveldb.ReadOptions{VerifyChecksums: true, DontFillCache: true})
	var checker inspect.Checker
	err = inspect.Iterate(strict, v.damages, func(e leveldb.Entry) error {
		var printed error
		err := scan.Look(e, counted, func(key string, stored []byte) error {
			v.counts.Entries++
			v.counts.Bytes += int64(len(key) + len(stored))
			printed = v.faults(key, checker.Check(key, stored))
			return nil
		})
		if errors.Is(err, leveldb.ErrIO) { // a fault in mapped memory affects only this value
			return v.badEntry(e.Key(), inspect.Fault{Kind: inspect.Unreadable, Err: err})
		}
		return errors.Join(err, printed)
	}, v.skipped)
	return err
}

// faults reports what is wrong with an entry. Notes and warnings are left to doctor.
func (v *Run) faults(key string, faults []inspect.Fault) error {
	bad := false
	for _, f := range faults {
		if inspect.AboutFault(f.Kind).Severity != inspect.Error {
			continue
		}
		if !bad {
			v.counts.BadEntries++
			bad = true
		}
		if err := v.printFault(key, f); err != nil {
			return err
		}
	}
	return nil
}

func (v *Run) badEntry(key string, f inspect.Fault) error {
	v.counts.BadEntries++
	return v.printFault(key, f)
}

func (v *Run) printFault(key string, f inspect.Fault) error {
	return v.print(badEntry{valuetext.JSONKey(key), valuetext.JSONText(f.Err.Error()), valuetext.JSONText(inspect.Command(inspect.AboutFault(f.Kind).Fix, v.Shown, key))})
}

func (v *Run) skipped(g inspect.Gap) error {
	v.counts.Skipped++
	s := skipped{Error: valuetext.JSONText(cli.OneLine(g.Err))}
	if !g.FromStart {
		s.From = (*valuetext.JSONKey)(&g.After)
	}
	if !g.ToEnd {
		s.To = (*valuetext.JSONKey)(&g.Last)
	}
	return v.print(s)
}

// print writes a line and flushes it, because a user may be waiting.
func (v *Run) print(line interface{ text(cli.Style) string }) (err error) {
	do := func() {
		if v.JSON {
			err = valuetext.PrintJSON(v.Out, line)
		} else {
			_, err = v.Out.WriteString(line.text(v.Style))
		}
		err = errors.Join(err, v.Out.Flush())
	}
	if v.p == nil {
		do()
	} else {
		v.p.Hidden(do)
	}
	return err
}

// end prints the counts. It returns the error that makes the status 1.
func (v *Run) end() error {
	c := v.counts
	if err := v.print(c); err != nil {
		return err
	}
	if bad := c.bad(); bad != "" {
		return fmt.Errorf("%s: %s", v.Shown, bad)
	}
	return nil
}

type badFile struct {
	File   valuetext.JSONText `json:"file,omitempty"`
	Offset int64              `json:"offset,omitempty"`
	Bytes  int64              `json:"bytes,omitempty"`
	From   *valuetext.JSONKey `json:"from,omitempty"`
	To     *valuetext.JSONKey `json:"to,omitempty"`
	Error  valuetext.JSONText `json:"error"`
	Fix    valuetext.JSONText `json:"fix"`
	Unread bool               `json:"unread,omitempty"` // there is no evidence of damage
	after  bool               // From is excluded
}

func (b badFile) text(s cli.Style) string {
	text := s.Red("damaged") + " "
	if b.Unread {
		text = s.Yellow("cannot be read here") + " "
	}
	if b.File != "" {
		text += valuetext.Plain(string(b.File)) + ": "
	}
	text += valuetext.Plain(string(b.Error))
	if b.From != nil {
		from := "from "
		if b.after {
			from = "after "
		}
		text += "; keys " + from + keytext.Plain(string(*b.From)) + " to " + keytext.Plain(string(*b.To))
	}
	return text + "\n  " + valuetext.Plain(string(b.Fix)) + "\n"
}

type badEntry struct {
	Key   valuetext.JSONKey  `json:"key"`
	Error valuetext.JSONText `json:"error"`
	Fix   valuetext.JSONText `json:"fix"`
}

func (b badEntry) text(s cli.Style) string {
	return s.Red("bad") + " " + keytext.Plain(string(b.Key)) + ": " + valuetext.Plain(string(b.Error)) + "\n  " + valuetext.Plain(string(b.Fix)) + "\n"
}

type skipped struct {
	From  *valuetext.JSONKey `json:"skipped_from,omitempty"`
	To    *valuetext.JSONKey `json:"skipped_to,omitempty"`
	Error valuetext.JSONText `json:"error"`
}

func (g skipped) text(s cli.Style) string {
	from, to := "from the first key", "to the end"
	if g.From != nil {
		from = "after " + keytext.Plain(string(*g.From))
	}
	if g.To != nil {
		to = "to " + keytext.Plain(string(*g.To))
	}
	return s.Yellow("not checked") + " keys " + from + " " + to + ": " + valuetext.Plain(string(g.Error)) + "\n"
}

// bad returns the counts of problems as text. It is empty if there are none.
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
			parts = append(parts, cli.Counted(part.n, part.one, part.many))
		}
	}
	return strings.Join(parts, ", ")
}

func (c verifyCounts) text(s cli.Style) string {
	text := fmt.Sprintf("%s, %s; ", cli.Counted(c.Entries, "entry", "entries"), humanize.IBytes(uint64(c.Bytes)))
	switch {
	case c.far:
		text += "tables are not checked on a server: "
	case c.written:
		text += "tables are not checked while a process writes: "
	default:
		text += cli.Counted(int64(c.Tables), "table", "tables") + ": "
	}
	if bad := c.bad(); bad != "" {
		return text + s.Red(bad) + "\n"
	}
	return text + s.Green("no damage found") + "\n"
}
