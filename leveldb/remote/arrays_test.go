package remote_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/server"
	"github.com/openleveldb/openleveldb/ndarray"
)

// clientSame calls do on the server's own database and on the client's, and asserts that values and
// errors are the same. Errors about a database as a whole contain the name of that database.
func clientSame[T any](t *testing.T, s *clientServer, db *leveldb.DB, do func(db *leveldb.DB) (T, error)) (T, error) {
	t.Helper()
	want, wantErr := do(s.db)
	got, err := do(db)
	if text, ok := any(got).(string); ok {
		got = any(withoutServer(text)).(T)
	}
	if wantErr == nil {
		require.NoError(t, err)
	} else {
		names := strings.NewReplacer(strings.TrimPrefix(s.db.String(), "leveldb "), strings.TrimPrefix(db.String(), "leveldb "))
		require.EqualError(t, errors.New(withoutServer(err.Error())), names.Replace(wantErr.Error()))
	}
	require.Equal(t, want, got)
	return got, err
}

// withoutServer returns a text without the server and the database that a client's errors name.
func withoutServer(text string) string { return clientWhere.ReplaceAllString(text, "") }

var clientWhere = regexp.MustCompile(`http://127\.0\.0\.1:\d+/\w+: `)

// Arrays of every kind read the same as locally through every API, and return the same errors.
func TestClientArrays(t *testing.T) {
	s := clientServe(t, nil, (*httptest.Server).Start)
	db := clientDial(t, s.URL, "db", nil)
	rng := rand.New(rand.NewPCG(1, 2))
	floats := make([]float32, 6000)
	for i := range floats {
		floats[i] = rng.Float32()
	}
	array, err := ndarray.FromSlice(floats, 10, 20, 30)
	require.NoError(t, err)
	put := func(key string, value any) { t.Helper(); require.NoError(t, s.db.Put(key, value)) }
	put("c", array)
	fortran := array.Transpose()
	put("fortran", fortran)
	big, err := ndarray.ParseDType(">f4")
	require.NoError(t, err)
	raw, err := array.Bytes()
	require.NoError(t, err)
	swapped, err := ndarray.FromBytes(big, []int{10, 600}, raw)
	require.NoError(t, err)
	put("big", swapped)
	for key, shape := range map[string][]int{"empty": {0, 3}, "empty rows": {3, 0}, "row": {1, 6}} {
		a, err := ndarray.New(ndarray.Float32, shape...)
		require.NoError(t, err)
		put(key, a)
	}
	scalar, err := array.Reshape(6000)
	require.NoError(t, err)
	scalar, err = scalar.Slice(0, 1)
	require.NoError(t, err)
	scalar, err = scalar.Reshape()
	require.NoError(t, err)
	put("scalar", scalar)
	bools, err := ndarray.FromBytes(ndarray.Bool, []int{4}, []byte{0, 1, 2, 255})
	require.NoError(t, err)
	put("bools", bools)
	put("text", "no array")
	stored, err := s.db.AppendRaw(nil, "c")
	require.NoError(t, err)
	for key, bytes := range map[string][]byte{
		"damaged": []byte("n\x93NUMPY"), "nothing": {}, "tag": {'n'}, "unknown": []byte("?x"), "short": stored[:len(stored)-1], "long": append(stored[:len(stored):len(stored)], 0),
	} {
		require.NoError(t, s.db.PutRaw(key, bytes))
	}
	dst := make([]float32, 6000)
	type result struct {
		N   int
		Dst string
	}
	read := func(key string, room int, do func(db *leveldb.DB, dst []float32) (int, error)) {
		t.Helper()
		clientSame(t, s, db, func(db *leveldb.DB) (result, error) {
			clear(dst)
			n, err := do(db, dst[:room])
			if err != nil {
				return result{n, ""}, err
			}
			return result{n, fmt.Sprint(dst)}, nil
		})
	}
	for _, key := range []string{"c", "fortran", "big", "empty", "empty rows", "row", "scalar", "bools", "text", "damaged", "nothing", "tag", "unknown", "short", "long", "none"} {
		for _, room := range []int{6000, 5999, 1, 0} {
			read(key, room, func(db *leveldb.DB, dst []float32) (int, error) { return leveldb.ReadInto(db, key, dst) })
			for _, rows := range [][2]int{{0, 0}, {0, 1}, {3, 7}, {9, 10}, {10, 10}, {9, 11}, {-1, 2}, {5, 4}, {1 << 40, 1 << 41}} {
				if key == "short" || key == "long" {
					// If two things are wrong, the errors may name different ones.
					rows[0], rows[1] = 0, 5
				}
				read(key, room, func(db *leveldb.DB, dst []float32) (int, error) {
					return leveldb.ReadRows(db, key, rows[0], rows[1], dst)
				})
			}
		}
		clientSame(t, s, db, func(db *leveldb.DB) (n int, err error) { return leveldb.ReadInto(db, key, make([]int64, 6000)) })
		clientSame(t, s, db, func(db *leveldb.DB) (elements []bool, err error) {
			elements = make([]bool, 4)
			_, err = leveldb.ReadInto(db, key, elements)
			return elements, err
		})
		clientSame(t, s, db, func(db *leveldb.DB) (seen string, err error) {
			err = leveldb.View(db, key, func(elements []float32, shape []int) error {
				seen = fmt.Sprint(elements, shape)
				return nil
			})
			return seen, err
		})
		clientSame(t, s, db, func(db *leveldb.DB) (string, error) {
			value, err := db.Get(key)
			return fmt.Sprint(value), err
		})
	}

	// An array returned by Get belongs to the caller. It is aligned and not shared with another
	// Get.
	one, err := leveldb.Get[*ndarray.Array](db, "c")
	require.NoError(t, err)
	two, err := db.Get("c")
	require.NoError(t, err)
	require.False(t, one.ReadOnly())
	require.True(t, one.Equal(two.(*ndarray.Array)))
	require.NoError(t, one.SetAt(float32(7), 0, 0, 0))
	require.False(t, one.Equal(two.(*ndarray.Array)))
	data, err := one.Bytes()
	require.NoError(t, err)
	require.Zero(t, uintptr(unsafe.Pointer(&data[0]))%64)

	// A view without a copy is aligned if the header has the usual form.
	require.NoError(t, leveldb.View(db, "c", func(elements []float32, _ []int) error {
		require.Zero(t, uintptr(unsafe.Pointer(&elements[0]))%64)
		return nil
	}))
}

