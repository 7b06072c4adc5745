package cli

import (
	"math"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/spf13/cobra"
)

// Selector holds the flags that select entries.
type Selector struct {
	Prefix, startingBy []string
	start, stop        string
	reverse            bool
	limit              uint
	names              Names
	r                  leveldb.Range // set when the arguments are checked
}

// SelectorHelp explains the flags in the help of the commands that have them.
const SelectorHelp = `--prefix and --starting-by select keys by how they begin. A prefix is removed from the
printed keys, as in the sub-database db["p", ...] of Python; other commands need it
before the key, as in del DB PREFIX KEY. --starting-by keeps it. Each may be repeated;
the parts are joined in order. --start and --stop select keys from KEY, and before KEY,
in the order of bytes; they are compared with the printed keys. With --quoted, all of
them are in the form in which ls prints keys.`

// AddFlags adds all flags to a command whose function for arguments is set.
func (s *Selector) AddFlags(cmd *cobra.Command) {
	s.AddRangeFlags(cmd, "only keys that begin with `PART`, shown without it")
	flags := cmd.Flags()
	flags.BoolVar(&s.reverse, "reverse", false, "from the last key to the first")
	flags.UintVar(&s.limit, "limit", 0, "at most `N` entries; 0 means no limit")
}

// AddRangeFlags adds the flags that select a range. prefix describes what --prefix does.
func (s *Selector) AddRangeFlags(cmd *cobra.Command, prefix string) {
	flags := cmd.Flags()
	flags.StringArrayVar(&s.Prefix, "prefix", nil, prefix)
	flags.StringArrayVar(&s.startingBy, "starting-by", nil, "only keys that begin with `PART`, after the prefix")
	flags.StringVar(&s.start, "start", "", "only `KEY` and later keys")
	flags.StringVar(&s.stop, "stop", "", "only keys before `KEY`")
	s.names.AddFlag(cmd)
	// Keys that are not in the form that the flags promise are bad usage, like wrong arguments.
	arguments := cmd.Args
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if err := s.resolve(); err != nil || arguments == nil {
			return err
		}
		return arguments(cmd, args)
	}
}

// resolve sets the range from the flags.
func (s *Selector) resolve() (err error) {
	s.r = leveldb.Range{Reverse: s.reverse, Limit: int(min(s.limit, math.MaxInt))}
	for _, key := range []struct {
		to    *string
		parts []string
	}{{&s.r.Prefix, s.Prefix}, {&s.r.StartingBy, s.startingBy}, {&s.r.Start, []string{s.start}}, {&s.r.Stop, []string{s.stop}}} {
		if *key.to, err = s.names.Join(key.parts...); err != nil {
			return err
		}
	}
	return nil
}

// Entries returns the selected range.
func (s *Selector) Entries() *leveldb.Range {
	r := s.r
	return &r
}
