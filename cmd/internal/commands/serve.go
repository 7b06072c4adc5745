package commands

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/openleveldb/openleveldb/cmd/internal/cli"
	"github.com/openleveldb/openleveldb/cmd/internal/daemon"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/server"
	"github.com/openleveldb/openleveldb/leveldb/server/page"
	"github.com/openleveldb/openleveldb/native"
	"github.com/spf13/cobra"
)

// defaultListen is the address on which the Python package's server also listens.
const defaultListen = "127.0.0.1:5000"

// serving holds the flags of serve.
type serving struct {
	root   string
	listen []string

	readOnly, noCreate, sync, shared, largeArrays bool
	cache, maxOpen                                uint
	idleClose                                     time.Duration

	credentials, tlsCert, tlsKey string
	allowAnonymous               bool
	hosts                        []string

	maxMemory, maxBody                                     uint
	maxRequests, maxConnections, maxSnapshots, clientShare uint
	maxHeader, minRate                                     uint
	headerTimeout, idleTimeout, progress                   time.Duration
	lease, maxLease, grace                                 time.Duration

	logRequests, logJSON bool
}

func newServe() *cobra.Command {
	var s serving
	cmd := &cobra.Command{
		Use:   "serve --root DIR [--listen ADDRESS]... [flags]",
		Short: "Serve databases to other processes",
		Long: `Serve the databases below a directory to other processes: to the Python package, as in
LevelDB("runs", server_address="http://127.0.0.1:5000"), to Go programs, and to the
other commands, which accept an address in place of DB.

The name of a database is its path below --root, or its absolute path. A database is
opened on first use, and no other process can then have it open. It is closed after
--idle-close without use. Writing to a missing one creates it, and the directories above
it. No name leads out of --root, and symbolic links below it are not followed.

If --root is the address of a cluster, tikv://HOST:PORT, its databases are served, and
other processes can use them at the same time. With a name, tikv://HOST:PORT/NAME, only
that database is served.

ADDRESS is host:port, where port 0 is any free port, or unix:PATH, a socket that only
its owner may use. --listen may be repeated. Addresses beyond this machine need
--credentials, or --allow-anonymous, which lets anyone read and write everything.

With --shared, other processes can open the same databases at the same time: commands
with --shared, and Go programs with Options.Shared. The first process that opens a
database serves it to the others through a socket in the directory of the database. When
that process ends, another one takes over. The log names the process that serves.

The file of --credentials has one line per client:
  user   alice   read-write  PASSWORD     http://alice:PASSWORD@host:5000 in Python
  token  viewer  read-only   TOKEN        for Authorization: Bearer TOKEN
This file and that of --tls-key must have mode 600, and belong to the user of the
process or to root. On SIGHUP they are read again, and the certificate.

All requests together use at most --max-memory. If only one of --max-memory and
--max-body is set, the other is derived from it. A value of up to --max-body can be
stored if twice its size fits into --client-share of the memory that --max-memory leaves
after 128 KiB for each of --max-requests. A request that does not fit waits for up to
10 s, and is then refused with status 429. One client is a name of --credentials, a user
of this machine on a unix socket, or an IP address. It gets at most --client-share of
the memory, requests, connections and snapshots. Not included in --max-memory are about
64 KiB for each connection, and --cache and the write buffers of each open database.

Browsers, curl and monitoring use GET, with the credentials if there are any:
  /                        a page that shows the databases
  /v1/health               whether the server accepts requests; without credentials
  /metrics                 metrics in the Prometheus text format
  /v1/databases            the names of the databases, as JSON
  /v1/list?db=DB&prefix=P  keys that begin with P, as JSON; with separator=/ those up to
                           the next slash; after=KEY continues, limit=N is at most 1000
  /v1/entry?db=DB&key=K    type, size, dtype and shape of a value, as JSON
  /v1/value?db=DB&key=K    a value, as JSON; form=raw, npy or stored as bytes;
                           select=10:20,3 a part of an array
In a query %XX is a byte: key=run%2F1%2Fimage.

On SIGTERM and SIGINT the server completes accepted requests, closes the databases and
exits with status 0. A second signal ends it immediately. Acknowledged writes survive
the end of the process, and with --sync also that of the machine. The log goes to
standard error.`,
		Example: `  openleveldb serve --root /data
  openleveldb serve --root /data --listen unix:/run/user/1000/openleveldb.sock
  openleveldb serve --root /data --shared
  openleveldb serve --root tikv://pd1:2379,pd2:2379
  openleveldb serve --root /data --read-only --listen 127.0.0.1:0 --log-requests
  openleveldb serve --root /data --listen :5000 --credentials users \
    --tls-cert tls.crt --tls-key tls.key
  curl 'http://127.0.0.1:5000/v1/value?db=runs&key=run/1/title'`,
		Args: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) > 0:
				return cli.NoArgs(cmd, args)
			case s.root == "":
				return errors.New("--root is needed: the directory that holds the databases")
			case cli.InCluster(s.root) && s.shared:
				return errors.New("--shared applies only to directories; the databases of a cluster are always shared")
			case cli.InCluster(s.root) && s.largeArrays:
				return errors.New("--large-arrays applies to directories")
			}
			return nil
		},
		RunE: cli.Action(func(cmd *cobra.Command, _ []string) error { return s.run(cmd.ErrOrStderr()) }),
	}
	cmd.DisableFlagsInUseLine = true
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&s.root, "root", "", "the `DIR` that holds the databases, or a cluster")
	flags.StringArrayVar(&s.listen, "listen", []string{defaultListen}, "an `ADDRESS` to listen on")
	flags.BoolVar(&s.readOnly, "read-only", false, "refuse writes; other processes may read the databases")
	flags.BoolVar(&s.shared, "shared", false, "let others with --shared write, even with --read-only")
	flags.BoolVar(&s.noCreate, "no-create", false, "serve existing databases only")
	flags.BoolVar(&s.sync, "sync", false, "sync each write to the disk before it is acknowledged")
	flags.StringVar(&s.credentials, "credentials", "", "the `FILE` with users and tokens")
	flags.BoolVar(&s.allowAnonymous, "allow-anonymous", false, "serve anyone, without credentials")
	flags.StringVar(&s.tlsCert, "tls-cert", "", "the `FILE` of the certificate, for https")
	flags.StringVar(&s.tlsKey, "tls-key", "", "the `FILE` of its key")
	flags.StringArrayVar(&s.hosts, "host", nil, "a further `NAME` of this server, such as a domain name")
	flags.UintVar(&s.maxMemory, "max-memory", 0, "memory of all requests, in `MiB` (default 512)")
	flags.UintVar(&s.maxBody, "max-body", 0, "longest value or batch, in `MiB` (default 100)")
	flags.UintVar(&s.maxRequests, "max-requests", 256, "`N` requests at once")
	flags.UintVar(&s.maxConnections, "max-connections", 1024, "`N` connections at once, on each address")
	flags.UintVar(&s.maxSnapshots, "max-snapshots", 1024, "`N` snapshots at once")
	flags.UintVar(&s.clientShare, "client-share", 50, "share of one client in each limit, in `PERCENT`")
	flags.UintVar(&s.maxHeader, "max-header", 16, "header of a request, in `KiB`")
	flags.UintVar(&s.minRate, "min-rate", 16, "least transfer rate of a client, in `KiB`/s")
	flags.DurationVar(&s.progress, "progress", time.Minute, "disconnect a client stalled for `TIME`")
	flags.DurationVar(&s.headerTimeout, "header-timeout", 10*time.Second, "`TIME` to receive the header of a request")
	flags.DurationVar(&s.idleTimeout, "idle-timeout", 2*time.Minute, "close an idle connection after `TIME`")
	flags.DurationVar(&s.lease, "lease", time.Minute, "release an unused snapshot after `TIME`")
	flags.DurationVar(&s.maxLease, "max-lease", 24*time.Hour, "release a snapshot after `TIME`, 0: never")
	flags.UintVar(&s.maxOpen, "max-open", 256, "`N` open databases at once")
	flags.DurationVar(&s.idleClose, "idle-close", 10*time.Minute, "close idle databases after `TIME`, 0: never")
	flags.DurationVar(&s.grace, "grace", 30*time.Second, "`TIME` to finish requests when stopping")
	flags.BoolVar(&s.largeArrays, "large-arrays", false, "write for large arrays: large tables, not compressed")
	flags.UintVar(&s.cache, "cache", 8, "cache of each database, in `MiB`")
	flags.BoolVar(&s.logRequests, "log-requests", false, "log every request")
	flags.BoolVar(&s.logJSON, "log-json", false, "log in JSON")
	cmd.MarkFlagsRequiredTogether("tls-cert", "tls-key")
	cmd.MarkFlagsMutuallyExclusive("credentials", "allow-anonymous")
	return cmd
}

