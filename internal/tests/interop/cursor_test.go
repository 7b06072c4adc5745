package interop_test

import (
	"bufio"
	"context"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/python"
	"github.com/openleveldb/openleveldb/internal/tests/testdb"
	"github.com/openleveldb/openleveldb/leveldb"
)

//go:embed testdata/cursor.py
var cursorScript string

// rawIterator is a Python process with a database, and a raw iterator of it. It gets one request a
// line and returns one response a line.
type rawIterator struct {
	t   *testing.T
	in  io.WriteCloser
	out *bufio.Reader
}

func startRawIterator(t *testing.T) *rawIterator {
	t.Helper()
	cmd := python.Command(python.Find(t, "plyvel"), cursorScript, filepath.Join(t.TempDir(), "plyvel"))
	var stderr strings.Builder
	cmd.Stderr = &stderr
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		require.NoError(t, in.Close())
		require.NoError(t, cmd.Wait(), stderr.String())
	})
	return &rawIterator{t, in, bufio.NewReader(out)}
}

// do makes a request. A key of a write or a seek is in hexadecimal.
func (p *rawIterator) do(request map[string]any) (at []position) {
	p.t.Helper()
	line, err := json.Marshal(request)
	require.NoError(p.t, err)
	_, err = p.in.Write(append(line, '\n'))
	require.NoError(p.t, err)
	line, err = p.out.ReadBytes('\n')
	require.NoError(p.t, err)
	require.NoError(p.t, json.Unmarshal(line, &at), "%s", line)
	return at
}

// position is where an iterator is after a move.
type position struct {
	Valid bool
	Key   string
	Size  int
	Sum   uint32
}

func positionOf(t *testing.T, c *leveldb.Cursor) position {
	t.Helper()
	if !c.Valid() {
		require.NoError(t, c.Err())
		return position{}
	}
	raw, err := c.Raw()
	require.NoError(t, err)
	return position{true, hex.EncodeToString([]byte(c.Key())), len(raw), crc32.ChecksumIEEE(raw)}
}

// TestInteropCursor: a cursor and Plyvel's raw iterator make the same random moves in two databases
// that get the same writes, before and between the moves. They are at equal entries after each move.
func TestInteropCursor(t *testing.T) {
	r := rand.New(rand.NewPCG(testdb.Seed(t), 18))
	p := startRawIterator(t)
	db := testdb.Open(t, &leveldb.Options{WriteBufferSize: 64 << 10})
	key := func() string {
		b := make([]byte, 1+r.IntN(3))
		for i := range b {
			b[i] = []byte{0, 1, 'a', 'b', 'é' & 0xff, 0xfe, 0xff}[r.IntN(7)]
		}
		if r.IntN(3) == 0 {
			b = append(b, byte(r.IntN(256)))
		}
		return string(b)
	}
	sizes := []int{0, 1, 20, 20, 20, 100, 4095, 4096, 5000, 70_000}
	most := len(sizes)
	write := func(n int) {
		writes := [][]any{}
		for range n {
			k := key()
			if r.IntN(4) == 0 {
				writes = append(writes, []any{hex.EncodeToString([]byte(k)), nil})
				require.NoError(t, db.Driver().Delete(context.Background(), k, leveldb.WriteOptions{}))
				continue
			}
			size := sizes[r.IntN(most)]
			value := strings.Repeat(k, size/len(k)+1)[:size]
			writes = append(writes, []any{hex.EncodeToString([]byte(k)), size})
			require.NoError(t, db.Driver().Put(context.Background(), k, []byte(value), leveldb.WriteOptions{}))
		}
		p.do(map[string]any{"writes": writes})
	}
	for round := range 9 {
		write(150)
		if round == 0 {
			write(800)
		}
		source, snapshot := db, round%3 == 2
		most = len(sizes)
		if snapshot {
			most = 6 // small ones: LevelDB 1.23 should not compact while there is a snapshot
			var err error
			source, err = db.Snapshot()
			require.NoError(t, err)
		}
		p.do(map[string]any{"open": snapshot})
		c := source.Cursor(nil)
		for range 8 {
			write(r.IntN(20))
			if r.IntN(10) == 0 && !snapshot {
				require.NoError(t, db.Compact(nil))
				p.do(map[string]any{"compact": true})
			}
			moves, want := randomMoves(t, r, c, key)
			require.Equal(t, want, p.do(map[string]any{"moves": moves}), "%v", moves)
		}
		require.NoError(t, c.Close())
		if snapshot {
			require.NoError(t, source.Close())
		}
	}
}

// randomMoves moves a cursor. It returns the moves, and where each has led to. Plyvel moves by one
// entry only from an entry.
func randomMoves(t *testing.T, r *rand.Rand, c *leveldb.Cursor, key func() string) (moves [][]string, at []position) {
	t.Helper()
	add := func(ok bool, move ...string) {
		require.Equal(t, c.Valid(), ok)
		moves, at = append(moves, move), append(at, positionOf(t, c))
	}
	for range 60 {
		switch kind := r.IntN(12); {
		case kind == 0 || !c.Valid() && kind < 3:
			add(c.First(), "first")
		case kind == 1 || !c.Valid() && kind < 6:
			add(c.Last(), "last")
		case kind < 5 || !c.Valid():
			k := key()
			add(c.Seek(k), "seek", hex.EncodeToString([]byte(k)))
		default:
			move, name := c.Next, "next"
			if kind%2 == 0 {
				move, name = c.Prev, "prev"
			}
			for range []int{1, 1, 1, 2, 6, 40}[r.IntN(6)] {
				if c.Valid() {
					add(move(), name)
				}
			}
		}
	}
	return moves, at
}
