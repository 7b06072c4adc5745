package pyclient_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/server"
	"github.com/openleveldb/openleveldb/native"
)

// pythonOne serves one database, or one error, under any name.
type pythonOne struct {
	db  *leveldb.DB
	err error
}

func (o pythonOne) Acquire(string, bool) (*leveldb.DB, func(), error) { return o.db, func() {}, o.err }
func (o pythonOne) Names() ([]string, error)                          { return nil, o.err }

// pythonQuiet discards the log of the errors that a test provokes.
var pythonQuiet = slog.New(slog.DiscardHandler)

// pythonJob is the input of testdata/raises.py.
type pythonJob struct {
	Address  string `json:"address"`
	Database string `json:"database"`
	Key      string `json:"key"`
	Times    int    `json:"times"`
	Size     int    `json:"size"`
}

// pythonRaises makes every call of the client and checks that exactly those for which raised
// returns true raise an error.
func pythonRaises(t *testing.T, j pythonJob, raised func(call string) bool) {
	t.Helper()
	if j.Database == "" {
		j.Database = "db"
	}
	if j.Key == "" {
		j.Key = "k"
	}
	j.Times, j.Size = max(j.Times, 1), max(j.Size, 1)
	text, err := json.Marshal(j)
	require.NoError(t, err)
	var results map[string]string
	require.NoError(t, json.Unmarshal([]byte(pythonRun(t, "raises.py", text)), &results))
	require.Len(t, results, 13)
	for call, result := range results {
		assert.Equal(t, raised(call), result == "raised", "%s %s", call, result)
	}
}

func pythonAll(string) bool      { return true }
func pythonNone(string) bool     { return false }
func pythonWrites(c string) bool { return strings.Contains(c, "setitem") || c == "delitem" }
func pythonSets(c string) bool   { return strings.Contains(c, "setitem") }
func pythonKeyed(c string) bool  { return !(c == "len" || c == "iter" || c == "repr") }

// Every error raises an exception in Python, on every call that can return it.
func TestPythonErrorsRaise(t *testing.T) {
	directory, root := pythonDirectory(t, nil)
	db, release, err := directory.Acquire("db", true)
	require.NoError(t, err)
	defer release()
	require.NoError(t, db.Put("k", "value"))
	require.NoError(t, db.Put("pk", "value"))
	quiet := func(o server.HandlerOptions) *server.HandlerOptions { o.Logger = pythonQuiet; return &o }
	address, _ := pythonServe(t, directory, quiet(server.HandlerOptions{MaxBody: 1 << 20}))

	t.Run("none", func(t *testing.T) {
		pythonRaises(t, pythonJob{Address: address}, pythonNone)
		pythonRaises(t, pythonJob{Address: address + "/"}, pythonNone)
		pythonRaises(t, pythonJob{Address: address, Times: 10_000}, pythonNone)
	})
	t.Run("refused", func(t *testing.T) {
		assert.Equal(t, "all raised\n", pythonRun(t, "refused.py", nil, address, "db"))
	})
	t.Run("path", func(t *testing.T) {
		pythonRaises(t, pythonJob{Address: address + "/nowhere"}, pythonAll)
		pythonRaises(t, pythonJob{Address: address + "/v1"}, pythonAll)
	})
	t.Run("name", func(t *testing.T) {
		for _, name := range []string{"../db", "/etc", "/", ".", "a/../db", "db/LOG", "a\x00b", filepath.Join(root, "..", "x")} {
			pythonRaises(t, pythonJob{Address: address, Database: name}, pythonAll)
		}
	})
	t.Run("body", func(t *testing.T) {
		for _, size := range []int{1 << 20, 2 << 20, 50 << 20} {
			pythonRaises(t, pythonJob{Address: address, Size: size}, func(c string) bool { return c == "setitem" })
		}
	})
	t.Run("header", func(t *testing.T) {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		address, _ := pythonServeOn(t, listener, directory, quiet(server.HandlerOptions{}), &server.ServeOptions{MaxHeader: 64 << 10})
		pythonRaises(t, pythonJob{Address: address, Times: 30_000}, pythonNone)
		for _, times := range []int{70_000, 300_000} {
			pythonRaises(t, pythonJob{Address: address, Times: times}, pythonKeyed)
		}
	})
	t.Run("read-only", func(t *testing.T) {
		address, _ := pythonServe(t, directory, quiet(server.HandlerOptions{ReadOnly: true}))
		pythonRaises(t, pythonJob{Address: address}, pythonWrites)
		pythonRaises(t, pythonJob{Address: address, Database: "missing"}, pythonAll)
	})
	t.Run("credentials", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "credentials")
		require.NoError(t, os.WriteFile(file, []byte("user ada read-write pass word\nuser bob read-only \"secret\n"), 0o600))
		credentials, err := server.ReadCredentials(file)
		require.NoError(t, err)
		address, _ := pythonServe(t, directory, quiet(server.HandlerOptions{Credentials: credentials}))
		with := func(user string) string { return strings.Replace(address, "://", "://"+user+"@", 1) }
		pythonRaises(t, pythonJob{Address: with("ada:pass%20word")}, pythonNone)
		pythonRaises(t, pythonJob{Address: with("bob:%22secret")}, pythonWrites)
		for _, user := range []string{"ada:wrong", "ada", "eve:pass%20word", "bob:pass%20word"} {
			pythonRaises(t, pythonJob{Address: with(user)}, pythonAll)
		}
		pythonRaises(t, pythonJob{Address: address}, pythonAll)
	})
	t.Run("no creation", func(t *testing.T) {
		directory, _ := pythonDirectory(t, &server.DirectoryOptions{NoCreate: true})
		address, _ := pythonServe(t, directory, quiet(server.HandlerOptions{}))
		pythonRaises(t, pythonJob{Address: address}, pythonSets)
	})
	t.Run("locked", func(t *testing.T) {
		directory, root := pythonDirectory(t, nil)
		address, _ := pythonServe(t, directory, quiet(server.HandlerOptions{}))
		other, err := leveldb.Open(filepath.Join(root, "db"), nil)
		require.NoError(t, err)
		pythonRaises(t, pythonJob{Address: address}, pythonAll)
		require.NoError(t, other.Close())
		pythonRaises(t, pythonJob{Address: address}, pythonNone)
	})
	t.Run("databases", func(t *testing.T) {
		// These texts begin with the tags of an int, bytes and an array.
		for _, text := range []string{"internal error", "bad request", "not found"} {
			address, _ := pythonServe(t, pythonOne{err: errors.New(text)}, quiet(server.HandlerOptions{}))
			pythonRaises(t, pythonJob{Address: address}, pythonAll)
		}
	})
	t.Run("closed", func(t *testing.T) {
		directory, _ := pythonDirectory(t, nil)
		db, release, err := directory.Acquire("db", true)
		require.NoError(t, err)
		release()
		address, _ := pythonServe(t, pythonOne{db: db}, quiet(server.HandlerOptions{}))
		require.NoError(t, directory.Close())
		pythonRaises(t, pythonJob{Address: address}, func(c string) bool { return c != "repr" && c != "path" })
	})
}

