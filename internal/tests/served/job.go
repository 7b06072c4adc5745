package served

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/process"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote"
	"github.com/openleveldb/openleveldb/leveldb/server"
)

// Job is the task of a process.
type Job struct {
	Role    string
	Root    string // of a server
	Address string // host:port of the server
	Socket  string // path of its unix socket
	Number  int    // number of this process
	Of      int    // number of processes
	Seconds float64
	Journal string // file for acknowledged writes
	Stop    string // file that ends the work once it exists
	Seed    uint64
	Open    leveldb.Options                  // options of a server
	Other   struct{ Address, Socket string } // address of another server
	Entries int
	Value   int
}

// Start runs a role of the package's own TestRole.
func Start(t testing.TB, j Job) *process.Process {
	t.Helper()
	return process.Start(t, j.Role, j)
}

// Serve starts a server on a TCP port and a unix socket, and waits until it listens.
func Serve(t testing.TB, j *Job) *process.Process {
	t.Helper()
	j.Role = "server"
	p := Start(t, *j)
	address, err := p.Line("LISTENS ")
	require.NoError(t, err)
	j.Address = address
	return p
}

// Stop ends a server as an operator does, and returns the resources it used.
func Stop(t testing.TB, p *process.Process) Resources {
	t.Helper()
	require.NoError(t, p.Process.Signal(syscall.SIGTERM))
	var used Resources
	require.NoError(t, p.Report(&used))
	return used
}

// Server is the role of a server. It serves until it gets SIGTERM.
func Server(j Job) (any, error) {
	directory, err := server.OpenDirectory(j.Root, &server.DirectoryOptions{Open: j.Open})
	if err != nil {
		return nil, err
	}
	if j.Address == "" {
		j.Address = "127.0.0.1:0"
	}
	tcp, err := net.Listen("tcp", j.Address)
	if err != nil {
		return nil, err
	}
	if err := os.Remove(j.Socket); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	unix, err := net.Listen("unix", j.Socket)
	if err != nil {
		return nil, err
	}
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer cancel()
	fmt.Printf("\nLISTENS %s\n", tcp.Addr())
	handler := server.NewHandler(directory, nil)
	served := server.ServeAll(ctx, []net.Listener{tcp, unix}, handler, nil)
	return ResourcesOf("self"), errors.Join(served, directory.Close())
}

// Dial opens the served database: over TCP in every second process, and over the unix socket in the
// others.
func (j Job) Dial(o *remote.Options) (*leveldb.DB, error) {
	address := j.Address
	if j.Number%2 == 1 {
		address = "unix:" + j.Socket
	}
	return remote.Dial(context.Background(), address, "shared", o)
}

// Resources holds the memory of a process, in bytes.
type Resources struct {
	Resident, Peak int64 // total, including mapped tables in the page cache
	Own            int64 // without what can be read again from files
}

func (r Resources) String() string {
	return fmt.Sprintf("%d MiB resident, at most %d, %d without files", r.Resident>>20, r.Peak>>20, r.Own>>20)
}

// ResourcesOf reads /proc/PID/status. It returns zeros on systems without it.
func ResourcesOf(pid string) (r Resources) {
	text, err := os.ReadFile(filepath.Join("/proc", pid, "status"))
	if err != nil {
		return r
	}
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(line, ":")
		kib, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64)
		if err != nil {
			continue
		}
		switch name {
		case "VmRSS":
			r.Resident = kib << 10
		case "VmHWM":
			r.Peak = kib << 10
		case "RssAnon":
			r.Own = kib << 10
		}
	}
	return r
}

// NewJob returns a job with an empty root and the path of a socket.
func NewJob(t testing.TB) Job {
	t.Helper()
	dir, err := os.MkdirTemp("", "oldb") // a socket's path must be short
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
	root := filepath.Join(dir, "root")
	require.NoError(t, os.Mkdir(root, 0o755))
	return Job{Root: root, Socket: filepath.Join(dir, "s")}
}
