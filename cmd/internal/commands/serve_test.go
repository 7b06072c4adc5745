package commands

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// patience is the maximum time that a test waits for an event.
const patience = 60 * time.Second

// served is a server process.
type served struct {
	t         *testing.T
	cmd       *exec.Cmd
	lines     chan string // of its log; closed when the process ends
	addresses []string
}

// startServer starts a server and waits until it listens.
func startServer(t *testing.T, listening int, args ...string) *served {
	t.Helper()
	s := &served{t: t, cmd: command(t, append([]string{"serve", "--log-json"}, args...)...), lines: make(chan string, 10_000)}
	stderr, err := s.cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, s.cmd.Start())
	t.Cleanup(func() {
		if s.cmd.ProcessState == nil {
			assert.NoError(t, s.cmd.Process.Kill())
			assert.Error(t, s.cmd.Wait())
		}
	})
	go func() {
		defer close(s.lines)
		for text := bufio.NewScanner(stderr); text.Scan(); {
			s.lines <- text.Text()
		}
	}()
	for range listening {
		s.addresses = append(s.addresses, s.logged("listening")["address"].(string))
	}
	return s
}

// logged waits for a line of the log.
func (s *served) logged(message string) map[string]any {
	s.t.Helper()
	for late := time.After(patience); ; {
		select {
		case line, ok := <-s.lines:
			require.True(s.t, ok, "the server ended without %q", message)
			record := map[string]any{}
			require.NoError(s.t, json.Unmarshal([]byte(line), &record), line)
			if record["msg"] == message {
				return record
			}
		case <-late:
			require.Fail(s.t, "the server has not logged "+message)
		}
	}
}

func (s *served) signal(signal syscall.Signal) {
	s.t.Helper()
	require.NoError(s.t, s.cmd.Process.Signal(signal))
}

// end waits until the server has ended. It returns the rest of the log and the status.
func (s *served) end() (rest string, status int) {
	s.t.Helper()
	late := time.After(patience)
	for open := true; open; {
		select {
		case line, ok := <-s.lines:
			if open = ok; ok {
				rest += line + "\n"
			}
		case <-late:
			require.Fail(s.t, "the server has not stopped")
		}
	}
	err := s.cmd.Wait()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		require.NoError(s.t, err)
	}
	return rest, s.cmd.ProcessState.ExitCode()
}

// stop stops the server as an operator does.
func (s *served) stop() {
	s.t.Helper()
	s.signal(syscall.SIGTERM)
	rest, status := s.end()
	require.Zero(s.t, status, rest)
	require.Contains(s.t, rest, `"msg":"stopping"`)
	require.Contains(s.t, rest, `"msg":"stopped"`)
}

// ask sends a request to the first address, or through a socket. It returns status and body. The
// status is 0 if the response was incomplete.
func (s *served) ask(method, path, body string, change func(*http.Request, *http.Transport)) (int, string) {
	s.t.Helper()
	r, err := http.NewRequest(method, "http://"+s.addresses[0]+path, strings.NewReader(body))
	require.NoError(s.t, err)
	transport := &http.Transport{DisableKeepAlives: true}
	if change != nil {
		change(r, transport)
	}
	answer, err := (&http.Client{Transport: transport, Timeout: patience}).Do(r)
	if err != nil {
		return 0, err.Error()
	}
	defer answer.Body.Close()
	got, err := io.ReadAll(answer.Body)
	if err != nil {
		return 0, string(got)
	}
	return answer.StatusCode, string(got)
}

// unfinished sends a write without its body, and returns when the server waits for the body.
func (s *served) unfinished() net.Conn {
	s.t.Helper()
	conn, err := net.Dial("tcp", s.addresses[0])
	require.NoError(s.t, err)
	require.NoError(s.t, conn.SetDeadline(time.Now().Add(patience)))
	_, err = io.WriteString(conn, "POST /setitem?dbpath=db&key=late HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n")
	require.NoError(s.t, err)
	line, err := bufio.NewReader(conn).ReadString('\n')
	require.NoError(s.t, err)
	require.Equal(s.t, "HTTP/1.1 100 Continue\r\n", line)
	return conn
}

