package soak_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/process"
	"github.com/openleveldb/openleveldb/internal/tests/served"
	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/server"
)

// TestRole is not a test: the other processes run it.
func TestRole(t *testing.T) {
	process.Play(t, map[string]func(served.Job) (any, error){
		"soak": soakRole, "shared": sharedRole, "victim": victimRole,
	})
}

// Work of all kinds leaks nothing, on local databases, through a server in this process and
// through one in another. Everything is closed after each epoch. There must then be as many
// handles, goroutines and files as before, and no more memory. The work of a worker in an epoch
// follows from the seed alone. What it reads is compared with what it wrote.
func TestSoak(t *testing.T) {
	// Without thread caches, malloc's figures count only what the program holds (glibc's manual,
	// "Memory Allocation Tunables").
	t.Setenv("GLIBC_TUNABLES", "glibc.malloc.tcache_count=0:glibc.malloc.arena_max=2")
	here, there := served.NewJob(t), served.NewJob(t)
	here.Role, there.Role = "soak", "soak"
	here.Seed, here.Of = testdb.Seed(t), 3
	length := testdb.Seconds(t, 1.5)
	epochs := min(max(3, int(length/5)), 60)
	here.Seconds = length / float64(epochs)

	server := served.Start(t, there)
	var err error
	here.Other.Address, err = server.Line("LISTENS ")
	require.NoError(t, err)
	here.Other.Socket = there.Socket
	workers := served.Start(t, here)
	_, err = workers.Line("LISTENS ")
	require.NoError(t, err)

	var ours, theirs []figures
	for epoch := range epochs {
		ours, theirs = append(ours, ask(t, workers)), append(theirs, ask(t, server))
		require.Zero(t, ours[epoch].Handles+theirs[epoch].Handles, "handles that remain open: %v; %v", ours[epoch], theirs[epoch])
	}
	served.Stop(t, workers)
	served.Stop(t, server)
	t.Logf("%d operations in %d epochs of %.1f s", ours[epochs-1].Work, epochs, here.Seconds)
	t.Logf("the workers, with a server:%s", table(ours, 12))
	t.Logf("the other server:%s", table(theirs, 12))
	assert.Empty(t, growth(ours), "the workers, with a server")
	assert.Empty(t, growth(theirs), "the other server")
}

// soakLease is how long a server keeps the resources of a client that disappeared.
const soakLease = time.Second

// soakServer is a server that closes databases as soon as they are not in use.
type soakServer struct {
	directory *server.Directory
	address   string
	cancel    context.CancelFunc
	served    chan error
}

func soakServe(j served.Job) (*soakServer, error) {
	directory, err := server.OpenDirectory(j.Root, &server.DirectoryOptions{
		Open:      leveldb.Options{WriteBufferSize: 256 << 10, MaxFileSize: 1 << 20},
		IdleClose: 20 * time.Millisecond,
	})
	if err != nil {
		return nil, err
	}
	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, errors.Join(err, directory.Close())
	}
	unix, err := net.Listen("unix", j.Socket)
	if err != nil {
		return nil, errors.Join(err, tcp.Close(), directory.Close())
	}
	ctx, cancel := context.WithCancel(context.Background())
	s := &soakServer{directory, tcp.Addr().String(), cancel, make(chan error, 1)}
	go func() {
		s.served <- server.ServeAll(ctx, []net.Listener{tcp, unix}, server.NewHandler(directory, &server.HandlerOptions{Lease: soakLease}), nil)
	}()
	return s, nil
}

func (s *soakServer) idle() bool { return s.directory.Opened() == 0 }

func (s *soakServer) stop() error {
	s.cancel()
	return errors.Join(<-s.served, s.directory.Close())
}

// soakRole runs such a server in a separate process, with the workers if there are any. At each
// SIGUSR1 it runs an epoch, and prints its figures when everything is closed.
func soakRole(j served.Job) (report any, err error) {
	asked, stopped := make(chan os.Signal, 1), make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGUSR1)
	signal.Notify(stopped, syscall.SIGTERM)
	s, err := soakServe(j)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	j.Address = s.address
	workers := make([]*soaker, j.Of)
	for i := range workers {
		workers[i] = newSoaker(filepath.Join(filepath.Dir(j.Root), "local"+strconv.Itoa(i)), i, j)
	}
	fmt.Printf("\nLISTENS %s\n", s.address)
	for epoch := uint64(0); ; epoch++ {
		select {
		case <-asked:
		case <-stopped:
			return served.ResourcesOf("self"), nil
		}
		if err := soakEpoch(workers, j, epoch); err != nil {
			return nil, fmt.Errorf("epoch %d: %w", epoch, err)
		}
		f := quiet(s.idle)
		for _, w := range workers {
			f.Work += w.done
		}
		text, err := json.Marshal(f)
		if err != nil {
			return nil, err
		}
		fmt.Printf("\nFIGURES %s\n", text)
	}
}

// soakEpoch runs the workers for one epoch.
func soakEpoch(workers []*soaker, j served.Job, epoch uint64) error {
	var wg sync.WaitGroup
	failed := make([]error, len(workers))
	for i, w := range workers {
		wg.Go(func() {
			rng := rand.New(rand.NewPCG(j.Seed, epoch<<16+uint64(i)))
			failed[i] = w.epoch(rng, time.Duration(j.Seconds*float64(time.Second)))
		})
	}
	wg.Wait()
	return errors.Join(failed...)
}

// ask runs the next epoch of a soakRole and returns the figures after it.
func ask(t *testing.T, p *process.Process) (f figures) {
	t.Helper()
	require.NoError(t, p.Process.Signal(syscall.SIGUSR1))
	line, err := p.Line("FIGURES ")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal([]byte(line), &f))
	return f
}