// run serves until a signal stops it.
func (s *serving) run(log io.Writer) error {
	logger := slog.New(slog.NewTextHandler(log, nil))
	if s.logJSON {
		logger = slog.New(slog.NewJSONHandler(log, nil))
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()

	handling := server.HandlerOptions{
		ReadOnly: s.readOnly,
		Hosts:    s.hosts,

		MaxMemory:    int64(min(s.maxMemory, 1<<30)) << 20,
		MaxBody:      int64(min(s.maxBody, 4<<10)) << 20,
		MaxRequests:  number(s.maxRequests),
		MaxSnapshots: number(s.maxSnapshots),
		ClientShare:  number(s.clientShare),
		Lease:        s.lease,
		MaxLease:     s.maxLease,
		MinRate:      int64(min(s.minRate, 1<<30)) << 10,
		Progress:     s.progress,

		Logger:      logger,
		LogRequests: s.logRequests,
		Page:        page.Files,
	}
	if s.maxLease == 0 {
		handling.MaxLease = -1
	}
	serving := server.ServeOptions{
		AllowAnonymous: s.allowAnonymous,
		MaxConnections: number(s.maxConnections),
		MaxHeader:      number(min(s.maxHeader, 1<<20)) << 10,
		HeaderTimeout:  s.headerTimeout,
		IdleTimeout:    s.idleTimeout,
		Grace:          s.grace,
		Logger:         logger,
	}
	var reload []func() error
	if s.credentials != "" {
		credentials, err := server.ReadCredentials(s.credentials)
		if err != nil {
			return err
		}
		handling.Credentials = credentials
		reload = append(reload, credentials.Reload)
	}
	if s.tlsCert != "" {
		c := &daemon.Certificate{Cert: s.tlsCert, Key: s.tlsKey}
		if err := c.Load(); err != nil {
			return err
		}
		serving.TLS = &tls.Config{GetCertificate: c.Get}
		reload = append(reload, c.Load)
	}

	databases, err := s.databases(logger)
	if err != nil {
		return err
	}
	listeners, err := listenAll(ctx, s.listen)
	if err != nil {
		return errors.Join(err, databases.Close())
	}
	handler := server.NewHandler(databases, &handling)
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
	go daemon.HandleSignals(signals, logger, cancel, reload)
	limitGarbage(handler.MaxMemory())
	for _, l := range listeners {
		logger.Info("listening", "address", l.Addr().String(), "root", s.root, "pid", os.Getpid())
	}
	err = server.ServeAll(ctx, listeners, handler, &serving)
	if errors.Is(err, server.ErrAnonymous) {
		err = fmt.Errorf("%w; set --credentials FILE or --allow-anonymous", err)
	}
	if err = errors.Join(err, s.close(databases)); err == nil {
		logger.Info("stopped")
	}
	return err
}

// limitGarbage limits the memory that is free but not yet returned to the system. Go's own limit
// applies if the environment sets one.
func limitGarbage(memory int64) {
	native.MapLargeAllocations()
	const process = 32 << 20
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(process + memory)
	}
}

