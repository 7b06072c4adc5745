package server

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// grouped returns the names of the children of a prefix, groups with a star, in all pages of limit
// children.
func (s *serverRig) grouped(database, prefix string, group, limit int) []string {
	s.t.Helper()
	names := s.groupedWhile("after", database, prefix, group, limit, func() {})
	require.Equal(s.t, names, s.groupedWhile("from", database, prefix, group, limit, func() {}))
	return names
}

// groupedWhile is like grouped. It continues with the parameter after or from, and calls a function
// between two pages.
func (s *serverRig) groupedWhile(with, database, prefix string, group, limit int, between func()) (names []string) {
	s.t.Helper()
	for parameters := []string{"prefix", prefix, "group", fmt.Sprint(group), "limit", fmt.Sprint(limit)}; ; between() {
		var page struct {
			Children []struct{ Key, Prefix any }
			More     bool
			Next     any
		}
		require.NoError(s.t, json.Unmarshal([]byte(s.mustRead("list", database, parameters...)), &page))
		last := ""
		for _, child := range page.Children {
			if child.Prefix != nil {
				last = keyOf(s.t, child.Prefix)
				names = append(names, last+"*")
			} else {
				last = keyOf(s.t, child.Key)
				names = append(names, last)
			}
		}
		if !page.More {
			return names
		}
		require.Len(s.t, page.Children, limit)
		require.Less(s.t, len(names), 10_000, "it does not end")
		if with == "from" {
			last = keyOf(s.t, page.Next)
		}
		parameters = append(parameters[:6:6], with, last)
	}
}

// keyOf returns a key in the JSON of a response.
func keyOf(t testing.TB, key any) string {
	t.Helper()
	if object, ok := key.(map[string]any); ok {
		decoded, err := base64.StdEncoding.DecodeString(object["base64"].(string))
		require.NoError(t, err)
		return string(decoded)
	}
	return key.(string)
}

// groupsOf returns what grouped should return.
func groupsOf(keys []string, prefix string, group int) (names []string) {
	for i := 0; i < len(keys); {
		rest, ok := strings.CutPrefix(keys[i], prefix)
		if !ok {
			i++
			continue
		}
		least := 0
		for least < len(rest) && !utf8.FullRuneInString(rest[:least]) || least == 0 && rest != "" {
			least++
		}
		if !utf8.FullRuneInString(rest[:least]) { // it ends within a character
			names = append(names, keys[i])
			i++
			continue
		}
		n := 1
		for i+n < len(keys) && strings.HasPrefix(keys[i+n], prefix+rest[:least]) {
			n++
		}
		if n <= group {
			names = append(names, keys[i:i+n]...)
		} else {
			end := least
			for at := range rest { // where characters begin
				if at > end && strings.HasPrefix(keys[i+n-1], prefix+rest[:at]) {
					end = at
				}
			}
			if strings.HasPrefix(keys[i+n-1], prefix+rest) {
				end = len(rest)
			}
			names = append(names, prefix+rest[:end]+"*")
		}
		i += n
	}
	return names
}

// The groups are those that a complete iteration finds, in pages of any size, also if the database is
// on another server.
func TestServerListGroups(t *testing.T) {
	s := startFar(t)
	random := rand.New(rand.NewPCG(3, 4))
	for range 400 {
		key := ""
		for range random.IntN(7) {
			key += []string{"a", "b", "ä", "ö", "\U0001F600", "\U0001F601"}[random.IntN(6)]
		}
		s.store(serverPrefix+key, "i\x01")
	}
	s.store("outside", "i\x01")
	var keys []string
	for key, err := range s.sub.Keys(nil) {
		require.NoError(t, err)
		keys = append(keys, key)
	}
	for _, prefix := range []string{"", "a", "ä", "aö", "none", "\U0001F600"} {
		for _, group := range []int{1, 2, 5, 30, 1000} {
			want := groupsOf(keys, prefix, group)
			for _, limit := range []int{1, 2, 7, 1000} {
				require.Equal(t, want, s.grouped("sub", prefix, group, limit), "prefix %q, group %d, limit %d", prefix, group, limit)
			}
			require.Equal(t, want, s.front.grouped("sub", prefix, group, 7), "far, prefix %q, group %d", prefix, group)
		}
	}
	_, body := s.read("list", "db", "group", "5", "separator", "/")
	assert.Contains(t, body, "exclude each other")
	_, body = s.read("list", "db", "group", "0")
	assert.Contains(t, body, "from 1 to 1000")
}

// Keys that are not text, and those of only 0xFF bytes, form groups of bytes.
func TestServerListGroupsOfBytes(t *testing.T) {
	s := serverStart(t, nil)
	for i := range 40 {
		s.store("\xff\xff"+string([]byte{byte(i)}), "i\x01")
		s.store("\xc3"+string([]byte{0xa0, byte(i)}), "i\x01") // "à"
		s.store("\xc3"+string([]byte{0xa1, byte(i)}), "i\x01") // "á"
	}
	assert.Equal(t, `{"children":[{"prefix":"à"},{"prefix":"á"},{"prefix":{"base64":"//8="}}],"more":false}`+"\n", s.mustRead("list", "db", "group", "5"))
	assert.Contains(t, s.mustRead("list", "db", "group", "100", "prefix", "\xff"), `{"base64":"//8n"}`)
}

