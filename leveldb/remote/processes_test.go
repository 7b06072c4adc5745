package remote_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote"
)

// The tests of several processes run this test binary again, in one of these roles: each gets its job as JSON in the
// environment, and reports as JSON on standard output.
var roles = map[string]func(job) (any, error){
	"server":  serveRole,
	"worker":  workRole,
	"durable": durableRole,
	"ranger":  rangeRole,
}

const roleVariable = "OPENLEVELDB_TEST_ROLE"

// job is what a process is to do.
type job struct {
	Role    string
	Root    string // of a server
	Address string // host:port of the server
	Socket  string // path of its unix socket
	Number  int    // of this process
	Of      int    // processes
	Seconds float64
	Journal string // file for what was acknowledged
	Entries int
	Value   int
}

// TestRole is no test but what the other processes run.
func TestRole(t *testing.T) {
	text := os.Getenv(roleVariable)
	if text == "" {
		return // nobody asked for a role
	}
	var j job
	require.NoError(t, json.Unmarshal([]byte(text), &j))
	report, err := roles[j.Role](j)
	require.NoError(t, err)
	line, err := json.Marshal(report)
	require.NoError(t, err)
	fmt.Printf("\nREPORT %s\n", line)
}

// process is a running role.
type process struct {
	*exec.Cmd
	out  io.ReadCloser
	text *bufio.Reader
}

// start runs a role. What it prints beside its report goes to the test's log if it fails.
func start(t *testing.T, j job) *process {
	t.Helper()
	text, err := json.Marshal(j)
	require.NoError(t, err)
	cmd := exec.Command(os.Args[0], "-test.run=^TestRole$", "-test.timeout=10m")
	cmd.Env = append(os.Environ(), roleVariable+"="+string(text))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() }) // only for one that is left behind by a failure
	return &process{cmd, out, bufio.NewReader(out)}
}

// line waits for a line with the prefix, and gives the rest of it.
func (p *process) line(prefix string) (string, error) {
	var before []string
	for {
		line, err := p.text.ReadString('\n')
		if rest, ok := strings.CutPrefix(line, prefix); ok {
			return strings.TrimSpace(rest), nil
		}
		before = append(before, line)
		if err != nil {
			return "", fmt.Errorf("%w before %q: %s", err, prefix, strings.Join(before, ""))
		}
	}
}

// report waits for the end of a role and reads what it reports.
func (p *process) report(into any) error {
	line, err := p.line("REPORT ")
	if err != nil {
		return errors.Join(err, p.Wait())
	}
	if _, err := io.Copy(io.Discard, p.text); err != nil {
		return err
	}
	return errors.Join(json.Unmarshal([]byte(line), into), p.Wait())
}

// serve starts a server on a TCP port and a unix socket, and waits until it listens.
func serve(t *testing.T, j *job) *process {
	t.Helper()
	j.Role = "server"
	p := start(t, *j)
	address, err := p.line("LISTENS ")
	require.NoError(t, err)
	j.Address = address
	return p
}

// stop ends a server as an operator does.
func stop(t *testing.T, p *process) resources {
	t.Helper()
	require.NoError(t, p.Process.Signal(syscall.SIGTERM))
	var used resources
	require.NoError(t, p.report(&used))
	return used
}

func serveRole(j job) (any, error) {
	directory, err := remote.OpenDirectory(j.Root, nil)
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
	handler := remote.NewHandler(directory, nil)
	served := remote.ServeAll(ctx, []net.Listener{tcp, unix}, handler, nil)
	return resourcesOf("self"), errors.Join(served, directory.Close())
}

// dial gives the database through TCP for every second process, and the unix socket for the others.
func (j job) dial(o *remote.Options) (*leveldb.DB, error) {
	address := j.Address
	if j.Number%2 == 1 {
		address = "unix:" + j.Socket
	}
	return remote.Dial(context.Background(), address, "shared", o)
}

// resources is what a process takes, in bytes.
type resources struct {
	Resident, Peak int64 // all of it, mapped tables in the page cache included
	Own            int64 // without what can be read again from files
}

func (r resources) String() string {
	return fmt.Sprintf("%d MiB resident, at most %d, %d without files", r.Resident>>20, r.Peak>>20, r.Own>>20)
}

// resourcesOf reads /proc/PID/status; zeros where there is none.
func resourcesOf(pid string) (r resources) {
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

// seconds is how long the test works: short by itself, a minute and more by `make processes`.
func seconds(t *testing.T, usual float64) float64 {
	t.Helper()
	text := os.Getenv("OPENLEVELDB_SECONDS")
	if text == "" {
		return usual
	}
	s, err := strconv.ParseFloat(text, 64)
	require.NoError(t, err, "OPENLEVELDB_SECONDS")
	return s
}

func newJob(t *testing.T) job {
	t.Helper()
	dir, err := os.MkdirTemp("", "oldb") // a socket's path must be short
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
	root := filepath.Join(dir, "root")
	require.NoError(t, os.Mkdir(root, 0o755))
	return job{Root: root, Socket: filepath.Join(dir, "s")}
}
