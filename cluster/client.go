package cluster

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/tikv/client-go/v2/config"
	"github.com/tikv/client-go/v2/oracle"
	"github.com/tikv/client-go/v2/tikv"
	"github.com/tikv/client-go/v2/util"
	pd "github.com/tikv/pd/client"
	"go.etcd.io/etcd/api/v3/mvccpb"
	"google.golang.org/grpc"
	"google.golang.org/grpc/keepalive"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// client is a connection to a cluster.
type client struct {
	kv      *tikv.KVStore
	pd      pd.Client
	options Options
	web     *pdWeb // nil with the client's mock, which has no HTTP interface
	keeper  *keeper
	safe    safePoint

	// tidb reports whether TiDB collects garbage in the cluster.
	tidb func(ctx context.Context) (bool, error)

	stop context.CancelFunc // ends the connection to PD
}

// connectAttempts is how often connect tries to reach PD, a second apart.
const connectAttempts = 3

// connect connects to the cluster of PD servers.
func connect(ctx context.Context, addresses []string, o *Options) (*client, error) {
	options, err := o.complete()
	if err != nil {
		return nil, err
	}
	if addresses, err = completeHosts(addresses); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	routeLogs(options.Logger)
	c, err := dial(ctx, addresses, options)
	if err != nil && ctx.Err() != nil {
		err = ctx.Err()
	}
	return c, err
}

// dial connects to PD servers.
func dial(ctx context.Context, addresses []string, options Options) (_ *client, err error) {
	ctx, done := limit(ctx, options.Timeout)
	defer done(&err)
	security := options.TLS.security()
	tls, err := security.ToTLSConfig()
	if err != nil {
		return nil, invalid("Options.TLS: %v", err)
	}
	// The connection to PD lives as long as its context, but connecting ends with the caller's.
	life, stop := context.WithCancel(context.Background())
	connecting := context.AfterFunc(ctx, stop)
	kv, err := newStore(life, addresses, security)
	if !connecting() && err == nil {
		err = kv.Close()
	}
	switch {
	case ctx.Err() != nil:
		stop()
		return nil, ctx.Err()
	case err != nil:
		stop()
		return nil, &driver.Error{Class: driver.ErrUnavailable, Text: text(err)}
	}
	c := newClient(kv, options)
	c.stop = stop
	c.web = &pdWeb{
		addresses: addresses, tls: tls != nil,
		client: &http.Client{Transport: &http.Transport{TLSClientConfig: tls}},
	}
	c.tidb = func(ctx context.Context) (bool, error) { return tidbCollects(ctx, addresses, tls) }
	return c, nil
}

// newClient returns a client for a connection of its own.
func newClient(kv *tikv.KVStore, o Options) *client {
	c := &client{kv: kv, pd: kv.GetPDClient(), options: o, stop: func() {}}
	c.tidb = func(context.Context) (bool, error) { return false, nil }
	c.safe.load = c.loadSafePoint
	c.keeper = newKeeper(c, "openleveldb-"+uuid.NewString())
	return c
}

// newStore connects to PD and prepares the connections to the stores.
func newStore(ctx context.Context, addresses []string, security config.Security) (*tikv.KVStore, error) {
	o := config.GetGlobalConfig()
	client, err := pd.NewClientWithContext(ctx, addresses,
		pd.SecurityOption{CAPath: security.ClusterSSLCA, CertPath: security.ClusterSSLCert, KeyPath: security.ClusterSSLKey},
		pd.WithGRPCDialOptions(grpc.WithKeepaliveParams(keepalive.ClientParameters{
			Time:    time.Duration(o.TiKVClient.GrpcKeepAliveTime) * time.Second,
			Timeout: time.Duration(o.TiKVClient.GrpcKeepAliveTimeout) * time.Second,
		})),
		pd.WithCustomTimeoutOption(time.Duration(o.PDClient.PDServerTimeout)*time.Second),
		pd.WithForwardingOption(o.EnableForwarding),
		pd.WithMaxErrorRetry(connectAttempts),
	)
	if err != nil {
		return nil, err
	}
	wrapped := tikv.NewCodecPDClient(tikv.ModeTxn, util.InterceptedPDClient{Client: client})
	rpc := tikv.NewRPCClient(tikv.WithSecurity(security), tikv.WithCodec(wrapped.GetCodec()))
	kv, err := tikv.NewKVStore(fmt.Sprintf("tikv-%d", wrapped.GetClusterID(ctx)), wrapped, collected{wrapped}, rpc)
	if err != nil {
		client.Close()
	}
	return kv, err
}

// close closes the connection.
func (c *client) close() error {
	c.keeper.close()
	err := c.kv.Close()
	c.stop()
	if c.web != nil {
		c.web.client.CloseIdleConnections()
	}
	if err != nil {
		return classify(err)
	}
	return nil
}

// backoff returns the state of the retries of a request whose context ends after the timeout.
func (c *client) backoff(ctx context.Context) *tikv.Backoffer {
	return tikv.NewBackofferWithVars(ctx, int(c.options.Timeout.Milliseconds()), nil)
}

// now returns a timestamp that is greater than those of all writes that have returned.
func (c *client) now(ctx context.Context) (uint64, error) {
	return c.kv.GetTimestampWithRetry(c.backoff(ctx), oracle.GlobalTxnScope)
}

// retry calls a function that asks PD until it succeeds, the timeout has passed, or ctx is done.
func (c *client) retry(ctx context.Context, ask func() error) error {
	bo := c.backoff(ctx)
	for {
		err := ask()
		if err == nil || ctx.Err() != nil {
			return err
		}
		if err := bo.Backoff(tikv.BoPDRPC(), err); err != nil {
			return err
		}
	}
}

// collected tells the TiKV client the safe point of garbage collection. The client's own
// implementation reads one that only TiDB writes.
type collected struct{ pd pd.Client }

// Get implements tikv.SafePointKV.
func (c collected) Get(name string) (string, error) {
	if name != tikv.GcSavedSafePoint {
		return "", fmt.Errorf("cluster: unknown name %q", name)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	safePoint, err := c.pd.UpdateGCSafePoint(ctx, 0) // does not lower it
	return strconv.FormatUint(safePoint, 10), err
}

// Put implements tikv.SafePointKV. Nothing calls it.
func (collected) Put(name, _ string) error { return fmt.Errorf("cluster: %q is read-only", name) }

// GetWithPrefix implements tikv.SafePointKV. Nothing calls it.
func (collected) GetWithPrefix(name string) ([]*mvccpb.KeyValue, error) {
	return nil, fmt.Errorf("cluster: names that begin with %q are not known", name)
}

// Close implements tikv.SafePointKV.
func (collected) Close() error { return nil }