// Rows that were not requested are not sent. An array that does not fit is not sent at all.
func TestClientReadsNoMoreThanItNeeds(t *testing.T) {
	var sent atomic.Int64
	s := clientServe(t, nil, func(s *httptest.Server) {
		handler := s.Config.Handler
		s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			handler.ServeHTTP(&clientCounted{w, &sent}, r)
		})
		s.Start()
	})
	db := clientDial(t, s.URL, "db", nil)
	a, err := ndarray.New(ndarray.Float64, 1000, 1000)
	require.NoError(t, err)
	require.NoError(t, s.db.Put("k", a))
	dst := make([]float64, 3000)
	sent.Store(0)
	n, err := leveldb.ReadRows(db, "k", 500, 503, dst)
	require.NoError(t, err)
	require.Equal(t, 3000, n)
	require.Less(t, sent.Load(), int64(3000*8+200))
	_, err = leveldb.ReadRows(db, "k", 500, 1001, dst)
	require.ErrorIs(t, err, ndarray.ErrIndex)
	require.Less(t, sent.Load(), int64(3000*8+400))
}

type clientCounted struct {
	http.ResponseWriter
	sent *atomic.Int64
}

func (c *clientCounted) Unwrap() http.ResponseWriter { return c.ResponseWriter }

func (c *clientCounted) Write(b []byte) (int, error) {
	n, err := c.ResponseWriter.Write(b)
	c.sent.Add(int64(n))
	return n, err
}

