package commands

import (
	"io"
	"strings"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/leveldb"
)

// copyProgress shows the progress of a copy, in bytes of the tables of the source, and then that of
// its verification, in bytes of keys and values, whose number is known by then. A source without
// tables has all its entries in memory: the copy then has no total.
type copyProgress struct {
	*cli.Progress
	errOut    io.Writer
	passed    *cli.Passed
	prefix    string // of the range, which the keys begin with
	newly     int64  // bytes of the tables since the last report
	copied    int64  // bytes of keys and values
	keeps     bool   // the destination keeps other entries, so the bytes to verify are not known
	verifying bool
}

func newCopyProgress(errOut io.Writer, src *leveldb.DB, r *leveldb.Range) (*copyProgress, error) {
	passed, err := cli.NewPassed(src, r)
	if err != nil {
		return nil, err
	}
	return &copyProgress{Progress: cli.NewProgress(errOut, "copy", passed.Total()), errOut: errOut, passed: passed, prefix: r.Prefix}, nil
}

// reached is CopyOptions.Reached.
func (p *copyProgress) reached(key string) {
	p.newly += p.passed.To(strings.TrimPrefix(key, p.prefix))
}

// moved is CopyOptions.Progress.
func (p *copyProgress) moved(verifying bool, entries int, bytes int64) {
	if verifying && !p.verifying {
		p.verify()
	}
	switch {
	case p.verifying, p.passed.Total() == 0:
		p.Add(entries, bytes)
	default:
		p.Add(entries, p.newly)
	}
	if p.newly = 0; !verifying {
		p.copied += bytes
	}
}

// verify ends the progress of the copy, and starts that of the verification.
func (p *copyProgress) verify() {
	p.verifying = true
	p.Add(0, p.passed.Rest())
	p.Done()
	total := p.copied
	if p.keeps {
		total = 0
	}
	p.Progress = cli.NewProgress(p.errOut, "verify", total)
}

func (p *copyProgress) done() { p.Done() }
