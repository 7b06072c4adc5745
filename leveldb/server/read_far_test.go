package server

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
	"github.com/openleveldb/openleveldb/leveldb/remote"
	"github.com/openleveldb/openleveldb/ndarray"
)

// farRig is a server of the databases of another server.
type farRig struct {
	*serverRig            // the other server
	front      *serverRig // clients ask this one
	sent       atomic.Int64
	asked      atomic.Int64 // requests for parts
	part       func(w http.ResponseWriter, r *http.Request) bool
}

// countedListener counts the bytes that are written to its connections.
type countedListener struct {
	net.Listener
	sent *atomic.Int64
}

type countedConn struct {
	net.Conn
	sent *atomic.Int64
}

func (l *countedListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	return &countedConn{conn, l.sent}, err
}

func (c *countedConn) Write(b []byte) (int, error) {
	c.sent.Add(int64(len(b)))
	return c.Conn.Write(b)
}

func startFar(t *testing.T) *farRig {
	t.Helper()
	return startFarWith(t, HandlerOptions{})
}

// startFarWith is startFar with options of the server that clients ask.
func startFarWith(t *testing.T, options HandlerOptions) *farRig {
	t.Helper()
	s := &farRig{serverRig: serverStart(t, nil)}
	web := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/"+wire.CallPart) {
			if s.asked.Add(1); s.part != nil && s.part(w, r) {
				return
			}
		}
		s.handler.ServeHTTP(w, r)
	}))
	web.Listener = &countedListener{web.Listener, &s.sent}
	web.Start()
	t.Cleanup(web.Close)
	served := Opened{}
	for _, name := range []string{"db", "sub"} {
		db, err := remote.Dial(ctx, web.URL, name, nil)
		require.NoError(t, err)
		t.Cleanup(func() { assert.NoError(t, db.Close()) })
		served[name] = db
	}
	options.Logger = serverLogger(s.log)
	handler := NewHandler(served, &options)
	front := httptest.NewServer(handler)
	t.Cleanup(func() { assert.NoError(t, handler.Close()); front.Close() })
	s.front = &serverRig{t: t, handler: handler, server: front, client: s.client, log: s.log}
	return s
}

// same asserts that both servers send the same response, and returns it.
func (s *farRig) same(call, database string, parameters ...string) string {
	s.t.Helper()
	wanted, want := s.read(call, database, parameters...)
	got, body := s.front.read(call, database, parameters...)
	require.Equal(s.t, wanted.StatusCode, got.StatusCode, "%s %v: %.200s", call, parameters, body)
	if wanted.StatusCode == 200 {
		require.Equal(s.t, want, body, "%s %v", call, parameters)
	}
	for _, name := range []string{headerDType, headerShape, wire.HeaderError, "Content-Length"} {
		if wanted.StatusCode == 200 || name == wire.HeaderError {
			require.Equal(s.t, wanted.Header.Get(name), got.Header.Get(name), "%s %v", call, parameters)
		}
	}
	return body
}

// A server of a database on another server sends the same as that server.
func TestServerReadFar(t *testing.T) {
	s := startFar(t)
	data := make([]byte, 60*8)
	for i := range data {
		data[i] = byte(i)
	}
	put := func(key string, value any) {
		t.Helper()
		s.store(serverPrefix+key, string(must(codec.Append(nil, value))))
	}
	for _, descr := range []string{"<i4", ">i4", ">c8", "|u1"} {
		dtype := must(ndarray.ParseDType(descr))
		c := must(ndarray.FromBytes(dtype, []int{3, 4, 5}, data[:60*dtype.ItemSize()]))
		f := must(ndarray.FromBytes(dtype, []int{5, 4, 3}, data[:60*dtype.ItemSize()]))
		put("c"+descr, c)
		put("f/"+descr, f.Transpose())
	}
	put("f/row", must(ndarray.FromBytes(ndarray.Bool, []int{1, 3}, data[:3])).Transpose())
	put("f/none", must(ndarray.New(ndarray.Bool, 3, 0)))
	put("text", "text of a few bytes")
	put("long", strings.Repeat("x", freeCheck))
	put("int", 7)
	for key, stored := range map[string]string{"broken": "n\x93NUMPY", "foreign": "zoo", "no text": "s\xff", "json": "j{", "void": "", "tag": "s"} {
		s.store(serverPrefix+key, stored)
	}
	stored := must(s.sub.AppendRaw(nil, "c<i4"))
	s.store(serverPrefix+"short", string(stored[:len(stored)-1]))

	for _, separator := range []string{"", "/", " "} {
		body := s.front.mustRead("list", "sub", "separator", separator)
		want := s.mustRead("list", "sub", "separator", separator)
		// The text of this error has the shape on the other server.
		assert.Equal(t, strings.ReplaceAll(want, "array of shape (3, 4, 5)", "array"), body)
	}
	keys := []string{"text", "int", "broken", "foreign", "no text", "json", "void", "tag", "none"}
	for _, kind := range []string{"<i4", ">i4", ">c8", "|u1", "row", "none"} {
		if keys = append(keys, "f/"+kind); len(kind) == 3 {
			keys = append(keys, "c"+kind)
		}
	}
	for _, key := range keys {
		s.same("entry", "sub", "key", key)
		for _, form := range []string{formJSON, formRaw, formNPY, formStored} {
			for _, select_ := range []string{"", ":", "1", "-1", "-1,2", "1,2,3", "0:2,1:3,-2:", ":,1", ":,:,4", "::2,::3,1::2", "2:1", "2:1,:,0", ":,::4", "3:100", "::2", "9", "x", ":,:,:,:"} {
				s.same("value", "sub", "key", key, "form", form, "select", select_)
			}
		}
	}
	assert.Contains(t, s.front.mustRead("entry", "sub", "key", "short"), "needs 240 bytes after the header, have 239")
	s.same("entry", "sub", "key", "long")
}

