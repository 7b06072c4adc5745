package main

import (
	"bufio"
	"context"
	"errors"
	"strings"

	"github.com/openleveldb/openleveldb/cmd/openleveldb/internal/prefix"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote"
	"github.com/spf13/cobra"
)

// statistics holds the results of stat. Results that are not available are nil: the files of a
// server's database, and the entries with --quick.
type statistics struct {
	Database string       `json:"database"`
	Entries  *entryReport `json:"entries,omitempty"`
	Disk     *diskUse     `json:"disk,omitempty"`
	Levels   []level      `json:"levels"`
	Format   *tableFormat `json:"format,omitempty"`
	Memory   int64        `json:"memory_bytes"`
	LevelDB  *jsonText    `json:"leveldb,omitempty"` // with --leveldb

	far bool
}

// entryReport describes the entries.
type entryReport struct {
	Count      int64            `json:"count"`
	KeyBytes   int64            `json:"key_bytes"`
	ValueBytes int64            `json:"value_bytes"`
	Types      map[string]int64 `json:"types"`
	Prefixes   []prefixReport   `json:"prefixes"`
	Others     *prefixReport    `json:"other_prefixes,omitempty"`
	Arrays     []*arrayKind     `json:"arrays"`
	Uncounted  int64            `json:"arrays_of_further_kinds,omitempty"`
	Unreadable int64            `json:"unreadable"`
	First      []faultReport    `json:"first_unreadable,omitempty"`
}

type prefixReport struct {
	Prefix     *jsonKey         `json:"prefix,omitempty"`
	Prefixes   int64            `json:"prefixes,omitempty"` // number of prefixes not listed
	Entries    int64            `json:"entries"`
	KeyBytes   int64            `json:"key_bytes"`
	ValueBytes int64            `json:"value_bytes"`
	Types      map[string]int64 `json:"types"`
}

type faultReport struct {
	Key   jsonKey  `json:"key"`
	Error jsonText `json:"error"`
}

func newStat() *cobra.Command {
	var depth, top uint
	var separator string
	var quick, ldb, asJSON bool
	cmd := &cobra.Command{
		Use:   "stat DB",
		Short: "Say what a database holds and how it lies on the disk",
		Long: `Say what a database holds: entries, bytes and types, for each prefix too; which
dtypes and shapes the arrays have; which values cannot be read; how much there is on
the disk, in which levels and tables, how they are compressed, and whether they have
a filter.

A prefix is the first segment of a key, up to the separator and with it, or the
first --depth of them. The --top largest are listed, by bytes; keys that have no
separator are under "".

All entries are read once, but of a value only its first bytes. --quick leaves that
out and gives what the files and LevelDB itself tell. Of a database on a server the
files cannot be looked at, and a pass over its entries transfers them.

Values count as unreadable if their tag, or the header or length of an array, is
wrong; verify also decodes them.`,
		Example: `  openleveldb stat runs.db
  openleveldb stat runs.db --depth 2 --top 5
  openleveldb stat runs.db --quick --leveldb
  openleveldb stat runs.db --json | jq .entries.types`,
		Args: databaseArg,
		RunE: longAction(func(ctx context.Context, cmd *cobra.Command, args []string) error {
			return reading(cmd, args[0], func(db *leveldb.DB, out *bufio.Writer) error {
				most := int(min(top, 1_000_000))
				groups := prefix.NewGroups(separator, int(min(depth, 1000)), most)
				s, err := gatherStatistics(ctx, cmd, args[0], db, groups, quick)
				if err != nil {
					return err
				}
				if ldb {
					text, err := db.Property("leveldb.stats")
					if err != nil {
						return err
					}
					s.LevelDB = (*jsonText)(&text)
				}
				if asJSON {
					return printJSON(out, s)
				}
				return s.print(out, styleOf(cmd.OutOrStdout()), most)
			})
		}),
	}
	flags := cmd.Flags()
	flags.UintVar(&depth, "depth", 1, "a prefix is the first `N` segments of a key")
	flags.StringVar(&separator, "separator", "/", "`TEXT` that ends a segment")
	flags.UintVar(&top, "top", 20, "list `N` prefixes, and dtypes with shape")
	flags.BoolVar(&quick, "quick", false, "do not read the entries")
	flags.BoolVar(&ldb, "leveldb", false, "add LevelDB's own statistics")
	flags.BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

func gatherStatistics(ctx context.Context, cmd *cobra.Command, name string, db *leveldb.DB, groups *prefix.Groups, quick bool) (*statistics, error) {
	_, _, far := remote.ParseAddress(name)
	s := &statistics{Database: withoutPassword(name), far: far}
	var err error
	if s.Levels, err = levelsOf(db.WithContext(ctx)); err != nil {
		return nil, err
	}
	// LevelDB before 1.19 does not report it.
	if s.Memory, err = memoryOf(db.WithContext(ctx)); err != nil && !errors.Is(err, leveldb.ErrNotFound) {
		return nil, err
	}
	if !far {
		if s.Disk, err = diskUseOf(name); err != nil {
			return nil, err
		}
		if s.Format, err = tableFormatOf(name); err != nil {
			return nil, err
		}
	}
	if quick {
		return s, nil
	}
	p, counted, err := newPass(ctx, cmd, "stat", db, far)
	if err != nil {
		return nil, err
	}
	defer p.done()
	c, err := takeCensus(ctx, db, groups, counted)
	if err != nil {
		return nil, err
	}
	s.Entries = c.report()
	return s, nil
}

func (c *census) report() *entryReport {
	r := &entryReport{
		Count: c.total.Entries, KeyBytes: c.total.KeyBytes, ValueBytes: c.total.ValueBytes, Types: typesOf(&c.total),
		Prefixes: []prefixReport{}, Arrays: c.kinds(), Uncounted: c.uncalled, Unreadable: c.unreadable,
	}
	top, rest, others := c.groups.Top()
	for _, sum := range top {
		p := reportOf(sum)
		p.Prefix = (*jsonKey)(&sum.Prefix)
		r.Prefixes = append(r.Prefixes, p)
	}
	if others > 0 {
		p := reportOf(rest)
		p.Prefixes = others
		r.Others = &p
	}
	for _, u := range c.first {
		r.First = append(r.First, faultReport{jsonKey(u.key), jsonText(u.err.Error())})
	}
	return r
}

func reportOf(sum *prefix.Sum) prefixReport {
	return prefixReport{Entries: sum.Entries, KeyBytes: sum.KeyBytes, ValueBytes: sum.ValueBytes, Types: typesOf(sum)}
}

func typesOf(sum *prefix.Sum) map[string]int64 {
	if sum.Types == nil {
		return map[string]int64{}
	}
	return sum.Types
}

// withoutPassword returns the name of a database without its password.
func withoutPassword(name string) string {
	scheme, rest, found := strings.Cut(name, "://")
	if _, _, far := remote.ParseAddress(name); !found || !far {
		return name
	}
	authority, path, _ := strings.Cut(rest, "/")
	at := strings.LastIndexByte(authority, '@')
	return scheme + "://" + authority[at+1:] + "/" + path
}
