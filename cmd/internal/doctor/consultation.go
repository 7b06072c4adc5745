package doctor

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

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/inspect"
	"github.com/openleveldb/openleveldb/cmd/internal/scan"
	"github.com/openleveldb/openleveldb/cmd/internal/stat"
	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/internal/keytext"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/native"
)

// Run is one run of doctor.
type Run struct {
	ErrOut   io.Writer
	Name     string
	Quick    bool
	findings []inspect.Finding
	entries  int64 // number of entries checked
}

func (d *Run) Examine(ctx context.Context) error {
	options := &leveldb.Options{ReadOnly: true}
	damages := []inspect.Damage{}
	if !cli.IsAddress(d.Name) {
		total := int64(0)
		// On an error, Files returns it or a finding.
		if use, err := stat.DiskUseOf(d.Name); err == nil {
			total = use.Table + use.Log
		}
		p := cli.NewProgress(d.ErrOut, "doctor files", total)
		files := &inspect.Doctor{Path: d.Name, HasSnappy: native.HasSnappy(), Quick: d.Quick}
		findings, err := files.Files(ctx, func(bytes int64) { p.Add(0, bytes) })
		p.Done()
		if err != nil {
			return err
		}
		d.findings, damages = findings, files.Damages
		if files.Refused {
			return nil
		}
		options.NoLock = files.Written()
	}
	db, err := cli.OpenDB(d.Name, options)
	if err != nil {
		return d.closed(err)
	}
	if !d.Quick {
		err = d.values(ctx, db, damages, options.NoLock)
	}
	return errors.Join(err, db.Close())
}

// closed adds the finding that the database does not open, unless another finding explains it.
func (d *Run) closed(err error) error {
	if cli.IsAddress(d.Name) {
		return err
	}
	if slices.ContainsFunc(d.findings, func(f inspect.Finding) bool { return f.Severity == inspect.Error }) {
		return nil
	}
	f := inspect.Finding{Check: "open", Severity: inspect.Error, What: "the database does not open: " + cli.OneLine(err),
		Why: "no entry can be read", Fix: "remove the cause that the error names; do not repair the database, because there is no evidence of damage"}
	switch {
	case errors.Is(err, leveldb.ErrLocked):
		f.Severity, f.Why, f.Fix = inspect.Warning, "a process is writing to it, and too busy to inspect", "wait until that process has finished"
	case errors.Is(err, fs.ErrPermission):
		f.Fix = "run as the owner of the files, or get permission to read them"
	case errors.Is(err, leveldb.ErrCorrupt):
		f.Fix = inspect.Rebuild
	}
	d.findings = append(d.findings, f)
	return nil
}

// values checks the entries.
func (d *Run) values(ctx context.Context, db *leveldb.DB, damages []inspect.Damage, written bool) error {
	p, counted, err := scan.NewPass(ctx, d.ErrOut, "doctor values", db, cli.IsAddress(d.Name))
	if err != nil {
		return err
	}
	defer p.Done()
	defer counted.Flush()
	var checker inspect.Checker
	var tally inspect.Tally
	gaps := 0
	var gap inspect.Gap
	read := db.WithContext(ctx).WithReadOptions(leveldb.ReadOptions{DontFillCache: true, VerifyChecksums: true})
	other, err := inspect.OtherProgram(read)
	if err != nil {
		return err
	}
	untagged := int64(0)
	err = inspect.Iterate(read, damages, func(e leveldb.Entry) error {
		d.entries++
		err := scan.Look(e, counted, func(key string, stored []byte) error {
			if other {
				if !valuetext.Tagged(stored) {
					untagged++
				}
				return nil
			}
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
	if other {
		d.findings = append(d.findings, inspect.OfOtherProgram(d.entries, untagged))
	}
	if gaps > 0 {
		f := inspect.Finding{Check: "not-looked-at", Severity: inspect.Error, Count: gaps,
			What: "not all values could be checked: " + cli.OneLine(gap.Err), Why: "there may be more problems",
			Fix: "`openleveldb verify {db}` lists the keys"}
		if written {
			f.Severity, f.Why, f.Fix = inspect.Note, "the process that writes has removed tables", "run doctor again when that process has finished"
		}
		d.findings = append(d.findings, f)
	}
	return err
}

// bad returns the number of findings that make the status 1.
func (d *Run) bad() (n int) {
	for _, f := range d.findings {
		if f.Severity != inspect.Note {
			n++
		}
	}
	return n
}

func (d *Run) Verdict() error {
	if n := d.bad(); n > 0 {
		return fmt.Errorf("%s: %s", cli.WithoutPassword(d.Name), cli.Counted(int64(n), "problem found", "problems found"))
	}
	return nil
}

// sorted returns the findings with the worst first, and otherwise in their original order.
func (d *Run) sorted() []inspect.Finding {
	rank := map[inspect.Severity]int{inspect.Error: 0, inspect.Warning: 1, inspect.Note: 2}
	slices.SortStableFunc(d.findings, func(a, b inspect.Finding) int { return cmp.Compare(rank[a.Severity], rank[b.Severity]) })
	return d.findings
}

// fix returns the advice for a finding, with its first key if it is about entries.
func (d *Run) fix(f inspect.Finding) string {
	key := ""
	if len(f.Keys) > 0 {
		key = f.Keys[0]
	}
	return inspect.Command(f.Fix, cli.WithoutPassword(d.Name), key)
}

func (d *Run) Print(out *bufio.Writer, s cli.Style) {
	colour := map[inspect.Severity]func(string) string{inspect.Error: s.Red, inspect.Warning: s.Yellow, inspect.Note: s.Cyan}
	for _, f := range d.sorted() {
		what := f.What
		if f.Count > 0 && len(f.Keys) > 0 {
			what = fmt.Sprintf("%s: %s", cli.Counted(int64(f.Count), "entry", "entries"), what)
		}
		fmt.Fprintf(out, "%s %s\n", colour[f.Severity](string(f.Severity)), valuetext.Plain(what))
		printNames(out, "files", f.Files, f.Count)
		printNames(out, "keys", f.Keys, f.Count)
		fmt.Fprintf(out, "  why: %s\n  fix: %s\n", valuetext.Plain(f.Why), s.Bold(valuetext.Plain(d.fix(f))))
	}
	if d.bad() == 0 {
		fmt.Fprintf(out, "%s: %s\n", valuetext.Plain(cli.WithoutPassword(d.Name)), s.Green("no problems found"))
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

func (d *Run) PrintJSON(out io.Writer) error {
	type finding struct {
		Check    string              `json:"check"`
		Severity inspect.Severity    `json:"severity"`
		What     valuetext.JSONText  `json:"what"`
		Why      valuetext.JSONText  `json:"why"`
		Fix      valuetext.JSONText  `json:"fix"`
		Count    int                 `json:"count,omitempty"`
		Files    []valuetext.JSONKey `json:"files,omitempty"`
		Keys     []valuetext.JSONKey `json:"keys,omitempty"`
	}
	findings := []finding{}
	for _, f := range d.sorted() {
		findings = append(findings, finding{f.Check, f.Severity, valuetext.JSONText(f.What), valuetext.JSONText(f.Why), valuetext.JSONText(d.fix(f)), f.Count, valuetext.JSONKeys(f.Files), valuetext.JSONKeys(f.Keys)})
	}
	return valuetext.PrintJSON(out, struct {
		Database valuetext.JSONText `json:"database"`
		Entries  int64              `json:"entries"`
		Findings []finding          `json:"findings"`
	}{valuetext.JSONText(cli.WithoutPassword(d.Name)), d.entries, findings})
}