// A refusal has a status, a code and a text that describe it.
func TestPythonRefusalsAreErrors(t *testing.T) {
	directory, _ := pythonDirectory(t, nil)
	address, _ := pythonServe(t, directory, &server.HandlerOptions{Logger: pythonQuiet, ReadOnly: true})
	for _, c := range []struct {
		method, path string
		status       int
		code, text   string
	}{
		{"GET", "/nowhere?dbpath=db", 404, "protocol", `no call "/nowhere"`},
		{"POST", "/getitem?dbpath=db&key=k", 405, "protocol", "getitem requires the method GET"},
		{"GET", "/getitem?key=k", 400, "invalid_argument", "no parameter dbpath"},
		{"GET", "/getitem?dbpath=db", 400, "invalid_argument", "no parameter key"},
		{"GET", "/getitem?dbpath=db&key=%ff", 400, "invalid_argument", "not UTF-8"},
		{"GET", "/getitem?dbpath=db&key=k", 404, "no_database", "error: "},
		{"GET", "/getitem?dbpath=../db&key=k", 403, "forbidden", "error: "},
		{"POST", "/setitem?dbpath=db&key=k", 403, "read_only", "error: "},
	} {
		for _, version := range []string{"1.1", "1.0"} {
			answer, body, err := pythonExchange(t, address, c.method, c.path, version, "")
			assert.ErrorIs(t, err, io.ErrUnexpectedEOF, "the response was not cut off")
			assert.Equal(t, c.status, answer.StatusCode, c.path)
			assert.Equal(t, c.code, answer.Header.Get("Openleveldb-Error"), c.path)
			assert.True(t, strings.HasPrefix(body, "error: "), "%s", body)
			assert.Contains(t, body, c.text)
			assert.Equal(t, "text/plain; charset=utf-8", answer.Header.Get("Content-Type"))
		}
	}
}

