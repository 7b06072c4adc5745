package commands

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/openleveldb/openleveldb/cmd/internal/stat"
	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/internal/python"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/server"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// copyReport is what copy --json prints.
type copyReport struct {
	Entries, Written, Deleted, Kept int
	Bytes                           int64
	SHA256                          string
	Verified                        bool
	Seconds                         float64
}

// copied runs copy --json, which must succeed.
func copied(t *testing.T, args ...string) (r copyReport) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(output(t, append([]string{"copy", "--json"}, args...)...)), &r))
	return r
}

// A copy of a database that Python wrote is the same for Python, also from and to a server.
func TestCopyOfDatabaseMadeByPython(t *testing.T) {
	root := t.TempDir()
	path := filepath.Join(root, "python")
	var written map[string]any
	require.NoError(t, json.Unmarshal(python.Run(t, modules, writeScript, nil, path, "11"), &written))
	listed := output(t, "ls", path, "--json")
	s := startServer(t, 1, "--root", root, "--listen", "127.0.0.1:0")
	address := "http://" + s.addresses[0] + "/"
	sum := ""
	for _, way := range [][2]string{
		{path, "local"},
		{path + "/../local", address + "served"},
		{address + "served", address + "again/served"},
		{address + "again/served", filepath.Join(t.TempDir(), "back")},
	} {
		from, to := way[0], way[1]
		if to == "local" {
			to = filepath.Join(root, to)
		}
		r := copied(t, from, to)
		require.True(t, r.Verified)
		require.Equal(t, len(written), r.Entries)
		require.Equal(t, len(written), r.Written)
		require.True(t, sum == "" || sum == r.SHA256, way)
		sum = r.SHA256
		path = to
	}
	require.Equal(t, strconv.Itoa(len(written))+"\n", string(python.Run(t, modules, compareScript, []byte(listed), path)))
	s.stop()
}

func TestCopyIntoExisting(t *testing.T) {
	from := database(t, map[string]string{"a/1": "s1", "a/2": "s2", "b/\n": "s3", "\u202e": "?"})
	to := filepath.Join(t.TempDir(), "to")
	output(t, "put", to, "other", "--int", "1")
	output(t, "put", to, "a/1", "--int", "1")
	requireFailure(t, runTool(t, "copy", from, to), "it has entries already: --merge adds to them, --mirror makes DST like SRC")
	assert.Equal(t, "a/1\nother\n", output(t, "ls", to, "--keys"))

	r := copied(t, from, to, "--merge")
	assert.Equal(t, [4]int{4, 4, 0, 1}, [4]int{r.Entries, r.Written, r.Deleted, r.Kept})
	assert.Equal(t, "a/1\na/2\n\"b/\\n\"\nother\n\"\\u202e\"\n", output(t, "ls", to, "--keys"))
	assert.Equal(t, "1\n", output(t, "get", to, "a/1"))
	r = copied(t, from, to, "--mirror", "--no-verify")
	assert.Equal(t, [4]int{4, 0, 1, 0}, [4]int{r.Entries, r.Written, r.Deleted, r.Kept})
	assert.False(t, r.Verified)
	assert.Equal(t, output(t, "ls", from, "--json", "--starting-by", "a"), output(t, "ls", to, "--json", "--starting-by", "a"))

	// A prefix is kept or cut, and only the selected keys are mirrored.
	part := filepath.Join(t.TempDir(), "part")
	copied(t, from, part, "--prefix", "a", "--prefix", "/")
	assert.Equal(t, "a/1\na/2\n", output(t, "ls", part, "--keys"))
	output(t, "put", part, "b", "--int", "1")
	output(t, "put", part, "a/3", "--int", "1")
	r = copied(t, from, part, "--starting-by", "a/", "--mirror")
	assert.Equal(t, [4]int{2, 0, 1, 0}, [4]int{r.Entries, r.Written, r.Deleted, r.Kept})
	assert.Equal(t, "a/1\na/2\nb\n", output(t, "ls", part, "--keys"))
	cut := filepath.Join(t.TempDir(), "cut")
	assert.Equal(t, lines("entries   1", "bytes     3 (3 B)", "written   1", "deleted   0", "kept      0",
		"sha256    "+digest(t, map[string]string{"1": "s1"}), "verified  yes"),
		output(t, "copy", from, cut, "--prefix", "a/", "--starting-by", "1", "--cut", "--large-arrays"))
	assert.Equal(t, "1\n", output(t, "ls", cut, "--keys"))
}

// digest returns the hash of entries.
func digest(t *testing.T, entries map[string]string) string {
	t.Helper()
	db, err := leveldb.Open(database(t, entries), nil)
	require.NoError(t, err)
	d, err := db.Digest(nil)
	require.NoError(t, err)
	require.NoError(t, db.Close())
	return d.String()
}