// Keys of any bytes are each in one child, in pages of any size. Each listing ends, and misses no key
// that was there from the start, also if keys are inserted between two pages.
func TestServerListGroupsOfAnyBytes(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for round, pieces := range [][]string{
		{"\x00", "a", "é", "\xff"},
		{"\xc3", "\xa9", "(", "\xff"},
		{"\xe2", "\x82", "\xac", "a", "\xff"},
		{"\xe2", "\x82", "~", "\xf0\x9f", "\x98", "\U0001F600", "€"},
	} {
		s := serverStart(t, nil)
		var keys []string
		insert := func() {
			key := ""
			for range random.IntN(6) {
				key += pieces[random.IntN(len(pieces))]
			}
			if i, found := slices.BinarySearch(keys, key); !found {
				keys = slices.Insert(keys, i, key)
				s.store(key, "i\x01")
			}
		}
		for range 120 {
			insert()
		}
		for _, prefix := range []string{"", pieces[0]} {
			for _, group := range []int{1, 3, 20} {
				want := groupsOf(keys, prefix, group)
				for _, limit := range []int{1, 2, 3, 1000} {
					require.Equal(t, want, s.grouped("db", prefix, group, limit), "round %d, prefix %q, group %d, limit %d", round, prefix, group, limit)
				}
			}
		}
		for _, group := range []int{3, 20} {
			for _, limit := range []int{1, 2, 3} {
				before := slices.Clone(keys)
				names := s.groupedWhile("from", "db", "", group, limit, func() {
					if len(keys) < 400 {
						insert()
					}
				})
				for _, key := range before {
					require.True(t, slices.ContainsFunc(names, func(name string) bool {
						prefix, ok := strings.CutSuffix(name, "*")
						return name == key || ok && strings.HasPrefix(key, prefix)
					}), "round %d, group %d, limit %d: %q is missing in %q", round, group, limit, key, names)
				}
			}
		}
	}
}

// Entries that become a group between two pages are not left out.
func TestServerListGroupsGrow(t *testing.T) {
	s := serverStart(t, nil)
	for i := range 20 {
		s.store(fmt.Sprintf("a%02d", i), "i\x01")
	}
	s.store("b", "i\x01")
	inserted := false
	names := s.groupedWhile("after", "db", "", 20, 3, func() {
		if !inserted {
			s.store("a99", "i\x01")
			inserted = true
		}
	})
	assert.Equal(t, []string{"a00", "a01", "a02", "a*", "b"}, names)
	// The entry c is not taken for the group that has its name.
	s.store("c", "i\x01")
	s.store("c1", "i\x01")
	names = s.groupedWhile("from", "db", "c", 2, 1, func() {
		s.store("c2", "i\x01")
		s.store("c3", "i\x01")
	})
	assert.Equal(t, []string{"c", "c1", "c2", "c3"}, names)
}

// countedStore counts the moves of cursors and the keys that they read.
type countedStore struct {
	driver.Store
	seeks, keys atomic.Int64
}

type countedCursor struct {
	driver.Seeker
	store *countedStore
}

func (s *countedStore) Scan(ctx context.Context, span driver.Span, o leveldb.ReadOptions) (driver.Cursor, error) {
	cursor, err := s.Store.Scan(ctx, span, o)
	if err != nil {
		return nil, err
	}
	return &countedCursor{cursor.(driver.Seeker), s}, nil
}

func (c *countedCursor) Seek(to driver.Position) error {
	c.store.seeks.Add(1)
	return c.Seeker.Seek(to)
}

func (c *countedCursor) Next(ctx context.Context) (*driver.Page, error) {
	page, err := c.Seeker.Next(ctx)
	if page != nil {
		c.store.keys.Add(int64(page.Len()))
	}
	return page, err
}

// The cost of a list with groups depends on the number of its children, not on that of the keys.
func TestServerListGroupsMillion(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	builder, err := leveldb.Build(path, nil)
	require.NoError(t, err)
	const n = 1_000_000
	for i := range n {
		require.NoError(t, builder.PutRaw(fmt.Sprintf("run%07dloss", i), []byte("i\x01")))
	}
	require.NoError(t, builder.Close())
	db, err := leveldb.Open(path, &leveldb.Options{ReadOnly: true})
	require.NoError(t, err)
	defer func() { assert.NoError(t, db.Close()) }()
	store := &countedStore{Store: db.Driver()}
	handler := NewHandler(Opened{"db": leveldb.New(store, "db", nil)}, nil)
	defer func() { assert.NoError(t, handler.Close()) }()
	web := httptest.NewServer(handler)
	defer web.Close()
	s := &serverRig{t: t, handler: handler, server: web, client: web.Client()}

	const group = 20
	prefix := ""
	for depth := 0; ; depth++ {
		store.seeks.Store(0)
		store.keys.Store(0)
		children := s.groupedWhile("from", "db", prefix, group, 1000, func() {})
		groups := strings.Count(strings.Join(children, "\n"), "*")
		assert.LessOrEqual(t, store.seeks.Load(), int64(2*groups), "%q", prefix)
		assert.Less(t, store.keys.Load(), int64(3000*(groups+1)), "%q", prefix)
		if groups == 0 {
			assert.Len(t, children, 100)
			break
		}
		require.Len(t, children, max(1, min(10*depth, 10)))
		prefix = strings.TrimSuffix(children[len(children)-1], "*")
	}
	assert.Equal(t, "run09999", prefix)
}