// Responses are compared as they are sent on the connection, including those to HTTP/1.0. Python's
// server sends the same, except for a few.
func TestPythonAnswers(t *testing.T) {
	for _, server := range []string{"openleveldb", "flask"} {
		t.Run("server="+server, func(t *testing.T) {
			var address, path string
			ours := server == "openleveldb"
			if ours {
				directory, root := pythonDirectory(t, nil)
				address, _ = pythonServe(t, directory, nil)
				path = filepath.Join(root, "db")
			} else {
				address, path = pythonFlask(t), filepath.Join(t.TempDir(), "db")
			}
			for _, version := range []string{"1.1", "1.0"} {
				for _, size := range []int{0, 1, 1 << 20} {
					pythonAnswers(t, address, path, version, strings.Repeat("b", size), ours)
				}
			}
		})
	}
}

func pythonAnswers(t *testing.T, address, path, version, stored string, ours bool) {
	database := "?dbpath=" + url.QueryEscape(path)
	for _, c := range []struct {
		method, call, body, contentType, want string
		alone                                 bool // Python's server responds differently
	}{
		{"POST", "/setitem" + database + "&prefixes=p&key=k%26", stored, "text", "k&", false},
		{"GET", "/getitem" + database + "&key=pk%26", "", "application/octet-stream", stored, false},
		{"GET", "/getitem" + database + "&key=&prefixes=&prefixes=p&prefixes=k%26", "", "application/octet-stream", stored, false},
		{"GET", "/dblen" + database, "", "application/octet-stream", "i" + strings.Repeat("\x00", 15) + "\x01", false},
		{"GET", "/dblen" + database + "&starting_by=p&starting_by=q", "", "application/octet-stream", "i" + strings.Repeat("\x00", 16), true},
		{"GET", "/iterator" + database + "&include_key=True", "", "application/octet-stream", "\x80\x04](C\x03pk&e.", true},
		{"GET", "/iterator" + database + "&include_key=true", "", "application/octet-stream", "\x80\x04](Ne.", true},
		{"GET", "/repr" + database + "&classname=C", "", "text", "C(path='" + path + "', db=<openleveldb.DB with name '" + path + "'>)", true},
		{"DELETE", "/delitem" + database + "&key=pk%26", "", "text", "pk&", false},
		{"DELETE", "/delitem" + database + "&key=pk%26", "", "text", "pk&", false},
		{"GET", "/getitem" + database + "&key=pk%26", "", "application/octet-stream", "", false},
	} {
		if c.alone && !ours {
			continue
		}
		answer, body, err := pythonExchange(t, address, c.method, c.call, version, c.body)
		require.NoError(t, err, c.call)
		assert.Equal(t, 200, answer.StatusCode, c.call)
		assert.Equal(t, c.contentType, answer.Header.Get("Content-Type"), c.call)
		require.Equal(t, c.want, body, c.call)
		if ours {
			assert.Equal(t, "nosniff", answer.Header.Get("X-Content-Type-Options"), c.call)
			if len(body) > 4096 {
				assert.Equal(t, version == "1.1", len(answer.TransferEncoding) == 1, "what takes several writes is chunked")
			}
		}
	}
}

// pythonExchange makes one request on a connection of its own. The error is that of reading the
// response body.
func pythonExchange(t *testing.T, address, method, call, version, body string) (*http.Response, string, error) {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
	require.NoError(t, err)
	defer func() { require.NoError(t, conn.Close()) }()
	_, err = fmt.Fprintf(conn, "%s %s HTTP/%s\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s", method, call, version, len(body), body)
	require.NoError(t, err)
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(t, err)
	got, err := io.ReadAll(answer.Body)
	return answer, string(got), err
}

// An iteration over damaged tables raises an exception, wherever the damage is.
func TestPythonDamagedDatabase(t *testing.T) {
	for _, c := range []struct {
		name     string
		position float64
		raised   func(string) bool
	}{
		{"start", 0.0001, func(c string) bool { return pythonScans(c) || c == "getitem" }},
		{"middle", 0.5, pythonScans},
		{"end", 0.9, pythonScans},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "db")
			db, err := leveldb.Open(path, &leveldb.Options{Compression: leveldb.NoCompression, WriteBufferSize: 64 << 20, MaxFileSize: 1 << 30})
			require.NoError(t, err)
			for i := range 30_000 {
				require.NoError(t, db.Put(fmt.Sprintf("k%08d", i), strings.Repeat("v", 100)))
			}
			require.NoError(t, db.Put("k", "first"))
			require.NoError(t, db.Compact(nil))
			require.NoError(t, db.Close())
			tables, err := filepath.Glob(filepath.Join(path, "*.ldb"))
			require.NoError(t, err)
			require.Len(t, tables, 1)
			content, err := os.ReadFile(tables[0])
			require.NoError(t, err)
			content[int(c.position*float64(len(content)))] ^= 1
			require.NoError(t, os.WriteFile(tables[0], content, 0o600))

			db, err = leveldb.Open(path, &leveldb.Options{Read: leveldb.ReadOptions{VerifyChecksums: true}})
			require.NoError(t, err)
			defer func() { require.NoError(t, db.Close()) }()
			address, _ := pythonServe(t, pythonOne{db: db}, &server.HandlerOptions{Logger: pythonQuiet})
			pythonRaises(t, pythonJob{Address: address}, c.raised)
		})
	}
}

