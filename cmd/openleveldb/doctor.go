package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"github.com/openleveldb/openleveldb/cmd/openleveldb/internal/inspect"
	"github.com/openleveldb/openleveldb/internal/keytext"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote"
	"github.com/openleveldb/openleveldb/native"
	"github.com/spf13/cobra"
)

func newDoctor() *cobra.Command {
	var quick, asJSON bool
	cmd := &cobra.Command{
		Use:   "doctor DB",
		Short: "Find what is wrong with a database, and what to do about it",
		Long: `Find what is wrong with a database, or will be, and print for each finding why it
matters and what to do. Nothing is changed. It also works on a database that does not
open, and while others have it open.

It examines
  program  whether LevelDB wrote the directory, or RocksDB, Pebble, Minecraft Bedrock
           or another program with a comparator or a compression of its own; such a
           directory is left alone, and nothing else is examined
  files    CURRENT and manifest, missing and damaged tables and logs, files left by
           killed writers and repairs
  limits   more tables than LevelDB maps (1000), free space on the disk
  system   owner and mode of the files, who has the database open
  values   those that Python, or versions before 0.1.5, cannot read: keys that are
           not UTF-8, empty values, values without a tag, JSON that rapidjson
           refuses, arrays that numpy refuses

What to do holds commands in backquotes. None of them loses anything: where one
replaces files, it copies the database first.

--quick leaves out the values and the checksums of tables. Of a database on a server
only the values are examined.

An error is something that somebody cannot read; a warning will be slow or fail; a
note is good to know. The status is 0 if there are only notes, else 1.`,
		Example: `  openleveldb doctor runs.db
  openleveldb doctor runs.db --json | jq '.findings[] | .mend'`,
		Args: databaseArg,
		RunE: longAction(func(ctx context.Context, cmd *cobra.Command, args []string) error {
			d := &consultation{cmd: cmd, name: args[0], quick: quick}
			if err := d.examine(ctx); err != nil {
				return err
			}
			out := bufio.NewWriter(cmd.OutOrStdout())
			var err error
			if asJSON {
				err = d.printJSON(out)
			} else {
				d.print(out, styleOf(cmd.OutOrStdout()))
			}
			if err := flushed(out, err); err != nil {
				return err
			}
			return d.verdict()
		}),
	}
	cmd.Flags().BoolVar(&quick, "quick", false, "do not read the values, nor the blocks of the tables")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

// consultation is one run of doctor.
type consultation struct {
	cmd      *cobra.Command
	name     string
	quick    bool
	findings []inspect.Finding
	entries  int64 // number of entries checked
}

func (d *consultation) examine(ctx context.Context) error {
	options := &leveldb.Options{ReadOnly: true}
	damages := []inspect.Damage{}
	if _, _, far := remote.ParseAddress(d.name); !far {
		total := int64(0)
		if use, err := diskUseOf(d.name); err == nil { // on an error, Files returns it or a finding
			total = use.Table + use.Log
		}
		p := newProgress(d.cmd.ErrOrStderr(), "doctor files", total)
		files := &inspect.Doctor{Path: d.name, HasSnappy: native.HasSnappy(), Quick: d.quick}
		findings, err := files.Files(ctx, func(bytes int64) { p.add(0, bytes) })
		p.done()
		if err != nil {
			return err
		}
		d.findings, damages = findings, files.Damages
		if files.Refused {
			return nil
		}
		options.NoLock = files.Written()
	}
	db, err := openDB(d.name, options)
	if err != nil {
		return d.closed(err)
	}
	if !d.quick {
		err = d.values(ctx, db, damages, options.NoLock)
	}
	return errors.Join(err, db.Close())
}

// closed adds the finding that the database does not open, unless another finding explains it.
func (d *consultation) closed(err error) error {
	if _, _, far := remote.ParseAddress(d.name); far {
		return err
	}
	if slices.ContainsFunc(d.findings, func(f inspect.Finding) bool { return f.Severity == inspect.Error }) {
		return nil
	}
	f := inspect.Finding{Check: "open", Severity: inspect.Error, What: "the database does not open: " + oneLine(err),
		Why: "nothing can be read", Mend: "remove the cause that it names; do not repair the database, as nothing is known to be damaged"}
	switch {
	case errors.Is(err, leveldb.ErrLocked):
		f.Severity, f.Why, f.Mend = inspect.Warning, "somebody is writing to it, and too busy to inspect", "wait until that process is done"
	case errors.Is(err, fs.ErrPermission):
		f.Mend = "work as the owner of the files, or ask for permission to read them"
	case errors.Is(err, leveldb.ErrCorrupt):
		f.Mend = inspect.Rebuild
	}
	d.findings = append(d.findings, f)
	return nil
}

// values checks the entries.
func (d *consultation) values(ctx context.Context, db *leveldb.DB, damages []inspect.Damage, beside bool) error {
	_, _, far := remote.ParseAddress(d.name)
	p, counted, err := newPass(ctx, d.cmd, "doctor values", db, far)
	if err != nil {
		return err
	}
	defer p.done()
	defer counted.flush()
	var checker inspect.Checker
	var tally inspect.Tally
	gaps := 0
	var gap inspect.Gap
	read := db.WithContext(ctx).WithReadOptions(leveldb.ReadOptions{DontFillCache: true, VerifyChecksums: true})
	err = inspect.Walk(read, damages, func(e leveldb.Entry) error {
		d.entries++
		err := look(e, counted, func(key string, stored []byte) error {
			for _, f := range checker.Check(key, stored) {
				tally.Add(key, f)
			}
			return nil
		})
		if errors.Is(err, leveldb.ErrIO) {
			tally.Add(e.Key(), inspect.Fault{Kind: inspect.Unreadable, Err: err})
			return nil
		}
		return err
	}, func(g inspect.Gap) error {
		gaps++
		gap = g
		return nil
	})
	d.findings = append(d.findings, tally.Findings()...)
	if gaps > 0 {
		f := inspect.Finding{Check: "not-looked-at", Severity: inspect.Error, Count: gaps,
			What: "not all values could be checked: " + oneLine(gap.Err), Why: "there may be more that is wrong",
			Mend: "`openleveldb verify {db}` lists the keys"}
		if beside {
			f.Severity, f.Why, f.Mend = inspect.Note, "the process that writes has removed tables", "look again when it is done"
		}
		d.findings = append(d.findings, f)
	}
	return err
}

// bad returns the number of findings that make the status 1.
func (d *consultation) bad() (n int) {
	for _, f := range d.findings {
		if f.Severity != inspect.Note {
			n++
		}
	}
	return n
}

func (d *consultation) verdict() error {
	if n := d.bad(); n > 0 {
		return fmt.Errorf("%s: %s", withoutPassword(d.name), counted(int64(n), "finding that matters", "findings that matter"))
	}
	return nil
}

// sorted returns the findings with the worst first, and otherwise in their original order.
func (d *consultation) sorted() []inspect.Finding {
	rank := map[inspect.Severity]int{inspect.Error: 0, inspect.Warning: 1, inspect.Note: 2}
	slices.SortStableFunc(d.findings, func(a, b inspect.Finding) int { return cmp.Compare(rank[a.Severity], rank[b.Severity]) })
	return d.findings
}

// mend returns the advice for a finding, with its first key if it is about entries.
func (d *consultation) mend(f inspect.Finding) string {
	key := ""
	if len(f.Keys) > 0 {
		key = f.Keys[0]
	}
	return inspect.Command(f.Mend, withoutPassword(d.name), key)
}

func (d *consultation) print(out *bufio.Writer, s style) {
	colour := map[inspect.Severity]func(string) string{inspect.Error: s.red, inspect.Warning: s.yellow, inspect.Note: s.cyan}
	for _, f := range d.sorted() {
		what := f.What
		if f.Count > 0 && len(f.Keys) > 0 {
			what = fmt.Sprintf("%s: %s", counted(int64(f.Count), "entry", "entries"), what)
		}
		fmt.Fprintf(out, "%s %s\n", colour[f.Severity](string(f.Severity)), plain(what))
		printNames(out, "files", f.Files, f.Count)
		printNames(out, "keys", f.Keys, f.Count)
		fmt.Fprintf(out, "  why: %s\n  do: %s\n", plain(f.Why), s.bold(plain(d.mend(f))))
	}
	if d.bad() == 0 {
		fmt.Fprintf(out, "%s: %s\n", plain(withoutPassword(d.name)), s.green("nothing is wrong"))
	}
}

// printNames prints some of the names; count is their total number.
func printNames(out io.Writer, what string, names []string, count int) {
	if len(names) == 0 {
		return
	}
	shown := make([]string, len(names))
	for i, name := range names {
		shown[i] = keytext.Plain(name)
	}
	more := ""
	if count > len(names) {
		more = fmt.Sprintf(" and %d more", count-len(names))
	}
	fmt.Fprintf(out, "  %s: %s%s\n", what, strings.Join(shown, ", "), more)
}

func (d *consultation) printJSON(out io.Writer) error {
	type finding struct {
		Check    string           `json:"check"`
		Severity inspect.Severity `json:"severity"`
		What     jsonText         `json:"what"`
		Why      jsonText         `json:"why"`
		Mend     jsonText         `json:"mend"`
		Count    int              `json:"count,omitempty"`
		Files    []jsonKey        `json:"files,omitempty"`
		Keys     []jsonKey        `json:"keys,omitempty"`
	}
	findings := []finding{}
	for _, f := range d.sorted() {
		findings = append(findings, finding{f.Check, f.Severity, jsonText(f.What), jsonText(f.Why), jsonText(d.mend(f)), f.Count, jsonKeys(f.Files), jsonKeys(f.Keys)})
	}
	return printJSON(out, struct {
		Database jsonText  `json:"database"`
		Entries  int64     `json:"entries"`
		Findings []finding `json:"findings"`
	}{jsonText(withoutPassword(d.name)), d.entries, findings})
}
