package main

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
	"sync/atomic"
	"syscall"
	"time"

	"github.com/openleveldb/openleveldb/internal/secret"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/server"
	"github.com/openleveldb/openleveldb/native"
	"github.com/spf13/cobra"
)

// defaultListen is the address on which the Python package's server also listens.
const defaultListen = "127.0.0.1:5000"

// serving holds the flags of serve.
type serving struct {
	root   string
	listen []string

	readOnly, noCreate, sync, largeArrays bool
	cache, maxOpen                        uint
	idleClose                             time.Duration

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
		Long: `Serve the databases below a directory to other processes: to the Python package, as
in LevelDB("runs", server_address="http://127.0.0.1:5000"), to Go programs, and to the
other commands, which take an address in place of DB.

A database's name is its path below --root, or its absolute path. It is opened when it
is first asked for, and nobody else may have it open meanwhile; it is closed when
--idle-close has passed since its last use. Writing to a missing one creates it, and
the directories above it. No name leads out of --root, and no symbolic link below it is
followed.

ADDRESS is host:port, where port 0 is any free one, or unix:PATH, a socket that only
its owner may use. --listen may be given several times. Beyond this machine either
--credentials are needed, or --allow-anonymous, which lets everybody read and write
everything.

The file of --credentials has a line for each who may come in:
  user   alice   read-write  PASSWORD     http://alice:PASSWORD@host:5000 in Python
  token  viewer  read-only   TOKEN        for Authorization: Bearer TOKEN
It and the file of --tls-key must have mode 600, and belong to the user of the process or
to root. SIGHUP reads them again, and the certificate.

All requests together hold at most --max-memory; of it and --max-body, one that is not
given follows from the other. A value up to --max-body can be stored
if twice as much fits into --client-share of what --max-memory leaves beyond 128 KiB for
each of --max-requests. What does not fit waits up to 10 s, and is then refused with
status 429. One client, which is a name of --credentials, else a user of this machine on
a unix socket, else an IP address, gets at most --client-share of the memory, requests,
connections and snapshots. Not in --max-memory are about 64 KiB for each connection,
and for each open database --cache and the write buffers.

SIGTERM and SIGINT finish what was accepted, close the databases and end with status 0;
a second one ends at once. Whatever was answered stays written if the process ends in
any way, and with --sync also if the machine does. The log goes to standard error.`,
		Example: `  openleveldb serve --root /data
  openleveldb serve --root /data --listen unix:/run/user/1000/openleveldb.sock
  openleveldb serve --root /data --read-only --listen 127.0.0.1:0 --log-requests
  openleveldb serve --root /data --listen :5000 --credentials users \
    --tls-cert tls.crt --tls-key tls.key`,
		Args: cobra.NoArgs,
		PreRunE: func(*cobra.Command, []string) error {
			if s.root == "" {
				return errors.New("--root is needed: the directory below which the databases are")
			}
			return nil
		},
		RunE: action(func(cmd *cobra.Command, _ []string) error { return s.run(cmd.ErrOrStderr()) }),
	}
	cmd.DisableFlagsInUseLine = true
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&s.root, "root", "", "the `DIR` below which the databases are")
	flags.StringArrayVar(&s.listen, "listen", []string{defaultListen}, "an `ADDRESS` to listen on")
	flags.BoolVar(&s.readOnly, "read-only", false, "nobody may write; other processes may read, too")
	flags.BoolVar(&s.noCreate, "no-create", false, "serve only the databases that there are")
	flags.BoolVar(&s.sync, "sync", false, "every write is on the disk when it is answered")
	flags.StringVar(&s.credentials, "credentials", "", "the `FILE` that says who may come in")
	flags.BoolVar(&s.allowAnonymous, "allow-anonymous", false, "serve everybody, without credentials")
	flags.StringVar(&s.tlsCert, "tls-cert", "", "the `FILE` of the certificate, for https")
	flags.StringVar(&s.tlsKey, "tls-key", "", "the `FILE` of its key")
	flags.StringArrayVar(&s.hosts, "host", nil, "a `NAME` of this server, beside localhost and its addresses")
	flags.UintVar(&s.maxMemory, "max-memory", 0, "memory of all requests, in `MiB` (default 512)")
	flags.UintVar(&s.maxBody, "max-body", 0, "longest value or batch, in `MiB` (default 100)")
	flags.UintVar(&s.maxRequests, "max-requests", 256, "`N` requests at once")
	flags.UintVar(&s.maxConnections, "max-connections", 1024, "`N` connections at once, on each address")
	flags.UintVar(&s.maxSnapshots, "max-snapshots", 1024, "`N` snapshots at once")
	flags.UintVar(&s.clientShare, "client-share", 50, "share of one client in each limit, in `PERCENT`")
	flags.UintVar(&s.maxHeader, "max-header", 16, "header of a request, in `KiB`")
	flags.UintVar(&s.minRate, "min-rate", 16, "least transfer rate of a client, in `KiB`/s")
	flags.DurationVar(&s.progress, "progress", time.Minute, "cut off a client that is `TIME` behind")
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
		c := &certificate{cert: s.tlsCert, key: s.tlsKey}
		if err := c.load(); err != nil {
			return err
		}
		serving.TLS = &tls.Config{GetCertificate: c.get}
		reload = append(reload, c.load)
	}

	directory, err := server.OpenDirectory(s.root, s.directoryOptions(logger))
	if err != nil {
		return err
	}
	listeners, err := listenAll(ctx, s.listen)
	if err != nil {
		return errors.Join(err, directory.Close())
	}
	handler := server.NewHandler(directory, &handling)
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
	go heed(signals, logger, cancel, reload)
	limitGarbage(handler.MaxMemory())
	for _, l := range listeners {
		logger.Info("listening", "address", l.Addr().String(), "root", s.root, "pid", os.Getpid())
	}
	err = server.ServeAll(ctx, listeners, handler, &serving)
	if errors.Is(err, server.ErrAnonymous) {
		err = fmt.Errorf("%w; give --credentials FILE, or say --allow-anonymous", err)
	}
	if err = errors.Join(err, s.close(directory)); err == nil {
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
func (s *serving) close(directory *server.Directory) error {
	closed := make(chan error, 1)
	go func() { closed <- directory.Close() }()
	select {
	case err := <-closed:
		return err
	case <-time.After(s.grace):
		return fmt.Errorf("a database was not closed within %v, as it is being compacted; nothing is lost", s.grace)
	}
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

// heed handles signals. The first terminating signal stops the server. The second has its default
// effect and ends the process. A hangup calls the reload functions, or stops the server if there
// are none.
func heed(signals <-chan os.Signal, logger *slog.Logger, stop func(), reload []func() error) {
	stopping := false
	for s := range signals {
		switch {
		case s == syscall.SIGHUP && len(reload) > 0:
			var errs []error
			for _, again := range reload {
				errs = append(errs, again())
			}
			if err := errors.Join(errs...); err != nil {
				logger.Error("reloading failed, what was read before stays in use", "error", err)
			} else {
				logger.Info("reloaded")
			}
		case stopping:
			logger.Warn("ending at once", "signal", s.String())
			os.Exit(128 + int(s.(syscall.Signal)))
		default:
			logger.Info("stopping", "signal", s.String())
			stopping = true
			stop()
		}
	}
}

// certificate is loaded from two files.
type certificate struct {
	cert, key string
	current   atomic.Pointer[tls.Certificate]
}

func (c *certificate) load() error {
	cert, err := os.ReadFile(c.cert)
	if err != nil {
		return fmt.Errorf("certificate %q: %w", c.cert, err)
	}
	key, err := secret.Read(c.key, 1<<20)
	if err != nil {
		return fmt.Errorf("key %q of the certificate: %w", c.key, err)
	}
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		return fmt.Errorf("certificate %q: %w", c.cert, err)
	}
	c.current.Store(&pair)
	return nil
}

func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	return c.current.Load(), nil
}