// pythonScans reports whether a call reads every block of a table whose keys begin with "k".
func pythonScans(c string) bool { return c == "len" || c == "iter" || c == "keys" || c == "values" }

// pythonCutting closes every connection after a number of bytes of responses.
type pythonCutting struct {
	net.Listener
	after int
}

func (l pythonCutting) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	return &pythonCut{c, l.after}, err
}

type pythonCut struct {
	net.Conn
	left int
}

func (c *pythonCut) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b[:min(len(b), c.left)])
	if c.left -= n; err == nil && n < len(b) {
		err = errors.Join(net.ErrClosed, c.Close())
	}
	return n, err
}

// An incomplete response raises an exception, wherever it was cut off. It is never read as a
// shorter text or array.
func TestPythonCutOff(t *testing.T) {
	directory, _ := pythonDirectory(t, nil)
	db, release, err := directory.Acquire("db", true)
	require.NoError(t, err)
	defer release()
	const size = 3 << 20
	require.NoError(t, db.Put("k", strings.Repeat("v", size)))
	require.NoError(t, db.Put("pk", strings.Repeat("v", size)))
	large := func(c string) bool {
		return strings.HasPrefix(c, "getitem") || c == "iter" || c == "values"
	}
	for _, after := range []int{1000, 2500, 5000, 64 << 10, 256 << 10, 256<<10 + 300, 1 << 20, size - 1, size + 4} {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		address, _ := pythonServeOn(t, pythonCutting{listener, after}, directory, &server.HandlerOptions{Logger: pythonQuiet, ReadOnly: true}, nil)
		pythonRaises(t, pythonJob{Address: address}, func(c string) bool { return large(c) || pythonWrites(c) })
	}
}

// When a server exits in the middle of a response, the client raises an exception and does not
// hang.
func TestPythonServerEnds(t *testing.T) {
	directory, _ := pythonDirectory(t, nil)
	db, release, err := directory.Acquire("db", true)
	require.NoError(t, err)
	defer release()
	for i := range 20 {
		require.NoError(t, db.Put(fmt.Sprint(i), make([]byte, 1<<20)))
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	handler := server.NewHandler(directory, &server.HandlerOptions{Logger: pythonQuiet})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- server.Serve(ctx, listener, handler, &server.ServeOptions{Grace: 1, Logger: pythonQuiet})
	}()
	const script = `
import sys, requests
answer = requests.get(sys.argv[1] + "/iterator", params={"dbpath": "db", "include_value": True}, stream=True)
pieces = answer.iter_content(1000)
next(pieces)
print("begun", flush=True)
try:
    print(sum(map(len, pieces)))
except requests.RequestException:
    print("raised")
`
	out, wait := pythonStart(t, pythonModules, "-c", script, "http://"+listener.Addr().String())
	line, err := out.ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "begun\n", line)
	cancel()
	require.ErrorIs(t, <-ended, server.ErrCutOff)
	line, err = out.ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "raised\n", line)
	wait()
}

// A client that stops reading or disappears during an iteration or a value does not hold the
// database forever.
func TestPythonVanishedClients(t *testing.T) {
	directory, _ := pythonDirectory(t, nil)
	db, release, err := directory.Acquire("db", true)
	require.NoError(t, err)
	defer release()
	for i := range 4 {
		require.NoError(t, db.Put(fmt.Sprint(i), make([]byte, 16<<20)))
	}
	address, _ := pythonServe(t, directory, &server.HandlerOptions{Logger: pythonQuiet, Progress: 100 * time.Millisecond})
	before := native.LiveHandles()
	var conns []net.Conn
	for _, call := range []string{"/iterator?dbpath=db&include_key=True&include_value=True", "/getitem?dbpath=db&key=1"} {
		for _, leaves := range []bool{false, true} {
			conn, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
			require.NoError(t, err)
			conns = append(conns, conn)
			_, err = fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", call)
			require.NoError(t, err)
			_, err = io.ReadFull(conn, make([]byte, 1000))
			require.NoError(t, err)
			if leaves {
				require.NoError(t, conn.Close())
			}
		}
	}
	require.Eventually(t, func() bool { return native.LiveHandles() <= before }, time.Minute, 10*time.Millisecond)
	for i := range 2 {
		require.NoError(t, conns[2*i].Close())
	}
}
