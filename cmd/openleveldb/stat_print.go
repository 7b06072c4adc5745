package main

import (
	"bufio"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/dustin/go-humanize"
	"github.com/openleveldb/openleveldb/internal/keytext"
)

// typesText lists types by frequency, such as "ndarray 1,200, int 3".
func typesText(types map[string]int64) string {
	names := slices.SortedFunc(maps.Keys(types), func(a, b string) int {
		return cmp.Or(cmp.Compare(types[b], types[a]), cmp.Compare(a, b))
	})
	for i, name := range names {
		names[i] = name + " " + humanize.Comma(types[name])
	}
	return strings.Join(names, ", ")
}

// print writes the statistics for people.
func (s *statistics) print(out *bufio.Writer, colours style, top int) error {
	fmt.Fprintln(out, colours.bold(plain(s.Database)))
	if e := s.Entries; e != nil {
		e.print(out, colours, top)
	}
	s.printDisk(out, colours)
	if s.LevelDB != nil {
		fmt.Fprintf(out, "\n%s\n", strings.TrimRight(string(*s.LevelDB), "\n"))
	}
	return nil // the writer keeps its error for Flush
}

func (e *entryReport) print(out *bufio.Writer, colours style, top int) {
	fmt.Fprintf(out, "%s: keys %s, values %s\n", counted(e.Count, "entry", "entries"), size(e.KeyBytes), size(e.ValueBytes))
	if e.Count == 0 {
		return
	}
	fmt.Fprintf(out, "types: %s\n", typesText(e.Types))

	fmt.Fprintf(out, "\n%s\n", colours.bold("prefixes"))
	table := newTable(out)
	fmt.Fprintf(table, "prefix\tentries\tkeys\tvalues\ttypes\n")
	for _, p := range e.Prefixes {
		p.print(table, keytext.Plain(string(*p.Prefix)))
	}
	if e.Others != nil {
		e.Others.print(table, fmt.Sprintf("(%s)", counted(e.Others.Prefixes, "other", "others")))
	}
	table.Flush()

	if len(e.Arrays) > 0 {
		fmt.Fprintf(out, "\n%s\n", colours.bold("arrays"))
		for _, kind := range e.Arrays[:min(len(e.Arrays), top)] {
			fmt.Fprintf(out, "%s × %s, %s\n", plain(kind.text()), humanize.Comma(kind.Count), size(kind.Bytes))
		}
		if n := len(e.Arrays) - top; n > 0 {
			fmt.Fprintf(out, "and %s; --json has all\n", counted(int64(n), "further dtype and shape", "further dtypes and shapes"))
		}
		if e.Uncounted > 0 {
			fmt.Fprintf(out, "and %s of further dtypes and shapes: only the first %s are kept apart\n",
				counted(e.Uncounted, "array", "arrays"), humanize.Comma(maxArrayKinds))
		}
	}
	if e.Unreadable > 0 {
		fmt.Fprintf(out, "\n%s\n", colours.red(counted(e.Unreadable, "value cannot be read", "values cannot be read")))
		for _, f := range e.First {
			fmt.Fprintf(out, "%s: %s\n", keytext.Plain(string(f.Key)), plain(string(f.Error)))
		}
		fmt.Fprintln(out, "openleveldb verify lists all, and doctor says what to do")
	}
}

func (p *prefixReport) print(out *tabwriter.Writer, name string) {
	fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\n", name, humanize.Comma(p.Entries), size(p.KeyBytes), size(p.ValueBytes), typesText(p.Types))
}

func (s *statistics) printDisk(out *bufio.Writer, colours style) {
	fmt.Fprintf(out, "\n%s\n", colours.bold("on disk"))
	if d := s.Disk; d != nil {
		fmt.Fprintf(out, "%s: %s %s, log %s, manifest %s, other %s\n",
			size(d.Bytes), counted(int64(d.Tables), "table", "tables"), size(d.Table), size(d.Log), size(d.Manifest), size(d.Other))
	}
	for _, l := range s.Levels {
		if l.Tables > 0 {
			fmt.Fprintf(out, "level %d: %s, %s\n", l.Level, counted(int64(l.Tables), "table", "tables"), size(l.Bytes))
		}
	}
	if n := s.inMemory(); n > 0 {
		fmt.Fprintf(out, "of level 0, %s made of the log now, in memory\n", counted(int64(n), "table is", "tables are"))
	}
	if f := s.Format; f != nil {
		if len(f.Blocks) > 0 {
			fmt.Fprintf(out, "compression: %s\n", f.compression())
			fmt.Fprintf(out, "filter: %s\n", f.filter())
		}
		if f.Damaged > 0 {
			fmt.Fprintln(out, colours.red(counted(f.Damaged, "table is damaged", "tables are damaged")+": see openleveldb verify"))
		}
	}
	if s.far {
		fmt.Fprintln(out, "the files are on the server: what is in them, its openleveldb says")
	}
	fmt.Fprintf(out, "memory in use by LevelDB: %s\n", size(s.Memory))
}

// inMemory returns the number of tables that are not on the disk.
func (s *statistics) inMemory() int {
	if s.Format == nil {
		return 0
	}
	n := -s.Format.Of
	for _, l := range s.Levels {
		n += l.Tables
	}
	return n
}

// share returns a note that only a part was read, or an empty text if everything was.
func (f *tableFormat) share() string {
	if f.Looked == f.Of {
		return ""
	}
	return fmt.Sprintf(", in %s of %s", humanize.Comma(int64(f.Looked)), counted(int64(f.Of), "table", "tables"))
}

func (f *tableFormat) compression() string {
	total := int64(0)
	for _, n := range f.Blocks {
		total += n
	}
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(f.Blocks)) {
		parts = append(parts, fmt.Sprintf("%s %d %%", name, (f.Blocks[name]*100+total/2)/total))
	}
	return fmt.Sprintf("%s (of %s%s)", strings.Join(parts, ", "), counted(total, "block looked at", "blocks looked at"), f.share())
}

func (f *tableFormat) filter() string {
	if len(f.Filters) == 0 {
		return "none" + f.share()
	}
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(f.Filters)) {
		parts = append(parts, fmt.Sprintf("%s in %s", plain(name), counted(f.Filters[name], "table", "tables")))
	}
	if f.Unfilter > 0 {
		parts = append(parts, fmt.Sprintf("none in %s", counted(f.Unfilter, "table", "tables")))
	}
	return strings.Join(parts, ", ") + f.share()
}

// newTable returns a writer that aligns cells.
func newTable(out *bufio.Writer) *tabwriter.Writer { return tabwriter.NewWriter(out, 0, 8, 2, ' ', 0) }
