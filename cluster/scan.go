package cluster

import (
	"bytes"

	"github.com/pingcap/kvproto/pkg/kvrpcpb"
	"github.com/tikv/client-go/v2/tikv"
	"github.com/tikv/client-go/v2/tikvrpc"
	"github.com/tikv/client-go/v2/txnkv/txnlock"
)

// part is a range of TiKV's keys, from <= key < to, that is read in one direction. Neither bound is
// empty.
type part struct {
	from, to []byte
	reverse  bool
}

func (p part) empty() bool { return bytes.Compare(p.from, p.to) >= 0 }

// scan reads at most limit entries of the first region of a part, and returns the part that is
// left. The values are undefined if keysOnly is set.
func (v *view) scan(bo *tikv.Backoffer, p part, keysOnly bool, limit int) ([]*kvrpcpb.KvPair, part, error) {
	for {
		region, first, rest, err := v.first(bo, p)
		if err != nil {
			return nil, p, err
		}
		scan := &kvrpcpb.ScanRequest{StartKey: first.from, EndKey: first.to, Limit: uint32(limit), Version: v.ts, KeyOnly: keysOnly}
		if p.reverse {
			scan.StartKey, scan.EndKey, scan.Reverse = first.to, first.from, true
		}
		response, moved, err := v.send(bo, tikvrpc.NewRequest(tikvrpc.CmdScan, scan, v.context()), region)
		if err != nil {
			return nil, p, err
		}
		if moved {
			continue
		}
		answer := response.(*kvrpcpb.ScanResponse)
		locks, err := locksOf(answer)
		if err != nil {
			return nil, p, err
		}
		if len(locks) > 0 {
			if err := v.resolve(bo, locks); err != nil {
				return nil, p, err
			}
			continue
		}
		if n := len(answer.Pairs); n >= limit {
			rest = p.after(answer.Pairs[n-1].Key)
		}
		return answer.Pairs, rest, nil
	}
}

// first returns the first region of a part, what is in it, and what is in others.
func (v *view) first(bo *tikv.Backoffer, p part) (region tikv.RegionVerID, first, rest part, err error) {
	first, rest = p, p
	cache := v.client.kv.GetRegionCache()
	if p.reverse {
		at, err := cache.LocateEndKey(bo, p.to)
		if err != nil {
			return region, first, rest, err
		}
		if bytes.Compare(at.StartKey, p.from) > 0 {
			first.from = at.StartKey
		}
		rest.to = first.from
		return at.Region, first, rest, nil
	}
	at, err := cache.LocateKey(bo, p.from)
	if err != nil {
		return region, first, rest, err
	}
	if len(at.EndKey) > 0 && bytes.Compare(at.EndKey, p.to) < 0 {
		first.to = at.EndKey
	}
	rest.from = first.to
	return at.Region, first, rest, nil
}

// after returns the part after a key, in its direction.
func (p part) after(key []byte) part {
	if p.reverse {
		p.to = key
	} else {
		p.from = append(key[:len(key):len(key)], 0)
	}
	return p
}

// locksOf returns the locks in the response to a scan.
func locksOf(r *kvrpcpb.ScanResponse) (locks []*txnlock.Lock, err error) {
	if r.Error != nil {
		return appendLock(nil, r.Error)
	}
	for _, pair := range r.Pairs {
		if pair.Error != nil {
			if locks, err = appendLock(locks, pair.Error); err != nil {
				return nil, err
			}
		}
	}
	return locks, nil
}