func TestServe(t *testing.T) {
	root := t.TempDir()
	s := startServer(t, 1, "--root", root, "--listen", "127.0.0.1:0", "--log-requests")
	status, _ := s.ask("POST", "/setitem?dbpath=runs/1&key=k", "sv", nil)
	require.Equal(t, 200, status)
	status, body := s.ask("GET", "/getitem?dbpath=runs/1&key=k", "", nil)
	assert.Equal(t, 200, status)
	assert.Equal(t, "sv", body)
	assert.Equal(t, "/setitem", s.logged("request")["path"])

	path := filepath.Join(root, "runs", "1")
	requireFailure(t, runTool(t, "del", path, "k"), fmt.Sprintf("locked: process %d", s.cmd.Process.Pid))
	s.stop()
	assert.Equal(t, "v\n", output(t, "get", path, "k"))

	// If another process has the database open, the response names it.
	db, err := leveldb.Open(path, nil)
	require.NoError(t, err)
	s = startServer(t, 1, "--root", root, "--listen", "127.0.0.1:0")
	status, body = s.ask("POST", "/v1/get?db=runs/1", "\x00\x00\x00\x00\x00\x00\x00\x00\x00k", func(r *http.Request, _ *http.Transport) {
		r.Header.Set("Content-Type", "application/x-openleveldb")
	})
	assert.Equal(t, 409, status)
	assert.Contains(t, body, fmt.Sprintf("process %d", os.Getpid()))
	status, body = s.ask("GET", "/getitem?dbpath=runs/1&key=k", "", nil)
	assert.Zero(t, status, body)
	require.NoError(t, db.Close())
	status, _ = s.ask("GET", "/getitem?dbpath=runs/1&key=k", "", nil)
	assert.Equal(t, 200, status)
	s.stop()
}

func TestServeIdleClose(t *testing.T) {
	root := t.TempDir()
	s := startServer(t, 1, "--root", root, "--listen", "127.0.0.1:0", "--idle-close", "50ms", "--sync", "--large-arrays", "--cache", "16")
	for i := range 3 {
		status, _ := s.ask("POST", fmt.Sprintf("/setitem?dbpath=db&key=k%d", i), "sv", nil)
		require.Equal(t, 200, status)
		require.Eventually(t, func() bool { return runTool(t, "put", filepath.Join(root, "db"), "k", "--int", "1").status == 0 },
			patience, 20*time.Millisecond, "the server does not let go of the database")
	}
	s.stop()
	assert.Equal(t, "4\n", output(t, "len", filepath.Join(root, "db")))
}

func TestServeUnixSocket(t *testing.T) {
	dir, err := os.MkdirTemp("", "s") // a socket needs a short path
	require.NoError(t, err)
	defer func() { assert.NoError(t, os.RemoveAll(dir)) }()
	socket := filepath.Join(dir, "s")
	through := func(_ *http.Request, transport *http.Transport) {
		transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", socket)
		}
	}
	s := startServer(t, 2, "--root", dir, "--listen", "127.0.0.1:0", "--listen", "unix:"+socket)
	assert.Equal(t, socket, s.addresses[1])
	info, err := os.Lstat(socket)
	require.NoError(t, err)
	assert.Equal(t, os.ModeSocket|0o600, info.Mode())
	status, _ := s.ask("POST", "/setitem?dbpath=db&key=k", "sv", through)
	require.Equal(t, 200, status)
	status, body := s.ask("GET", "/getitem?dbpath=db&key=k", "", nil)
	assert.Equal(t, 200, status)
	assert.Equal(t, "sv", body)
	requireFailure(t, runTool(t, "serve", "--root", dir, "--listen", "unix:"+socket), "a server is listening there")
	s.stop()
	assert.NoFileExists(t, socket)

	// Files that a killed server left do not prevent a restart.
	s = startServer(t, 1, "--root", dir, "--listen", "unix:"+socket)
	require.NoError(t, s.cmd.Process.Kill())
	s.end()
	assert.FileExists(t, socket)
	s = startServer(t, 1, "--root", dir, "--listen", "unix:"+socket)
	s.addresses[0] = "localhost"
	status, body = s.ask("GET", "/getitem?dbpath=db&key=k", "", through)
	assert.Equal(t, 200, status)
	assert.Equal(t, "sv", body)
	s.stop()
}

