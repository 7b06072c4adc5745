package commands

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// viewed is a running view.
type viewed struct {
	t       *testing.T
	address *url.URL
	token   string
	stop    func() result
}

// startView runs view until the test ends.
func startView(t *testing.T, args ...string) *viewed {
	t.Helper()
	cmd := command(t, append([]string{"view", "--no-browser"}, args...)...)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	var errors bytes.Buffer
	cmd.Stderr = &errors
	require.NoError(t, cmd.Start())
	stopped := false
	v := &viewed{t: t, stop: func() result {
		stopped = true
		require.NoError(t, cmd.Process.Signal(syscall.SIGINT))
		rest, err := io.ReadAll(out)
		require.NoError(t, err)
		_ = cmd.Wait() // the status follows
		return result{string(rest), errors.String(), cmd.ProcessState.ExitCode()}
	}}
	t.Cleanup(func() {
		if !stopped {
			v.stop()
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err, errors.String())
	v.address, err = url.Parse(strings.TrimSpace(line))
	require.NoError(t, err)
	var found bool
	v.token, found = strings.CutPrefix(v.address.Fragment, "token=")
	require.True(t, found, line)
	v.address.Fragment = ""
	return v
}

// get returns the status and the body of a response.
func (v *viewed) get(path, token string) (int, string) {
	v.t.Helper()
	r, err := http.NewRequest(http.MethodGet, v.address.String()+path, nil)
	require.NoError(v.t, err)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(r)
	require.NoError(v.t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(v.t, err)
	return response.StatusCode, string(body)
}

// view serves the page to everybody on this machine, and the database to whoever has the token. It
// does not lock the database, and shows what was written later.
func TestView(t *testing.T) {
	path := filepath.Join(t.TempDir(), "runs")
	db, err := leveldb.Open(path, nil)
	require.NoError(t, err)
	defer func() { assert.NoError(t, db.Close()) }()
	require.NoError(t, db.Put("k", 1))
	before, err := os.ReadDir(path)
	require.NoError(t, err)

	v := startView(t, path)
	status, body := v.get("", "")
	assert.Equal(t, 200, status)
	assert.Contains(t, body, "<title>OpenLevelDB</title>")
	for _, token := range []string{"", "wrong"} {
		status, _ = v.get("v1/value?db=runs&key=k", token)
		assert.Equal(t, 401, status)
	}
	status, body = v.get("v1/databases", v.token)
	assert.Equal(t, 200, status)
	assert.JSONEq(t, `["runs"]`, body)
	_, body = v.get("v1/value?db=runs&key=k", v.token)
	assert.Equal(t, "1\n", body)

	require.NoError(t, db.Put("k", 2))
	require.Eventually(t, func() bool { _, body := v.get("v1/value?db=runs&key=k", v.token); return body == "2\n" }, time.Minute, 50*time.Millisecond)
	after, err := os.ReadDir(path)
	require.NoError(t, err)
	assert.Equal(t, len(before), len(after), "view must not create files")
	assert.Equal(t, result{}, v.stop())
}

func TestViewOfServer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "runs")
	require.Equal(t, "", output(t, "put", path, "k", "--int", "7"))
	first := startView(t, path)
	require.NoError(t, os.Setenv("OPENLEVELDB_TOKEN", first.token))
	defer os.Unsetenv("OPENLEVELDB_TOKEN")
	second := startView(t, strings.TrimSuffix(first.address.String(), "/")+"/runs")
	_, body := second.get("v1/value?db=runs&key=k", second.token)
	assert.Equal(t, "7\n", body)
}

func TestViewErrors(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "none")
	requireFailure(t, runTool(t, "view", missing, "--no-browser"), "there is no database")
	path := filepath.Join(t.TempDir(), "runs")
	output(t, "put", path, "k", "--int", "7")
	requireFailure(t, runTool(t, "view", path, "--no-browser", "--listen", "0.0.0.0:0"), "is not an address of this machine only")
	require.NoDirExists(t, missing)
}
