package testcluster

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// Config describes a cluster. Dir is required.
type Config struct {
	Dir    string // directory for data and logs
	Stores int    // number of stores; default 1. Several replicate every region by raft
	// RegionSize is the size at which a region is split, in bytes; default 64 MiB.
	RegionSize int64
	// MemTable is the size of unistore's memtables, in bytes; default 64 MiB. A store refuses changes
	// of a seventh of that at once.
	MemTable int64
	// Proxied puts a proxy in front of every store, for Store.Link.
	Proxied bool
}

// Cluster is a cluster that runs on this machine, or another that a test only uses.
type Cluster struct {
	Stores    []*Store // nil if this is not a cluster of its own
	config    Config
	pd        []string
	placement *server
}

// Store is a store of a cluster.
type Store struct {
	ID      uint64 // as PD knows it
	Address string // as clients know it
	// Link is the proxy in front of the store if Config.Proxied is set.
	Link    *Link
	listens string // address of the store itself
	process *server
}

// startAttempts is how often Start tries. A store of unistore sometimes crashes when a peer joins.
const startAttempts = 4

// Start builds what is missing and starts a cluster. It returns when every region has a leader and a
// peer on every store.
func Start(ctx context.Context, config Config) (*Cluster, error) {
	programs, err := Build(ctx)
	if err != nil {
		return nil, err
	}
	config.Stores = max(config.Stores, 1)
	if config.Dir, err = filepath.Abs(config.Dir); err != nil {
		return nil, err
	}
	dir := config.Dir
	for attempt := 1; ; attempt++ {
		config.Dir = filepath.Join(dir, strconv.Itoa(attempt))
		c, err := start(ctx, programs, config)
		if err == nil {
			return c, nil
		}
		if attempt == startAttempts || ctx.Err() != nil {
			return nil, err
		}
	}
}

func start(ctx context.Context, programs Programs, config Config) (c *Cluster, err error) {
	if err := os.MkdirAll(config.Dir, 0o755); err != nil {
		return nil, err
	}
	ports, err := freePorts(2 + 2*config.Stores)
	if err != nil {
		return nil, err
	}
	c = &Cluster{config: config, pd: ports[:1]}
	defer func() {
		if err != nil {
			err = errors.Join(err, c.Stop())
		}
	}()
	if err := c.startPD(ctx, programs, ports[1]); err != nil {
		return c, err
	}
	for i := range config.Stores {
		s, err := c.newStore(programs, i, ports[2+2*i], ports[3+2*i])
		if err != nil {
			return c, err
		}
		c.Stores = append(c.Stores, s)
		if err := s.Start(); err != nil {
			return c, err
		}
		// The first store makes the cluster. A store of unistore crashes if a second peer joins a region
		// right after its own did.
		if err := errors.Join(c.waitStore(ctx, s), c.wait(ctx, i+1)); err != nil {
			return c, err
		}
	}
	return c, nil
}

// freePorts returns loopback addresses that nobody listens on.
func freePorts(n int) (addresses []string, err error) {
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer l.Close() // only now, so that the addresses differ
		addresses = append(addresses, l.Addr().String())
	}
	return addresses, nil
}

func (c *Cluster) startPD(ctx context.Context, programs Programs, peer string) error {
	file := filepath.Join(c.config.Dir, "pd.toml")
	// Unistore cannot merge regions. With a smaller number of stores than replicas, PD would wait for
	// more.
	text := "lease = 1 # seconds until it leads after a restart\n" + fmt.Sprintf("[replication]\nmax-replicas = %d\nenable-placement-rules = false\n", c.config.Stores)
	if !programs.TiKV {
		text += "[schedule]\nmerge-schedule-limit = 0\n"
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		return err
	}
	c.placement = &server{name: "PD", path: programs.PD, output: filepath.Join(c.config.Dir, "pd.out"), args: []string{
		"--name=pd", "--config=" + file, "--data-dir=" + filepath.Join(c.config.Dir, "pd"), "--log-file=" + filepath.Join(c.config.Dir, "pd.log"),
		"--client-urls=http://" + c.pd[0], "--peer-urls=http://" + peer}}
	return c.StartPD(ctx)
}

func (c *Cluster) newStore(programs Programs, i int, address, status string) (*Store, error) {
	name := "store" + strconv.Itoa(i+1)
	s := &Store{Address: address, listens: address}
	if c.config.Proxied {
		var err error
		if s.Link, err = newLink(address); err != nil {
			return nil, err
		}
		s.Address = s.Link.Addr()
	}
	dir := filepath.Join(c.config.Dir, name)
	args := []string{"--pd=" + c.pd[0], "--addr=" + address, "--advertise-addr=" + s.Address, "--data-dir=" + dir}
	if programs.TiKV {
		file := filepath.Join(c.config.Dir, name+".toml")
		text := "[storage]\nreserve-space = \"0MB\"\n[storage.block-cache]\ncapacity = \"256MB\"\n"
		if c.config.RegionSize > 0 {
			text += fmt.Sprintf("[coprocessor]\nregion-split-size = \"%dB\"\nregion-max-size = \"%dB\"\n", c.config.RegionSize, c.config.RegionSize*3/2)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			return nil, err
		}
		args = append(args, "--config="+file, "--status-addr="+status, "--log-file="+filepath.Join(c.config.Dir, name+".log"))
	} else {
		args = append(args, fmt.Sprintf("--raft=%v", c.config.Stores > 1))
		if c.config.RegionSize > 0 {
			args = append(args, fmt.Sprintf("--region-size=%d", c.config.RegionSize))
		}
		if c.config.MemTable > 0 {
			args = append(args, fmt.Sprintf("--mem-table=%d", c.config.MemTable))
		}
	}
	s.process = &server{name: name, path: programs.Store, args: args, output: filepath.Join(c.config.Dir, name+".out")}
	return s, nil
}

// PD returns the addresses of the PD servers.
func (c *Cluster) PD() []string { return c.pd }

// Own reports whether the cluster was started by Start, so that its processes can be controlled.
func (c *Cluster) Own() bool { return c.placement != nil }

// Check returns an error if a process has ended that was not told to.
func (c *Cluster) Check() error {
	err := c.placement.check()
	for _, s := range c.Stores {
		err = errors.Join(err, s.process.check())
	}
	return err
}

// Stop ends all processes. It returns an error if one had ended before. The data remain.
func (c *Cluster) Stop() (err error) {
	for _, s := range c.Stores {
		if s.Link != nil {
			err = errors.Join(err, s.Link.Close())
		}
		// Unistore does not end while a client is connected.
		err = errors.Join(err, s.process.stop(time.Second))
	}
	if c.placement != nil {
		err = errors.Join(err, c.placement.stop(5*time.Second))
	}
	return err
}

// Start starts a store that was killed.
func (s *Store) Start() error { return s.process.start() }

// Kill ends a store by SIGKILL.
func (s *Store) Kill() error { return s.process.kill() }

// Pause stops a store, as a machine that hangs, until Resume.
func (s *Store) Pause() error { return s.process.signal(syscall.SIGSTOP) }

// Resume continues a store after Pause.
func (s *Store) Resume() error { return s.process.signal(syscall.SIGCONT) }

// KillPD ends PD by SIGKILL.
func (c *Cluster) KillPD() error { return c.placement.kill() }

// StartPD starts PD after KillPD, and waits until it leads.
func (c *Cluster) StartPD(ctx context.Context) error {
	if err := c.placement.start(); err != nil {
		return err
	}
	return c.until(ctx, "PD leads", func() error { return c.get(ctx, "leader", &struct{}{}) })
}
