package stat

import (
	"bufio"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/dustin/go-humanize"
	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
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

// Print writes the statistics for people.
func (s *Statistics) Print(out *bufio.Writer, colours cli.Style, top int) error {
	fmt.Fprintln(out, colours.Bold(valuetext.Plain(s.Database)))
	if e := s.Entries; e != nil {
		e.print(out, colours, top)
	}
	s.printDisk(out, colours)
	if s.LevelDB != nil {
		fmt.Fprintf(out, "\n%s\n", strings.TrimRight(string(*s.LevelDB), "\n"))
	}
	return nil // the writer keeps its error for Flush
}

func (e *entryReport) print(out *bufio.Writer, colours cli.Style, top int) {
	fmt.Fprintf(out, "%s: keys %s, values %s\n", cli.Counted(e.Count, "entry", "entries"), cli.Size(e.KeyBytes), cli.Size(e.ValueBytes))
	if e.Count == 0 {
		return
	}
	fmt.Fprintf(out, "types: %s\n", typesText(e.Types))

	fmt.Fprintf(out, "\n%s\n", colours.Bold("prefixes"))
	table := newTable(out)
	fmt.Fprintf(table, "prefix\tentries\tkeys\tvalues\ttypes\n")
	for _, p := range e.Prefixes {
		p.print(table, keytext.Plain(string(*p.Prefix)))
	}
	if e.Others != nil {
		e.Others.print(table, fmt.Sprintf("(%s)", cli.Counted(e.Others.Prefixes, "other", "others")))
	}
	table.Flush()

	if len(e.Arrays) > 0 {
		fmt.Fprintf(out, "\n%s\n", colours.Bold("arrays"))
		for _, kind := range e.Arrays[:min(len(e.Arrays), top)] {
			fmt.Fprintf(out, "%s × %s, %s\n", valuetext.Plain(kind.text()), humanize.Comma(kind.Count), cli.Size(kind.Bytes))
		}
		if n := len(e.Arrays) - top; n > 0 {
			fmt.Fprintf(out, "and %s; --json has all\n", cli.Counted(int64(n), "further dtype and shape", "further dtypes and shapes"))
		}
		if e.Uncounted > 0 {
			fmt.Fprintf(out, "and %s of further dtypes and shapes: only the first %s are kept apart\n",
				cli.Counted(e.Uncounted, "array", "arrays"), humanize.Comma(maxArrayKinds))
		}
	}
	if e.Unreadable > 0 {
		fmt.Fprintf(out, "\n%s\n", colours.Red(cli.Counted(e.Unreadable, "value cannot be read", "values cannot be read")))
		for _, f := range e.First {
			fmt.Fprintf(out, "%s: %s\n", keytext.Plain(string(f.Key)), valuetext.Plain(string(f.Error)))
		}
		fmt.Fprintln(out, "openleveldb verify lists all, and doctor suggests what to do")
	}
}

func (p *prefixReport) print(out *tabwriter.Writer, name string) {
	fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\n", name, humanize.Comma(p.Entries), cli.Size(p.KeyBytes), cli.Size(p.ValueBytes), typesText(p.Types))
}

func (s *Statistics) printDisk(out *bufio.Writer, colours cli.Style) {
	fmt.Fprintf(out, "\n%s\n", colours.Bold("on disk"))
	if s.Cluster != nil {
		fmt.Fprintln(out, s.Cluster)
		return
	}
	if d := s.Disk; d != nil {
		fmt.Fprintf(out, "%s: %s %s, log %s, manifest %s, other %s\n",
			cli.Size(d.Bytes), cli.Counted(int64(d.Tables), "table", "tables"), cli.Size(d.Table), cli.Size(d.Log), cli.Size(d.Manifest), cli.Size(d.Other))
	}
	for _, l := range s.Levels {
		if l.Tables > 0 {
			fmt.Fprintf(out, "level %d: %s, %s\n", l.Level, cli.Counted(int64(l.Tables), "table", "tables"), cli.Size(l.Bytes))
		}
	}
	if n := s.inMemory(); n > 0 {
		fmt.Fprintf(out, "in level 0, %s in memory, made from the log\n", cli.Counted(int64(n), "table is", "tables are"))
	}
	if f := s.Format; f != nil {
		if len(f.Blocks) > 0 {
			fmt.Fprintf(out, "compression: %s\n", f.compression())
			fmt.Fprintf(out, "filter: %s\n", f.filter())
		}
		if f.Damaged > 0 {
			fmt.Fprintln(out, colours.Red(cli.Counted(f.Damaged, "table is damaged", "tables are damaged")+": see openleveldb verify"))
		}
	}
	if s.far {
		fmt.Fprintln(out, "the files are on the server; run openleveldb stat there to examine them")
	}
	fmt.Fprintf(out, "memory in use by LevelDB: %s\n", cli.Size(s.Memory))
}

// inMemory returns the number of tables that are not on the disk.
func (s *Statistics) inMemory() int {
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
	return fmt.Sprintf(", in %s of %s", humanize.Comma(int64(f.Looked)), cli.Counted(int64(f.Of), "table", "tables"))
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
	return fmt.Sprintf("%s (of %s%s)", strings.Join(parts, ", "), cli.Counted(total, "block read", "blocks read"), f.share())
}

func (f *tableFormat) filter() string {
	if len(f.Filters) == 0 {
		return "none" + f.share()
	}
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(f.Filters)) {
		parts = append(parts, fmt.Sprintf("%s in %s", valuetext.Plain(name), cli.Counted(f.Filters[name], "table", "tables")))
	}
	if f.Unfilter > 0 {
		parts = append(parts, fmt.Sprintf("none in %s", cli.Counted(f.Unfilter, "table", "tables")))
	}
	return strings.Join(parts, ", ") + f.share()
}

// newTable returns a writer that aligns cells.
func newTable(out *bufio.Writer) *tabwriter.Writer { return tabwriter.NewWriter(out, 0, 8, 2, ' ', 0) }