// A second signal ends a server that waits for a request.
func TestServeSecondSignal(t *testing.T) {
	for signal, want := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143} {
		root := t.TempDir()
		s := startServer(t, 1, "--root", root, "--listen", "127.0.0.1:0")
		status, _ := s.ask("POST", "/setitem?dbpath=db&key=k", "sv", nil)
		require.Equal(t, 200, status)
		defer s.unfinished().Close()
		s.signal(signal)
		s.logged("stopping")
		s.signal(signal)
		rest, status := s.end()
		assert.Equal(t, want, status, rest)
		assert.Contains(t, rest, "exiting immediately")
		assert.Equal(t, "v\n", output(t, "get", filepath.Join(root, "db"), "k"), "acknowledged writes are stored")
	}
}

func TestServeGrace(t *testing.T) {
	s := startServer(t, 1, "--root", t.TempDir(), "--listen", "127.0.0.1:0", "--grace", "50ms")
	defer s.unfinished().Close()
	// If there is nothing to reload, SIGHUP stops the server like other signals.
	s.signal(syscall.SIGHUP)
	rest, status := s.end()
	assert.Equal(t, 1, status)
	assert.Contains(t, rest, "openleveldb: server: stop: requests in progress were aborted after 50ms\n")
}

func TestServeReadOnly(t *testing.T) {
	root := t.TempDir()
	db, err := leveldb.Open(filepath.Join(root, "db"), nil)
	require.NoError(t, err)
	require.NoError(t, db.Put("k", "v"))
	require.NoError(t, db.Close())
	for _, flag := range []string{"--read-only", "--no-create"} {
		s := startServer(t, 1, "--root", root, "--listen", "127.0.0.1:0", flag)
		status, body := s.ask("GET", "/getitem?dbpath=db&key=k", "", nil)
		assert.Equal(t, 200, status)
		assert.Equal(t, "sv", body)
		status, _ = s.ask("POST", "/setitem?dbpath=db&key=k2", "sv", nil)
		assert.Equal(t, flag == "--no-create", status == 200)
		status, _ = s.ask("POST", "/setitem?dbpath=new&key=k2", "sv", nil)
		assert.Zero(t, status)
		assert.NoDirExists(t, filepath.Join(root, "new"))
		if flag == "--read-only" {
			assert.Equal(t, "v\n", output(t, "get", filepath.Join(root, "db"), "k"), "other processes can read")
		}
		s.stop()
	}
}

// writeCertificate writes a self-signed certificate for 127.0.0.1.
func writeCertificate(t *testing.T, cert, key string, serial int64) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(serial), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	signed, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	require.NoError(t, err)
	encoded, err := x509.MarshalPKCS8PrivateKey(private)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signed}), 0o600))
	require.NoError(t, os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: encoded}), 0o600))
}

