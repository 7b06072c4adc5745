package commands

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/remote"
)

// TestServeHostile attacks a server from eight addresses, with clients that read large values
// slowly, send incomplete bodies, look up many long keys, and send endless headers. The server's
// memory stays below 256 MiB. OPENLEVELDB_HOSTILE is the number of clients, by default 100. 1000
// clients take some seconds.
func TestServeHostile(t *testing.T) {
	clients := 100
	if text := os.Getenv("OPENLEVELDB_HOSTILE"); text != "" {
		var err error
		clients, err = strconv.Atoi(text)
		require.NoError(t, err)
	}
	root := t.TempDir()
	hostileMake(t, filepath.Join(root, "db"))
	s := startServer(t, 1, "--root", root, "--listen", "127.0.0.1:0", "--max-memory", "128")
	address := s.addresses[0]
	before := hostileMemory(t, s.cmd.Process.Pid)

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var peak atomic.Int64
	var sampling, attacking, ready sync.WaitGroup
	sampling.Go(func() {
		for ctx.Err() == nil {
			peak.Store(max(peak.Load(), hostileMemory(t, s.cmd.Process.Pid)))
			time.Sleep(5 * time.Millisecond)
		}
	})
	var held, refused atomic.Int64
	for i := range clients {
		ready.Add(1)
		attacking.Go(func() {
			once := sync.OnceFunc(ready.Done)
			defer once()
			for round := 0; ctx.Err() == nil && round < 20; round++ {
				if hostileAttack(ctx, t, address, i, once) {
					held.Add(1)
				} else {
					refused.Add(1)
				}
			}
		})
	}
	ready.Wait() // every client has its response, or has sent its request
	cancel()
	attacking.Wait()
	sampling.Wait()
	t.Logf("%d clients: %d MiB before, %d MiB at most; %d requests held on to, %d refused or cut off",
		clients, before>>20, peak.Load()>>20, held.Load(), refused.Load())
	require.Less(t, peak.Load(), int64(256<<20))

	db, err := remote.Dial(t.Context(), address, "db", nil)
	require.NoError(t, err)
	value, err := leveldb.Get[string](db, "small")
	require.NoError(t, err)
	require.Equal(t, "value", value)
	require.NoError(t, db.Close())
}

// hostileMake creates a database with large values: one that cannot be compressed, and eight that
// LevelDB has to decompress.
func hostileMake(t *testing.T, path string) {
	db, err := leveldb.Open(path, nil)
	require.NoError(t, err)
	random := make([]byte, 64<<20)
	source := rand.NewChaCha8([32]byte{1})
	_, err = source.Read(random)
	require.NoError(t, err)
	require.NoError(t, db.PutRaw("random", random))
	clear(random)
	for i := range 8 {
		require.NoError(t, db.PutRaw(fmt.Sprint("zeros", i), random[:24<<20]))
	}
	require.NoError(t, db.Put("small", "value"))
	require.NoError(t, db.Compact(nil))
	require.NoError(t, db.Close())
}

// hostileMemory returns the bytes of memory that a process has allocated, in Go and C++, without
// mapped files.
func hostileMemory(t *testing.T, pid int) int64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(text), "RssAnon:")
	require.True(t, found)
	kilobytes, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
	require.NoError(t, err)
	return kilobytes << 10
}

// hostileAttack makes one request. When it holds as much as it can, it calls done and waits until
// ctx ends. It returns false if the server refused or disconnected it.
func hostileAttack(ctx context.Context, t *testing.T, address string, i int, done func()) bool {
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 1, byte(1+i%8))}}
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		done()
		return false
	}
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	defer conn.Close()
	post := func(call string, length int) string {
		return fmt.Sprintf("POST /v1/%s?db=db HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-openleveldb\r\nContent-Length: %d\r\n\r\n", call, length)
	}
	options := strings.Repeat("\x00", 9)
	var request io.Reader
	switch i / 8 % 6 {
	case 0:
		request = strings.NewReader(post("get", 9+6) + options + "random")
	case 1:
		request = strings.NewReader(post("get", 9+6) + options + "zeros" + strconv.Itoa(i%8))
	case 2:
		request = strings.NewReader("GET /iterator?dbpath=db&include_key=True&include_value=True&starting_by=zeros HTTP/1.1\r\nHost: localhost\r\n\r\n")
	case 3: // the rest of the body never arrives
		request = io.MultiReader(strings.NewReader(post("put", 10<<20)), io.LimitReader(hostileZeros{}, 9<<20))
	case 4: // keys of 64 KiB, in one lookup
		key := "\x00\x00\x01\x00" + strings.Repeat("k", 64<<10)
		request = strings.NewReader(post("lookup", 9+100*len(key)) + options + strings.Repeat(key, 100))
	case 5:
		request = io.MultiReader(strings.NewReader("GET /v1/health HTTP/1.1\r\nHost: localhost\r\nX: "), io.LimitReader(hostileZeros{}, 1<<20))
	}
	// A request without progress for this long is waiting in the server.
	require.NoError(t, conn.SetDeadline(time.Now().Add(2*time.Second)))
	stuck := func(err error) bool {
		done()
		if errors.Is(err, os.ErrDeadlineExceeded) {
			<-ctx.Done()
			return true
		}
		return false
	}
	if _, err := io.Copy(conn, request); err != nil {
		return stuck(err)
	}
	// The first bytes show that the server sends a response or a refusal. For an incomplete body
	// nothing arrives.
	head := make([]byte, 12)
	if i/8%6 != 3 {
		if _, err := io.ReadFull(conn, head); err != nil || string(head[9:]) != strconv.Itoa(http.StatusOK) {
			return stuck(err)
		}
	}
	done()
	<-ctx.Done()
	return true
}

type hostileZeros struct{}

func (hostileZeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '0'
	}
	return len(p), nil
}
