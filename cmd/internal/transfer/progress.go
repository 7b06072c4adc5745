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

// exportProgress shows the progress of an export in bytes of the tables on the disk. If the tables
// hold nothing, or a limit applies, it shows the bytes of keys and values, without a total.
type exportProgress struct {
	*cli.Progress
	passed *cli.Passed // nil without a total
	seen   int
	size   int64 // of the entries since the last report
	count  exchange.Count
}

func newExportProgress(ctx context.Context, errOut io.Writer, db *leveldb.DB, r *leveldb.Range) (*exportProgress, error) {
	p, total := &exportProgress{}, int64(0)
	if r.Limit == 0 {
		passed, err := cli.NewPassed(db.WithContext(ctx), r)
		if err != nil {
			return nil, err
		}
		if total = passed.Total(); total > 0 {
			p.passed = passed
		}
	}
	p.Progress = cli.NewProgress(errOut, "export", total)
	return p, nil
}

// moved counts an entry. It is for ExportOptions.
func (p *exportProgress) moved(key string, entries int, bytes int64) {
	p.seen++
	p.size += bytes
	if p.count.Entries += int64(entries); entries > 0 {
		p.count.Bytes += bytes
	}
	if p.seen < reportEntries && p.size < reportBytes {
		return
	}
	done := p.count.Bytes
	if p.passed != nil {
		done = p.passed.To(key)
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
	if total == 0 {
		p = cli.NewProgress(errOut, "import", 0)
		return p, p.Add
	}
	p = cli.NewMeasured(errOut, "import", total, func() int64 {
		done, _ := positioned.Position()
		return done
	})
	return p, p.Add
}
