package cluster

import (
	"context"
	"sync"
	"time"

	"github.com/tikv/client-go/v2/tikv"
	"github.com/tikv/client-go/v2/tikvrpc"
)

// requests is the client of a mock. It counts requests, and lets a test answer them instead. Its
// Close keeps the mock, which others use.
type requests struct {
	tikv.Client
	mu     sync.Mutex
	counts map[tikvrpc.CmdType]int
	// before is called before a request. If it returns an error, the request is not sent.
	before func(ctx context.Context, r *tikvrpc.Request) error
	// after is called after a request. Its error replaces the response.
	after func(r *tikvrpc.Request) error
}

// SendRequest implements tikv.Client.
func (q *requests) SendRequest(ctx context.Context, to string, r *tikvrpc.Request, timeout time.Duration) (*tikvrpc.Response, error) {
	q.mu.Lock()
	if q.counts == nil {
		q.counts = map[tikvrpc.CmdType]int{}
	}
	q.counts[r.Type]++
	before, after := q.before, q.after
	q.mu.Unlock()
	if before != nil {
		if err := before(ctx, r); err != nil {
			return nil, err
		}
	}
	response, err := q.Client.SendRequest(ctx, to, r, timeout)
	if after != nil {
		if err := after(r); err != nil {
			return nil, err
		}
	}
	return response, err
}

// count returns the number of requests of a type since the last call of reset.
func (q *requests) count(t tikvrpc.CmdType) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.counts[t]
}

func (q *requests) reset() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.counts = nil
}

// hook sets the functions that are called for requests.
func (q *requests) hook(before func(ctx context.Context, r *tikvrpc.Request) error, after func(r *tikvrpc.Request) error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.before, q.after = before, after
}

// Close implements tikv.Client.
func (q *requests) Close() error { return nil }
