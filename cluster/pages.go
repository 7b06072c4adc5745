package cluster

import (
	"context"

	"github.com/pingcap/kvproto/pkg/kvrpcpb"
)

// pages reads the pages of a stream. After the first requests it makes one page ahead of its user.
type pages struct {
	stream *stream
	space  space
	ctx    context.Context // ends with the pages
	cancel context.CancelFunc
	pairs  []*kvrpcpb.KvPair // that are in no page yet
	large  bool              // there was a large value

	made   chan made     // after the making of pages ahead has begun
	wanted chan struct{} // the user waits for a page
}

type made struct {
	draft *draft
	err   error
}

// aheadSize is the size of the values that are read before they are wanted.
const aheadSize = 64 << 20

func (p *pages) stop() { p.cancel() }

// next returns the next page, or nil after the last.
func (p *pages) next(ctx context.Context) (*draft, error) {
	if p.made == nil {
		if !p.large && p.stream.requests < directRequests || p.stream.limit >= 0 && !p.large {
			return p.make(ctx)
		}
		p.made, p.wanted = make(chan made), make(chan struct{}, 1)
		go p.makeAhead()
	}
	select {
	case m := <-p.made:
		return m.draft, m.err
	default:
	}
	select {
	case p.wanted <- struct{}{}:
	default:
	}
	select {
	case m := <-p.made:
		select { // it is not wanted any more
		case <-p.wanted:
		default:
		}
		return m.draft, m.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// make makes the next page.
func (p *pages) make(ctx context.Context) (*draft, error) {
	d, err := p.draft(ctx)
	if err == nil && d != nil {
		err = d.complete(ctx, p.stream.view, p.space)
	}
	return d, err
}

func (p *pages) draft(ctx context.Context) (d *draft, err error) {
	if len(p.pairs) == 0 {
		if p.pairs, err = p.stream.next(ctx); err != nil || p.pairs == nil {
			return nil, err
		}
	}
	d, p.pairs, err = draftOf(p.pairs, p.stream.keysOnly)
	if err == nil {
		p.large = p.large || len(d.large) > 0
	}
	return d, err
}

// makeAhead makes pages until the end.
func (p *pages) makeAhead() {
	for {
		d, err := p.draft(p.ctx)
		if err == nil && d != nil {
			if d.size > aheadSize {
				select {
				case <-p.wanted:
				case <-p.ctx.Done():
					return
				}
			}
			err = d.complete(p.ctx, p.stream.view, p.space)
		}
		select {
		case p.made <- made{d, err}:
		case <-p.ctx.Done():
			return
		}
		if d == nil || err != nil {
			return
		}
	}
}
