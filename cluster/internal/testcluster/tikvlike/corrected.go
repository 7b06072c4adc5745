package main

import (
	"context"

	"github.com/pingcap/kvproto/pkg/kvrpcpb"
	"github.com/pingcap/tidb/store/mockstore/unistore/tikv"
)

// corrected is unistore without the calls in which it is wrong.
type corrected struct{ *tikv.Server }

// KvPrewrite refuses one-phase and asynchronous commits, under which unistore lets readers see parts
// of a transaction. A server refuses by returning no commit timestamp. The client then commits in
// two phases.
func (c corrected) KvPrewrite(ctx context.Context, req *kvrpcpb.PrewriteRequest) (*kvrpcpb.PrewriteResponse, error) {
	if req.TryOnePc || req.UseAsyncCommit {
		plain := *req
		plain.TryOnePc, plain.UseAsyncCommit, plain.Secondaries, plain.MaxCommitTs = false, false, nil, 0
		req = &plain
	}
	return c.Server.KvPrewrite(ctx, req)
}
