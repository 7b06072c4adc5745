package cluster

import (
	"bytes"
	"context"
	"errors"
	"time"

	"github.com/pingcap/kvproto/pkg/kvrpcpb"
	tikverr "github.com/tikv/client-go/v2/error"
	"github.com/tikv/client-go/v2/tikv"
	"github.com/tikv/client-go/v2/tikvrpc"
	"github.com/tikv/client-go/v2/txnkv/txnlock"
	"github.com/tikv/client-go/v2/txnkv/txnsnapshot"
	"github.com/tikv/client-go/v2/util"
	"golang.org/x/sync/errgroup"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// view reads the state of the cluster at a timestamp. It is safe for concurrent use. Its requests
// are those of the TiKV client. The client's own BatchGet keeps every value in a map, and its
// iterator reads one region at a time and ignores contexts.
type view struct {
	client  *client
	ts      uint64
	began   time.Time // before ts was requested
	checked bool      // the safe point is checked after every read
	noCache bool      // do not fill the block cache of the stores

	helper              *txnsnapshot.ClientHelper
	resolved, committed util.TSSet // transactions whose locks can be ignored or read
}

// uncheckedTime is how long a timestamp is used without a check of the safe point. Garbage
// collection is minutes behind, in any case minGCLifeTime.
const uncheckedTime = time.Second

// since returns the time since t by the clock that shows more: the monotonic clock stands still
// while the machine is suspended, and the wall clock may be set back.
func since(t time.Time) time.Duration {
	now := time.Now()
	return max(now.Sub(t), now.Round(0).Sub(t.Round(0)))
}

// viewNow returns a view of the current state.
func (c *client) viewNow(ctx context.Context) (v *view, err error) {
	ctx, done := limit(ctx, c.options.Timeout)
	defer done(&err)
	began := time.Now()
	ts, err := c.now(ctx)
	if err != nil {
		return nil, err
	}
	return c.viewAt(ts, began), nil
}

func (c *client) viewAt(ts uint64, began time.Time) *view {
	v := &view{client: c, ts: ts, began: began}
	v.helper = txnsnapshot.NewClientHelper(c.kv, &v.resolved, &v.committed, false)
	return v
}

// check returns ErrExpired if the reads so far may have been wrong.
func (v *view) check(ctx context.Context) error {
	if !v.checked && since(v.began) < uncheckedTime {
		return nil
	}
	return v.client.safe.check(ctx, v.client, v.ts)
}

// getAtOnce is the number of concurrent requests for the values of keys.
const getAtOnce = 8

// get calls found with the index and the value of each key that exists, concurrently. Each request
// is for at most perRequest keys.
func (v *view) get(ctx context.Context, keys [][]byte, perRequest int, found func(i int, value []byte)) error {
	index := make([]int, len(keys))
	for i := range index {
		index[i] = i
	}
	return v.getSome(v.client.backoff(ctx), keys, index, perRequest, found)
}

// getRequest is a request for keys of one region.
type getRequest struct {
	region tikv.RegionVerID
	keys   [][]byte
	index  []int // for found
}

func (v *view) getSome(bo *tikv.Backoffer, keys [][]byte, index []int, perRequest int, found func(i int, value []byte)) error {
	requests, err := v.requests(bo, keys, index, perRequest)
	if err != nil {
		return err
	}
	if len(requests) == 1 {
		return v.getRegion(bo, requests[0], perRequest, found)
	}
	g, ctx := errgroup.WithContext(bo.GetCtx())
	g.SetLimit(getAtOnce)
	for _, r := range requests {
		g.Go(func() error { return v.getRegion(v.client.backoff(ctx), r, perRequest, found) })
	}
	return g.Wait()
}

// requests groups keys by region.
func (v *view) requests(bo *tikv.Backoffer, keys [][]byte, index []int, perRequest int) ([]*getRequest, error) {
	var all []*getRequest
	open := map[uint64]*getRequest{} // by region
	var at *tikv.KeyLocation
	var current *getRequest
	for i, key := range keys {
		if at == nil || !at.Contains(key) {
			var err error
			if at, err = v.client.kv.GetRegionCache().LocateKey(bo, key); err != nil {
				return nil, err
			}
			current = open[at.Region.GetID()]
		}
		if current == nil || current.region != at.Region || len(current.keys) == perRequest {
			n := min(perRequest, len(keys)-i)
			current = &getRequest{region: at.Region, keys: make([][]byte, 0, n), index: make([]int, 0, n)}
			open[at.Region.GetID()] = current
			all = append(all, current)
		}
		current.keys = append(current.keys, key)
		current.index = append(current.index, index[i])
	}
	return all, nil
}

// getRegion makes a request until it succeeds.
func (v *view) getRegion(bo *tikv.Backoffer, r *getRequest, perRequest int, found func(i int, value []byte)) error {
	for {
		request := tikvrpc.NewRequest(tikvrpc.CmdBatchGet, &kvrpcpb.BatchGetRequest{Keys: r.keys, Version: v.ts}, v.context())
		response, moved, err := v.send(bo, request, r.region)
		if err != nil {
			return err
		}
		if moved {
			return v.getSome(bo, r.keys, r.index, perRequest, found)
		}
		values := response.(*kvrpcpb.BatchGetResponse)
		var locks []*txnlock.Lock
		if values.Error != nil { // the response is incomplete
			if locks, err = appendLock(locks, values.Error); err != nil {
				return err
			}
		} else if locks, err = r.match(values.Pairs, found); err != nil {
			return err
		}
		if len(locks) == 0 {
			return nil
		}
		if err := v.resolve(bo, locks); err != nil {
			return err
		}
		if values.Error == nil {
			r.keep(locks)
		}
	}
}

// match calls found for the values, and returns the locks. The values are usually in the order of the
// keys.
func (r *getRequest) match(pairs []*kvrpcpb.KvPair, found func(i int, value []byte)) (locks []*txnlock.Lock, err error) {
	at := 0
	var rest map[string][]int // the places of the keys, if the order is another one
	for _, pair := range pairs {
		if pair.Error != nil {
			if locks, err = appendLock(locks, pair.Error); err != nil {
				return nil, err
			}
			continue
		}
		if len(pair.Value) == 0 {
			continue // nothing is stored as an empty value
		}
		if rest == nil {
			for at < len(r.keys) && !bytes.Equal(r.keys[at], pair.Key) {
				at++
			}
			if at < len(r.keys) {
				found(r.index[at], pair.Value)
				at++
				continue
			}
			rest = make(map[string][]int, len(r.keys))
			for i, key := range r.keys {
				rest[string(key)] = append(rest[string(key)], r.index[i])
			}
		}
		for _, i := range rest[string(pair.Key)] {
			found(i, pair.Value)
		}
	}
	return locks, nil
}

// keep reduces a request to the keys that were locked.
func (r *getRequest) keep(locks []*txnlock.Lock) {
	locked := make(map[string]bool, len(locks))
	for _, l := range locks {
		locked[string(l.Key)] = true
	}
	n := 0
	for i, key := range r.keys {
		if locked[string(key)] {
			r.keys[n], r.index[n] = key, r.index[i]
			n++
		}
	}
	r.keys, r.index = r.keys[:n], r.index[:n]
}

func (v *view) context() kvrpcpb.Context { return kvrpcpb.Context{NotFillCache: v.noCache} }

// send sends a request to a region. If the region is no longer there, it waits as necessary and
// returns moved.
func (v *view) send(bo *tikv.Backoffer, request *tikvrpc.Request, region tikv.RegionVerID) (response any, moved bool, err error) {
	r, _, _, err := v.helper.SendReqCtx(bo, request, region, tikv.ReadTimeoutShort, tikvrpc.TiKV, "")
	if err != nil {
		return nil, false, err
	}
	regionError, err := r.GetRegionError()
	if err != nil {
		return nil, false, err
	}
	if regionError != nil {
		// The new boundaries are known if the error contains them. The client makes up errors that
		// do not.
		if e := regionError.GetEpochNotMatch(); e == nil || len(e.CurrentRegions) == 0 {
			if err := bo.Backoff(tikv.BoRegionMiss(), &driver.Error{Class: driver.ErrUnavailable, Text: regionError.String()}); err != nil {
				return nil, false, err
			}
		}
		return nil, true, nil
	}
	if r.Resp == nil {
		return nil, false, tikverr.ErrBodyMissing
	}
	return r.Resp, false, nil
}

// appendLock appends the lock that an error is about. Any other error is returned.
func appendLock(locks []*txnlock.Lock, e *kvrpcpb.KeyError) ([]*txnlock.Lock, error) {
	lock, err := txnlock.ExtractLockFromKeyErr(e)
	if err != nil {
		return nil, err
	}
	return append(locks, lock), nil
}

// resolve commits or rolls back the transactions that hold the locks, if they have ended or
// expired, and otherwise waits a little.
func (v *view) resolve(bo *tikv.Backoffer, locks []*txnlock.Lock) error {
	wait, err := v.helper.ResolveLocks(bo, v.ts, locks)
	if err == nil && wait > 0 {
		err = bo.BackoffWithMaxSleepTxnLockFast(int(wait), errors.New("keys are locked by a transaction"))
	}
	return err
}
