package transfer

import (
	"context"
	"io"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/exchange"
	"github.com/openleveldb/openleveldb/leveldb"
)

// The number of entries and of their bytes after which an export reports its progress.
const (
	reportEntries = 4096
	reportBytes   = 4 << 20
)

// exportProgress shows the progress of an export in bytes of the tables on the disk, because the
// uncompressed size of the entries is not known in advance. If the tables hold nothing, or a limit
// applies, it shows the bytes of keys and values, without a total.
type exportProgress struct {
	*cli.Progress
	db     *leveldb.DB
	within leveldb.Range
	total  int64
	passed int64  // bytes of the tables before last
	last   string // key
	seen   int
	size   int64 // of the entries since the last report
	count  exchange.Count
}

func newExportProgress(ctx context.Context, errOut io.Writer, db *leveldb.DB, r *leveldb.Range) (*exportProgress, error) {
	p := &exportProgress{db: db.WithContext(ctx), within: *r}
	if r.Limit == 0 {
		total, err := p.db.ApproximateSize(r)
		if err != nil {
			return nil, err
		}
		p.total = int64(total)
	}
	p.Progress = cli.NewProgress(errOut, "export", p.total)
	return p, nil
}

// moved counts an entry. It is for ExportOptions.
func (p *exportProgress) moved(key string, entries int, bytes int64) {
	p.last, p.seen = key, p.seen+1
	p.size += bytes
	if p.count.Entries += int64(entries); entries > 0 {
		p.count.Bytes += bytes
	}
	if p.seen < reportEntries && p.size < reportBytes {
		return
	}
	done := p.count.Bytes
	if p.total > 0 {
		done = 0
		before := p.within
		if before.Reverse {
			before.Start, before.ExcludeStart = key, true
		} else {
			before.Stop, before.IncludeStop = key, false
		}
		// If LevelDB cannot return the size, the progress does not advance.
		if at, err := p.db.ApproximateSize(&before); err == nil && int64(at) > p.passed {
			done, p.passed = int64(at)-p.passed, int64(at)
		}
	}
	p.Add(int(p.count.Entries), done)
	p.seen, p.size, p.count = 0, 0, exchange.Count{}
}

// newImportProgress shows the progress of an import in bytes of the file, if its source knows how
// much it has read, or else in bytes of keys and values, without a total. moved is for
// ImportOptions.
func newImportProgress(errOut io.Writer, source exchange.Source) (p *cli.Progress, moved func(entries int, bytes int64)) {
	positioned, ok := source.(exchange.Positioned)
	total := int64(0)
	if ok {
		_, total = positioned.Position()
	}
	p = cli.NewProgress(errOut, "import", total)
	if total == 0 {
		return p, p.Add
	}
	before := int64(0)
	return p, func(entries int, _ int64) {
		done, _ := positioned.Position()
		p.Add(entries, done-before)
		before = done
	}
}
