package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/pingcap/kvproto/pkg/tikvpb"
)

type (
	request  = tikvpb.BatchCommandsRequest_Request
	response = tikvpb.BatchCommandsResponse_Response
)

// answer is the response to a request of a stream.
type answer struct {
	id uint64
	*response
	err error
}

// most is the maximum number of responses in a message.
const most = 128

// BatchCommands answers the requests of a stream in any order, as TiKV does. Unistore's own would
// bypass the corrections.
func (c corrected) BatchCommands(stream tikvpb.Tikv_BatchCommandsServer) error {
	ctx, cancel := context.WithCancel(stream.Context())
	defer cancel()
	answers := make(chan answer, most)
	failed := make(chan error, 2)
	go func() { failed <- c.receive(ctx, stream, answers) }()
	go func() { failed <- send(ctx, stream, answers) }()
	return <-failed
}

func (c corrected) receive(ctx context.Context, stream tikvpb.Tikv_BatchCommandsServer, answers chan<- answer) error {
	for {
		batch, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		for i, r := range batch.Requests {
			go func(id uint64, r *request) {
				got, err := c.call(ctx, r)
				select {
				case answers <- answer{id, got, err}:
				case <-ctx.Done():
				}
			}(batch.RequestIds[i], r)
		}
	}
}

// send sends the answers, those that are ready at the same time in one message.
func send(ctx context.Context, stream tikvpb.Tikv_BatchCommandsServer, answers <-chan answer) error {
	for {
		var message tikvpb.BatchCommandsResponse
		add := func(a answer) error {
			message.RequestIds = append(message.RequestIds, a.id)
			message.Responses = append(message.Responses, a.response)
			return a.err
		}
		select {
		case a := <-answers:
			if err := add(a); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
		for more := true; more && len(message.Responses) < most; {
			select {
			case a := <-answers:
				if err := add(a); err != nil {
					return err
				}
			default:
				more = false
			}
		}
		if err := stream.Send(&message); err != nil {
			return err
		}
	}
}

// call makes the call that a request of a stream stands for.
func (c corrected) call(ctx context.Context, r *request) (*response, error) {
	var out response
	var err error
	switch r := r.Cmd.(type) {
	case *tikvpb.BatchCommandsRequest_Request_Get:
		var a tikvpb.BatchCommandsResponse_Response_Get
		a.Get, err = c.KvGet(ctx, r.Get)
		out.Cmd = &a
	case *tikvpb.BatchCommandsRequest_Request_Scan:
		var a tikvpb.BatchCommandsResponse_Response_Scan
		a.Scan, err = c.KvScan(ctx, r.Scan)
		out.Cmd = &a
	case *tikvpb.BatchCommandsRequest_Request_BatchGet:
		var a tikvpb.BatchCommandsResponse_Response_BatchGet
		a.BatchGet, err = c.KvBatchGet(ctx, r.BatchGet)
		out.Cmd = &a
	case *tikvpb.BatchCommandsRequest_Request_Prewrite:
		var a tikvpb.BatchCommandsResponse_Response_Prewrite
		a.Prewrite, err = c.KvPrewrite(ctx, r.Prewrite)
		out.Cmd = &a
	case *tikvpb.BatchCommandsRequest_Request_Commit:
		var a tikvpb.BatchCommandsResponse_Response_Commit
		a.Commit, err = c.KvCommit(ctx, r.Commit)
		out.Cmd = &a
	case *tikvpb.BatchCommandsRequest_Request_Cleanup:
		var a tikvpb.BatchCommandsResponse_Response_Cleanup
		a.Cleanup, err = c.KvCleanup(ctx, r.Cleanup)
		out.Cmd = &a
	case *tikvpb.BatchCommandsRequest_Request_BatchRollback:
		var a tikvpb.BatchCommandsResponse_Response_BatchRollback
		a.BatchRollback, err = c.KvBatchRollback(ctx, r.BatchRollback)
		out.Cmd = &a
	case *tikvpb.BatchCommandsRequest_Request_ScanLock:
		var a tikvpb.BatchCommandsResponse_Response_ScanLock
		a.ScanLock, err = c.KvScanLock(ctx, r.ScanLock)
		out.Cmd = &a
	case *tikvpb.BatchCommandsRequest_Request_ResolveLock:
		var a tikvpb.BatchCommandsResponse_Response_ResolveLock
		a.ResolveLock, err = c.KvResolveLock(ctx, r.ResolveLock)
		out.Cmd = &a
	case *tikvpb.BatchCommandsRequest_Request_GC:
		var a tikvpb.BatchCommandsResponse_Response_GC
		a.GC, err = c.KvGC(ctx, r.GC)
		out.Cmd = &a
	case *tikvpb.BatchCommandsRequest_Request_DeleteRange:
		var a tikvpb.BatchCommandsResponse_Response_DeleteRange
		a.DeleteRange, err = c.KvDeleteRange(ctx, r.DeleteRange)
		out.Cmd = &a
	case *tikvpb.BatchCommandsRequest_Request_PessimisticLock:
		var a tikvpb.BatchCommandsResponse_Response_PessimisticLock
		a.PessimisticLock, err = c.KvPessimisticLock(ctx, r.PessimisticLock)
		out.Cmd = &a
	case *tikvpb.BatchCommandsRequest_Request_PessimisticRollback:
		var a tikvpb.BatchCommandsResponse_Response_PessimisticRollback
		a.PessimisticRollback, err = c.KVPessimisticRollback(ctx, r.PessimisticRollback)
		out.Cmd = &a
	case *tikvpb.BatchCommandsRequest_Request_CheckTxnStatus:
		var a tikvpb.BatchCommandsResponse_Response_CheckTxnStatus
		a.CheckTxnStatus, err = c.KvCheckTxnStatus(ctx, r.CheckTxnStatus)
		out.Cmd = &a
	case *tikvpb.BatchCommandsRequest_Request_CheckSecondaryLocks:
		var a tikvpb.BatchCommandsResponse_Response_CheckSecondaryLocks
		a.CheckSecondaryLocks, err = c.KvCheckSecondaryLocks(ctx, r.CheckSecondaryLocks)
		out.Cmd = &a
	case *tikvpb.BatchCommandsRequest_Request_TxnHeartBeat:
		var a tikvpb.BatchCommandsResponse_Response_TxnHeartBeat
		a.TxnHeartBeat, err = c.KvTxnHeartBeat(ctx, r.TxnHeartBeat)
		out.Cmd = &a
	case *tikvpb.BatchCommandsRequest_Request_Empty:
		out.Cmd = &tikvpb.BatchCommandsResponse_Response_Empty{Empty: &tikvpb.BatchCommandsEmptyResponse{TestId: r.Empty.TestId}}
	default:
		err = fmt.Errorf("no call for %T in a batch", r)
	}
	return &out, err
}
