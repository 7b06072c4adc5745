// Command tikvlike serves unistore (github.com/ngaut/unistore), a Go server of TiKV's protocol with
// raft, on a loopback address. It is for tests only. Unistore's own command listens on every
// interface.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/ngaut/unistore/config"
	"github.com/ngaut/unistore/server"
	"github.com/pingcap/kvproto/pkg/deadlock"
	"github.com/pingcap/kvproto/pkg/tikvpb"
	plog "github.com/pingcap/log"
	"github.com/pingcap/tidb/store/mockstore/unistore/pd"
	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/keepalive"
)

type options struct {
	pd, addr, advertise, dir, level string
	raft                            bool
	regionSize, memTable            int64
	maxMessage                      int
}

func main() {
	var o options
	flag.StringVar(&o.pd, "pd", "127.0.0.1:2379", "addresses of PD, separated by commas")
	flag.StringVar(&o.addr, "addr", "127.0.0.1:20160", "loopback address to listen on")
	flag.StringVar(&o.advertise, "advertise-addr", "", "address that others use; the same by default")
	flag.StringVar(&o.dir, "data-dir", "", "data directory")
	flag.StringVar(&o.level, "log", "error", "log level")
	flag.BoolVar(&o.raft, "raft", true, "replicate by raft")
	flag.Int64Var(&o.regionSize, "region-size", 64<<20, "size at which a region is split, in bytes")
	flag.Int64Var(&o.memTable, "mem-table", 64<<20, "size of a memtable, in bytes")
	flag.IntVar(&o.maxMessage, "max-message", 256<<20, "largest message, in bytes")
	flag.Parse()
	if err := run(&o); err != nil {
		log.Fatal(err)
	}
}

func run(o *options) error {
	host, _, err := net.SplitHostPort(o.addr)
	if err != nil || !net.ParseIP(host).IsLoopback() {
		return fmt.Errorf("%s is not a loopback address", o.addr)
	}
	if o.dir == "" {
		return errors.New("-data-dir is missing")
	}
	// Unistore does not start if snapshots of an earlier process are there.
	if err := os.RemoveAll(filepath.Join(o.dir, "snap")); err != nil {
		return err
	}
	if err := os.MkdirAll(o.dir, 0o755); err != nil {
		return err
	}
	debug.SetMemoryLimit(1 << 30)
	logger, properties, err := plog.InitLogger(&plog.Config{Level: o.level})
	if err != nil {
		return err
	}
	plog.ReplaceGlobals(logger, properties)

	client, err := pd.NewClient(strings.Split(o.pd, ","), "")
	if err != nil {
		return err
	}
	store, err := server.New(configured(o), client)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", o.addr)
	if err != nil {
		return err
	}
	g := grpc.NewServer(
		grpc.MaxRecvMsgSize(o.maxMessage), grpc.InitialWindowSize(1<<20), grpc.InitialConnWindowSize(1<<20),
		// The client's pings are more frequent than gRPC allows by default, as TiKV's configuration does.
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{MinTime: time.Second, PermitWithoutStream: true}))
	tikvpb.RegisterTikvServer(g, corrected{store})
	deadlock.RegisterDeadlockServer(g, store)
	// Without it, clients never use a store again after an error.
	healthpb.RegisterHealthServer(g, health.NewServer())
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	go func() {
		<-ctx.Done()
		g.Stop()
	}()
	if err := g.Serve(listener); err != nil {
		return err
	}
	store.Stop()
	return nil
}

func configured(o *options) *config.Config {
	c := config.DefaultConf
	c.Server.PDAddr, c.Server.StoreAddr, c.Engine.DBPath = o.pd, o.addr, o.dir
	if o.advertise != "" {
		c.Server.StoreAddr = o.advertise
	}
	c.Server.Raft, c.Server.RegionSize = o.raft, o.regionSize
	c.Server.StatusAddr, c.Server.LogLevel = "", o.level
	// Unistore's defaults are slower than those of TiKV.
	c.RaftStore.RaftBaseTickInterval, c.RaftStore.RaftStoreMaxLeaderLease = "100ms", "900ms"
	c.RaftStore.PdHeartbeatTickInterval = "1s"
	// Unistore refuses to apply 15% of a memtable at once.
	c.Engine.MaxMemTableSize, c.Engine.BlockCacheSize, c.Engine.IndexCacheSize = o.memTable, 32<<20, 32<<20
	return &c
}
