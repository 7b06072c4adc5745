package cluster

import (
	"context"

	"github.com/pingcap/kvproto/pkg/kvrpcpb"
)

// stream reads the entries of a part in its direction. It reads ahead of its user, several regions
// at once, when it has made a few requests without doing so. It is used by one goroutine.
type stream struct {
	view     *view
	ctx      context.Context // for reading ahead; ends with the stream's user
	keysOnly bool
	size     int // entries of the next request
	limit    int // entries that are still wanted; negative: all
	left     part
	requests int

	segments chan *segment // after reading ahead has begun
	current  *segment
}

// segment is what is read of one region.
type segment struct{ answers chan answer }

type answer struct {
	pairs []*kvrpcpb.KvPair
	err   error
}

const (
	// directRequests is the number of requests before a stream reads ahead.
	directRequests = 2
	// segmentsAhead is the number of regions, besides the current one, that wait for being used.
	segmentsAhead = 3
	// answerSize is the number of bytes of keys and values that a request is for.
	answerSize = 1 << 20

	firstEntries = 256 // of the first request
	maxEntries   = 4096
	maxKeys      = 10240 // if only keys are read
)

// next returns the entries that follow, at least one, or nil after the last.
func (s *stream) next(ctx context.Context) ([]*kvrpcpb.KvPair, error) {
	for s.segments == nil {
		if s.left.empty() || s.limit == 0 {
			return nil, nil
		}
		if s.requests >= directRequests && s.limit < 0 {
			s.readAhead()
			break
		}
		size := s.size
		if s.requests == 0 {
			size = s.cautious()
		}
		if s.limit >= 0 {
			size = min(size, s.limit)
		}
		pairs, err := s.request(ctx, &s.left, size)
		if err != nil {
			return nil, err
		}
		s.requests++
		s.size = s.adapt(pairs, size)
		if s.limit >= 0 {
			s.limit -= len(pairs)
		}
		if len(pairs) > 0 {
			return pairs, nil
		}
	}
	for {
		if s.current == nil {
			select {
			case s.current = <-s.segments:
			case <-ctx.Done():
				return nil, ctx.Err()
			}
			if s.current == nil {
				return nil, nil
			}
		}
		select {
		case a, ok := <-s.current.answers:
			if ok {
				return a.pairs, a.err
			}
			s.current = nil
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// request makes one request and removes what it has read from left.
func (s *stream) request(ctx context.Context, left *part, size int) (pairs []*kvrpcpb.KvPair, err error) {
	ctx, done := limit(ctx, s.view.client.options.Timeout)
	defer done(&err)
	pairs, rest, err := s.view.scan(s.view.client.backoff(ctx), *left, s.keysOnly, size)
	if err == nil {
		err = s.view.check(ctx)
	}
	if err != nil {
		return nil, err
	}
	*left = rest
	return pairs, nil
}

// adapt returns the number of entries of the next request, so that a response has about answerSize.
func (s *stream) adapt(pairs []*kvrpcpb.KvPair, size int) int {
	most := maxEntries
	if s.keysOnly {
		most = maxKeys
	}
	if len(pairs) > 0 {
		bytes := 0
		for _, p := range pairs {
			bytes += len(p.Key) + len(p.Value)
		}
		most = min(most, max(16, answerSize*len(pairs)/bytes))
	}
	return min(4*size, most)
}

// cautious returns the number of entries of the first request, or of the first one of a region that
// may have other values than those before it.
func (s *stream) cautious() int {
	if s.keysOnly {
		return s.size
	}
	return min(s.size, firstEntries, s.view.client.options.cautious())
}

// readAhead starts to read the rest.
func (s *stream) readAhead() {
	s.segments = make(chan *segment, segmentsAhead)
	go s.plan(s.ctx, s.left, s.cautious())
}

// plan divides the rest into regions, and reads each in a goroutine.
func (s *stream) plan(ctx context.Context, left part, size int) {
	defer close(s.segments)
	for !left.empty() {
		first, rest, err := s.locate(ctx, left)
		g := &segment{answers: make(chan answer, 1)}
		select {
		case s.segments <- g:
		case <-ctx.Done():
			return
		}
		if err != nil {
			g.answers <- answer{err: err}
			close(g.answers)
			return
		}
		go s.read(ctx, g, first, size)
		left = rest
	}
}

func (s *stream) locate(ctx context.Context, left part) (first, rest part, err error) {
	ctx, done := limit(ctx, s.view.client.options.Timeout)
	defer done(&err)
	_, first, rest, err = s.view.first(s.view.client.backoff(ctx), left)
	return first, rest, err
}

// read reads a segment. The region may be split or merged in the course of it.
func (s *stream) read(ctx context.Context, g *segment, left part, size int) {
	defer close(g.answers)
	for !left.empty() {
		pairs, err := s.request(ctx, &left, size)
		size = s.adapt(pairs, size)
		if len(pairs) == 0 && err == nil {
			continue
		}
		select {
		case g.answers <- answer{pairs, err}:
		case <-ctx.Done():
			return
		}
		if err != nil {
			return
		}
	}
}