func TestServeCredentialsAndTLS(t *testing.T) {
	dir := t.TempDir()
	users, cert, key := filepath.Join(dir, "users"), filepath.Join(dir, "cert"), filepath.Join(dir, "key")
	require.NoError(t, os.WriteFile(users, []byte("user alice read-write s3cret\n"), 0o600))
	writeCertificate(t, cert, key, 1)
	s := startServer(t, 1, "--root", filepath.Join(dir), "--listen", "0.0.0.0:0", "--credentials", users, "--tls-cert", cert, "--tls-key", key, "--host", "db.example")
	_, port, err := net.SplitHostPort(s.addresses[0])
	require.NoError(t, err)
	s.addresses[0] = "127.0.0.1:" + port
	serial := int64(0)
	as := func(name, password, host string) func(*http.Request, *http.Transport) {
		return func(r *http.Request, transport *http.Transport) {
			r.URL.Scheme = "https"
			r.SetBasicAuth(name, password)
			r.Host = host
			transport.TLSClientConfig = &tls.Config{InsecureSkipVerify: true, VerifyConnection: func(c tls.ConnectionState) error {
				serial = c.PeerCertificates[0].SerialNumber.Int64()
				return nil
			}}
		}
	}
	health := func(name, password, host string) int {
		status, _ := s.ask("POST", "/v1/open?db=x", "", as(name, password, host))
		return status
	}
	assert.Equal(t, 415, health("alice", "s3cret", ""), "authenticated, but not a valid call")
	assert.Equal(t, int64(1), serial)
	assert.Equal(t, 415, health("alice", "s3cret", "db.example"))
	assert.Equal(t, 403, health("alice", "s3cret", "evil.example"))
	assert.Equal(t, 401, health("alice", "wrong", ""))
	assert.Equal(t, 401, health("bob", "s3cret", ""))

	require.NoError(t, os.WriteFile(users, []byte("user bob read-write s3cret\n"), 0o600))
	writeCertificate(t, cert, key, 2)
	s.signal(syscall.SIGHUP)
	s.logged("reloaded")
	assert.Equal(t, 415, health("bob", "s3cret", ""))
	assert.Equal(t, int64(2), serial)
	assert.Equal(t, 401, health("alice", "s3cret", ""))
	require.NoError(t, os.WriteFile(users, []byte("user\n"), 0o600))
	s.signal(syscall.SIGHUP)
	assert.Contains(t, s.logged("reloading failed; the previous state stays in use")["error"], "line 1")
	assert.Equal(t, 415, health("bob", "s3cret", ""))
	s.stop()
}

func TestServeRefused(t *testing.T) {
	root := t.TempDir()
	file := filepath.Join(root, "file")
	require.NoError(t, os.WriteFile(file, []byte("user a read-only b\n"), 0o644))
	secret := filepath.Join(t.TempDir(), "secret")
	require.NoError(t, os.WriteFile(secret, []byte("user a read-only b\n"), 0o600))
	for _, c := range []struct {
		args    []string
		status  int
		problem string
	}{
		{nil, 2, "--root is needed"},
		{[]string{"--root", root, "db"}, 2, `serve takes no arguments, got "db"`},
		{[]string{"--root", root, "--tls-cert", file}, 2, "tls-key"},
		{[]string{"--root", root, "--credentials", file, "--allow-anonymous"}, 2, "--allow-anonymous and --credentials cannot be combined"},
		{[]string{"--root", root, "--idle-close", "soon"}, 2, "--idle-close"},
		{[]string{"--root", root, "--max-open", "-1"}, 2, "--max-open"},
		{[]string{"--root", filepath.Join(root, "none")}, 1, "no such file or directory"},
		{[]string{"--root", file}, 1, "not a directory"},
		{[]string{"--root", root, "--credentials", file}, 1, "chmod 600"},
		{[]string{"--root", root, "--tls-cert", file, "--tls-key", file}, 1, "accessible by users other than its owner"},
		{[]string{"--root", root, "--tls-cert", file, "--tls-key", secret}, 1, "certificate"},
		{[]string{"--root", root, "--listen", "127.0.0.1"}, 1, "listen on"},
		{[]string{"--root", root, "--listen", "unix:" + file}, 1, "not a socket"},
		{[]string{"--root", root, "--listen", ":0"}, 1, "--allow-anonymous"},
	} {
		r := runTool(t, append([]string{"serve"}, c.args...)...)
		assert.Equal(t, c.status, r.status, "%q: %s", c.args, r.stderr)
		assert.Contains(t, r.stderr, c.problem, "%q", c.args)
		assert.Empty(t, r.stdout)
	}
}

// Passwords without TLS on a network cause a warning.
func TestServeWithoutTLS(t *testing.T) {
	users := filepath.Join(t.TempDir(), "users")
	require.NoError(t, os.WriteFile(users, []byte("user a read-only b\n"), 0o600))
	s := startServer(t, 1, "--root", t.TempDir(), "--listen", "0.0.0.0:0", "--credentials", users)
	require.Equal(t, s.addresses[0], s.logged("without TLS, passwords and tokens cross the network unencrypted")["address"])
}