// Gather and Lookup return the same as locally.
func TestClientGather(t *testing.T) {
	s := clientServe(t, nil, (*httptest.Server).Start)
	db := clientDial(t, s.URL, "db", nil)
	var keys []string
	for i := range 300 {
		row := make([]int32, 1000)
		for j := range row {
			row[j] = int32(i*1000 + j)
		}
		a, err := ndarray.FromSlice(row, 10, 100)
		require.NoError(t, err)
		keys = append(keys, fmt.Sprintf("%03d", i))
		switch {
		case i%50 == 7:
			require.NoError(t, s.db.Put(keys[i], "no array"))
		case i%50 == 8:
		default:
			require.NoError(t, s.db.Put(keys[i], a))
		}
	}
	tensor := func(db *leveldb.DB, keys []string, o *leveldb.GatherOptions) (string, error) {
		a, err := db.Gather(keys, o)
		if err != nil {
			return "", err
		}
		elements, err := ndarray.View[int32](a)
		return fmt.Sprint(a.Shape(), elements), err
	}
	_, err := clientSame(t, s, db, func(db *leveldb.DB) (string, error) { return tensor(db, keys, nil) })
	require.ErrorIs(t, err, codec.ErrMismatch)
	_, err = clientSame(t, s, db, func(db *leveldb.DB) (string, error) { return tensor(db, keys[:7], nil) })
	require.NoError(t, err)
	_, err = clientSame(t, s, db, func(db *leveldb.DB) (string, error) {
		failed := make([]error, len(keys))
		text, err := tensor(db, keys, &leveldb.GatherOptions{RowErrors: failed})
		return text + fmt.Sprint(failed), err
	})
	require.NoError(t, err)
	_, err = clientSame(t, s, db, func(db *leveldb.DB) (string, error) {
		into, err := ndarray.New(ndarray.Int32, 2, 10, 100)
		require.NoError(t, err)
		return tensor(db, keys[:2], &leveldb.GatherOptions{Into: into})
	})
	require.NoError(t, err)
	clientSame(t, s, db, func(db *leveldb.DB) (string, error) { return tensor(db, nil, nil) })
	for _, some := range [][]string{keys, nil, {"none"}, {"", "001", "001"}} {
		clientSame(t, s, db, func(db *leveldb.DB) (all string, err error) {
			for e, err := range db.Lookup(some) {
				require.NoError(t, err)
				stored, err := e.AppendRaw(nil)
				all += fmt.Sprint(e.Key(), stored, err)
			}
			return all, nil
		})
	}
	_, err = clientSame(t, s, db, func(db *leveldb.DB) (string, error) {
		a, err := db.GatherRange(&leveldb.Range{Stop: "007"}, nil)
		return fmt.Sprint(a), err
	})
	require.NoError(t, err)
}

// A range with a slow reader is complete, although the server disconnects slow readers.
func TestClientSlowReader(t *testing.T) {
	var closed atomic.Int64
	s := clientServe(t, &server.HandlerOptions{Progress: 100 * time.Millisecond}, func(s *httptest.Server) {
		s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
			if state == http.StateClosed {
				closed.Add(1)
			}
		}
		s.Start()
	})
	keys := clientFill(t, s.db, 100)
	value := make([]byte, 1<<20)
	for i, key := range keys {
		value[0] = byte(i)
		require.NoError(t, s.db.Put(key, value))
	}
	db := clientDial(t, s.URL, "db", nil)
	i, cut := 0, int64(0)
	for e, err := range db.Entries(nil) {
		require.NoError(t, err)
		got, err := leveldb.ValueAs[[]byte](e)
		require.NoError(t, err)
		require.Equal(t, keys[i], e.Key())
		require.Equal(t, byte(i), got[0])
		if i++; i == 3 || i == 50 {
			cut++
			clientWait(t, func() bool { return closed.Load() == cut })
		}
	}
	require.Equal(t, len(keys), i)
}