// close closes the databases. It waits for a running compaction no longer than for a request.
// Exiting during a compaction loses nothing.
func (s *serving) close(databases closer) error {
	closed := make(chan error, 1)
	go func() { closed <- databases.Close() }()
	select {
	case err := <-closed:
		return err
	case <-time.After(s.grace):
		return fmt.Errorf("a database was not closed within %v, because it is being compacted; no data is lost", s.grace)
	}
}

// closer is a set of databases that can be closed.
type closer interface {
	server.Databases
	Close() error
}

// databases returns the databases to serve: those of a directory or of a cluster.
func (s *serving) databases(logger *slog.Logger) (closer, error) {
	if !cli.InCluster(s.root) {
		return server.OpenDirectory(s.root, s.directoryOptions(logger))
	}
	databases, err := cli.ClusterOf(s.root)
	if err != nil {
		return nil, err
	}
	o := server.SetOptions{NoCreate: s.noCreate || s.readOnly, MaxOpen: number(s.maxOpen), IdleClose: s.idleClose, Logger: logger}
	if s.idleClose == 0 {
		o.IdleClose = -1
	}
	o.Open = func(name string, create bool) (*leveldb.DB, error) {
		return databases.Open(context.Background(), name, &leveldb.Options{ErrorIfMissing: !create, ReadOnly: s.readOnly, Logger: slog.New(warnings{logger.Handler()})})
	}
	o.Names = func() ([]string, error) { return databases.Names(context.Background()) }
	return server.NewSet(o)
}

// warnings drops records below warnings. The client of a cluster logs each step of a connection.
type warnings struct{ slog.Handler }

func (w warnings) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && w.Handler.Enabled(ctx, level)
}

func (s *serving) directoryOptions(logger *slog.Logger) *server.DirectoryOptions {
	o := &server.DirectoryOptions{NoCreate: s.noCreate, MaxOpen: number(s.maxOpen), IdleClose: s.idleClose, Logger: logger}
	if s.idleClose == 0 {
		o.IdleClose = -1
	}
	if s.largeArrays {
		o.Open = *leveldb.LargeArrays()
	}
	o.Open.ReadOnly = s.readOnly
	if o.Open.Shared = s.shared; s.shared {
		o.Open.Logger = logger
	}
	o.Open.BlockCacheSize = number(min(s.cache, 1<<20)) << 20
	o.Open.Write.Sync = s.sync
	return o
}

// number returns a flag's value as an int; 0 is the default.
func number(n uint) int { return int(min(n, math.MaxInt32)) }

// listenAll listens on all addresses. If one fails, it listens on none.
func listenAll(ctx context.Context, addresses []string) ([]net.Listener, error) {
	var listeners []net.Listener
	for _, address := range addresses {
		l, err := server.Listen(ctx, address)
		if err != nil {
			for _, l := range listeners {
				err = errors.Join(err, l.Close())
			}
			return nil, err
		}
		listeners = append(listeners, l)
	}
	return listeners, nil
}
