package cli

import (
	"math"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/spf13/cobra"
)

// Selector holds the flags that select entries.
type Selector struct {
	Prefix, startingBy []string
	reverse            bool
	limit              uint
}

// SelectorHelp explains the flags in the help of the commands that have them.
const SelectorHelp = `--prefix and --starting-by select keys by how they begin. A prefix is removed from the
printed keys, as in the sub-database db["p", ...] of Python; other commands need it
before the key, as in del DB PREFIX KEY. --starting-by keeps it. Each may be repeated;
the parts are joined in order.`

func (s *Selector) AddFlags(cmd *cobra.Command) {
	s.AddRangeFlags(cmd, "only keys that begin with `PART`, shown without it")
	flags := cmd.Flags()
	flags.BoolVar(&s.reverse, "reverse", false, "from the last key to the first")
	flags.UintVar(&s.limit, "limit", 0, "at most `N` entries; 0 means no limit")
}

// AddRangeFlags adds the flags that select a range. prefix describes what --prefix does.
func (s *Selector) AddRangeFlags(cmd *cobra.Command, prefix string) {
	cmd.Flags().StringArrayVar(&s.Prefix, "prefix", nil, prefix)
	cmd.Flags().StringArrayVar(&s.startingBy, "starting-by", nil, "only keys that begin with `PART`, after the prefix")
}

func (s *Selector) Entries() *leveldb.Range {
	return &leveldb.Range{
		Prefix:     leveldb.Key(s.Prefix...),
		StartingBy: leveldb.Key(s.startingBy...),
		Reverse:    s.reverse,
		Limit:      int(min(s.limit, math.MaxInt)),
	}
}
