package stat

import (
	"context"
	"errors"
	"io"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/prefix"
	"github.com/openleveldb/openleveldb/cmd/internal/scan"
	"github.com/openleveldb/openleveldb/cmd/internal/valuetext"
	"github.com/openleveldb/openleveldb/leveldb"
)

// Statistics holds the results of stat. Results that are not available are nil: the files of a
// database on a server or in a cluster, and the entries with --quick.
type Statistics struct {
	Database string              `json:"database"`
	Entries  *entryReport        `json:"entries,omitempty"`
	Disk     *diskUse            `json:"disk,omitempty"`
	Levels   []level             `json:"levels"`
	Format   *tableFormat        `json:"format,omitempty"`
	Cluster  *clusterUse         `json:"cluster,omitempty"`
	Memory   int64               `json:"memory_bytes"`
	LevelDB  *valuetext.JSONText `json:"leveldb,omitempty"` // with --leveldb

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
	Prefix     *valuetext.JSONKey `json:"prefix,omitempty"`
	Prefixes   int64              `json:"prefixes,omitempty"` // number of prefixes not listed
	Entries    int64              `json:"entries"`
	KeyBytes   int64              `json:"key_bytes"`
	ValueBytes int64              `json:"value_bytes"`
	Types      map[string]int64   `json:"types"`
}

type faultReport struct {
	Key   valuetext.JSONKey  `json:"key"`
	Error valuetext.JSONText `json:"error"`
}

func Gather(ctx context.Context, errOut io.Writer, name string, db *leveldb.DB, groups *prefix.Groups, quick bool) (*Statistics, error) {
	far := cli.IsAddress(name)
	s := &Statistics{Database: cli.WithoutPassword(name), Levels: []level{}, far: far}
	var err error
	if cli.InCluster(name) {
		s.Cluster, err = clusterUseOf(db.WithContext(ctx))
	} else {
		err = s.levelDB(ctx, name, db)
	}
	if err != nil {
		return nil, err
	}
	if quick {
		return s, nil
	}
	p, counted, err := scan.NewPass(ctx, errOut, "stat", db, far)
	if err != nil {
		return nil, err
	}
	defer p.Done()
	c, err := takeCensus(ctx, db, groups, counted)
	if err != nil {
		return nil, err
	}
	s.Entries = c.report()
	return s, nil
}

// levelDB describes the tables and files of a database on LevelDB.
func (s *Statistics) levelDB(ctx context.Context, name string, db *leveldb.DB) (err error) {
	if s.Levels, err = levelsOf(db.WithContext(ctx)); err != nil {
		return err
	}
	// LevelDB before 1.19 does not report it.
	if s.Memory, err = memoryOf(db.WithContext(ctx)); err != nil && !errors.Is(err, leveldb.ErrNotFound) {
		return err
	}
	if s.far {
		return nil
	}
	if s.Disk, err = DiskUseOf(name); err != nil {
		return err
	}
	s.Format, err = tableFormatOf(name)
	return err
}

func (c *census) report() *entryReport {
	r := &entryReport{
		Count: c.total.Entries, KeyBytes: c.total.KeyBytes, ValueBytes: c.total.ValueBytes, Types: typesOf(&c.total),
		Prefixes: []prefixReport{}, Arrays: c.kinds(), Uncounted: c.uncalled, Unreadable: c.unreadable,
	}
	top, rest, others := c.groups.Top()
	for _, sum := range top {
		p := reportOf(sum)
		p.Prefix = (*valuetext.JSONKey)(&sum.Prefix)
		r.Prefixes = append(r.Prefixes, p)
	}
	if others > 0 {
		p := reportOf(rest)
		p.Prefixes = others
		r.Others = &p
	}
	for _, u := range c.first {
		r.First = append(r.First, faultReport{valuetext.JSONKey(u.key), valuetext.JSONText(u.err.Error())})
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