func TestCopyRefused(t *testing.T) {
	from := database(t, map[string]string{"k": "sv"})
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "file"), nil, 0o600))
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "x.partial", "mine"), 0o755))
	requireFailure(t, runTool(t, "copy", from, dir), "something is there already")
	requireFailure(t, runTool(t, "copy", from, filepath.Join(dir, "file")), "not a directory")
	requireFailure(t, runTool(t, "copy", from, filepath.Join(dir, "x")), "is not an unfinished copy")
	requireFailure(t, runTool(t, "copy", from, filepath.Join(dir, "none", "x")), "no such file or directory")
	requireFailure(t, runTool(t, "copy", from, from, "--merge"), "SRC and DST are the same database")
	requireFailure(t, runTool(t, "copy", from, from+"/../"+filepath.Base(from)), "SRC and DST are the same database")
	requireFailure(t, runTool(t, "copy", "unix:s:db", "unix:s:db"), "SRC and DST are the same database")
	db, err := leveldb.Open(from, nil)
	require.NoError(t, err)
	r := runTool(t, "copy", from, filepath.Join(dir, "y"))
	assert.Zero(t, r.status, r.stderr)
	requireLine(t, r.stderr, "reading its present state without a lock")
	require.NoError(t, db.Close())
	assert.Equal(t, storedIn(t, from), storedIn(t, filepath.Join(dir, "y")))
}

// standing is a server of one database that stops in the middle of a response, and waits.
type standing struct {
	*httptest.Server
	after   int // bytes
	paths   string
	reached chan struct{}
	goOn    chan struct{}
}

func startStanding(t *testing.T, path, paths string, after int) *standing {
	t.Helper()
	db, err := leveldb.Open(path, nil)
	require.NoError(t, err)
	handler := server.NewHandler(server.Opened{"db": db}, nil)
	s := &standing{after: after, paths: paths, reached: make(chan struct{}), goOn: make(chan struct{})}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, s.paths) {
			w = &standingWriter{ResponseWriter: w, server: s}
		}
		handler.ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		require.NoError(t, handler.Close())
		s.Close()
		require.NoError(t, db.Close())
	})
	return s
}

// wait waits until a response has stopped.
func (s *standing) wait(t *testing.T) {
	t.Helper()
	select {
	case <-s.reached:
	case <-time.After(patience):
		require.Fail(t, "no response has stopped")
	}
}

// standingWriter writes the response to a request.
type standingWriter struct {
	http.ResponseWriter
	server *standing
	sent   int
	once   sync.Once
}

func (w *standingWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *standingWriter) Write(b []byte) (int, error) {
	if w.sent += len(b); w.sent > w.server.after {
		w.once.Do(func() {
			select {
			case w.server.reached <- struct{}{}:
			case <-w.server.goOn:
			}
		})
		<-w.server.goOn
	}
	return w.ResponseWriter.Write(b)
}

// startTool starts the tool and returns a function that interrupts it and returns its standard
// error, without progress.
func startTool(t *testing.T, args ...string) (interrupt func() (stderr string, status int)) {
	t.Helper()
	cmd := command(t, args...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { killed(cmd) })
	return func() (string, int) {
		require.NoError(t, cmd.Process.Signal(syscall.SIGINT))
		require.Error(t, cmd.Wait())
		return withoutProgress(stderr.String()), cmd.ProcessState.ExitCode()
	}
}

// killed ends a process that a test has not waited for.
func killed(cmd *exec.Cmd) {
	if cmd.ProcessState == nil {
		_ = cmd.Process.Kill() // it may have ended
		_ = cmd.Wait()         // returns the error that it was killed
	}
}

// An interrupted copy reports what remains, and the same command continues.
func TestCopyInterrupted(t *testing.T) {
	value := strings.Repeat("s", 100_000)
	entries := map[string]string{}
	for i := range 300 {
		entries[fmt.Sprintf("%03d", i)] = value
	}
	s := startStanding(t, database(t, entries), "/v1/range", 20_000_000)
	from, to := s.URL+"/db", filepath.Join(t.TempDir(), "to")
	partial := to + dbfile.PartialSuffix
	interrupt := startTool(t, "copy", from, to)
	s.wait(t)
	require.Eventually(t, func() bool { return sizeOf(t, partial) > 300_000 }, patience, 10*time.Millisecond, "nothing is written")
	stderr, status := interrupt()
	assert.Equal(t, 130, status)
	requireLine(t, stderr, "interrupted; the copied entries are in "+partial+": the same command continues")
	assert.NoDirExists(t, to)

	close(s.goOn)
	r := copied(t, from, to)
	assert.Equal(t, len(entries), r.Entries)
	assert.Less(t, r.Written, len(entries))
	assert.Equal(t, digest(t, entries), r.SHA256)
	assert.NoDirExists(t, partial)
}

// sizeOf returns the size of the files in a directory, which need not exist yet.
func sizeOf(t *testing.T, path string) int64 {
	t.Helper()
	if _, err := os.Stat(path); err != nil {
		return 0
	}
	use, err := stat.DiskUseOf(path)
	require.NoError(t, err)
	return use.Bytes
}