// Only a slice of an array, and only the beginnings of the values in a list, come from the other
// server.
func TestServerReadFarSends(t *testing.T) {
	s := startFar(t)
	const n = 4096
	require.NoError(t, leveldb.PutArray(s.db, "array", make([]float32, n*n), n, n)) // 64 MiB
	require.NoError(t, s.db.Put("text", strings.Repeat("text", 4<<20)))
	require.NoError(t, s.db.Put("blob", make([]byte, 16<<20)))
	sent := func(call string, parameters ...string) (n int, transferred int64) {
		before := s.sent.Load()
		body := s.front.mustRead(call, "db", parameters...)
		return len(body), s.sent.Load() - before
	}
	for _, c := range []struct {
		key, form, selection string
		size                 int
	}{
		{"array", "raw", "7", 4 * n}, {"array", "raw", ":,7", 4 * n}, {"array", "raw", "100:200,100:200", 40_000},
		{"array", "raw", "::512,::512", 256}, {"array", "npy", "5,5", 132}, {"array", "stored", "0:4096", 4096},
		{"text", "raw", "1000000:1001000", 1000}, {"blob", "raw", "16777000:", 216},
	} {
		size, transferred := sent("value", "key", c.key, "form", c.form, "select", c.selection)
		assert.Equal(t, c.size, size, "%+v", c)
		assert.Less(t, transferred, int64(c.size+4096), "%+v", c)
	}
	for _, key := range []string{"array", "text", "blob"} {
		_, transferred := sent("entry", "key", key)
		assert.Less(t, transferred, int64(4096), key)
	}
	_, transferred := sent("list")
	assert.Less(t, transferred, int64(16<<10))
}

// A server of an earlier version has no parts. The values are the same, a list has only keys.
func TestServerReadFarEarlier(t *testing.T) {
	s := startFar(t)
	s.part = func(w http.ResponseWriter, _ *http.Request) bool {
		w.Header().Set(wire.HeaderError, wire.CodeOf(wire.ErrProtocol).Name)
		w.WriteHeader(http.StatusNotFound)
		_, err := io.WriteString(w, "no call \"part\" in this version")
		assert.NoError(t, err)
		return true
	}
	require.NoError(t, leveldb.PutArray(s.db, "array", []int32{1, 2, 3, 4}, 2, 2))
	s.same("value", "db", "key", "array", "select", ":,1")
	s.same("entry", "db", "key", "array")
	assert.NotZero(t, s.asked.Load())
	assert.Equal(t, `{"children":[{"key":"array"}],"more":false}`+"\n", s.front.mustRead("list", "db"))
}

// A value that changes between the request for its header and the one for the elements is read
// again. A response is never made of two values.
func TestServerReadFarChanges(t *testing.T) {
	s := startFar(t)
	for _, changes := range []int64{1, 2, farAttempts, 1000} {
		s.asked.Store(0)
		n := 2
		s.part = func(http.ResponseWriter, *http.Request) bool {
			if s.asked.Load() <= changes {
				n++
			}
			assert.NoError(t, leveldb.PutArray(s.db, "array", make([]int32, n*n), n, n))
			return false
		}
		response, body := s.front.read("value", "db", "key", "array", "form", "raw", "select", "1")
		require.Equal(t, 200, response.StatusCode, body)
		assert.Equal(t, fmt.Sprintf("[%d]", len(body)/4), response.Header.Get(headerShape))
		assert.Len(t, body, 4*n)
	}
}

// A wrong beginning of a value, however long, is that of a text: only arrays have a header.
func TestServerReadFarLongBeginning(t *testing.T) {
	s := startFarWith(t, HandlerOptions{MaxMemory: 16 << 20, MaxRequests: 4})
	s.store("text", "stext")
	body := wire.PartAnswer{Size: 1 << 30, Header: append([]byte{'s'}, make([]byte, wire.MaxArrayHeader-1)...)}.Append(nil)
	s.part = func(w http.ResponseWriter, _ *http.Request) bool {
		w.Header().Set("Content-Type", wire.ContentType)
		_, err := w.Write(body)
		assert.NoError(t, err)
		return true
	}
	assert.Equal(t, `{"children":[{"key":"text","kind":"str","bytes":1073741824}],"more":false}`+"\n", s.front.mustRead("list", "db"))
}
