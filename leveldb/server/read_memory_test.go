package server

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/internal/valuejson"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
	"github.com/openleveldb/openleveldb/ndarray"
)

// storedWithHeader returns a stored array without elements whose header has the given dtype.
func storedWithHeader(descr string) string {
	text := "{'descr': " + descr + ", 'fortran_order': False, 'shape': (0, 3), }\n"
	return "n\x93NUMPY\x02\x00" + string(binary.LittleEndian.AppendUint32(nil, uint32(len(text)))) + text
}

// manyFields returns a dtype whose text is about n bytes long.
func manyFields(n int) string {
	var text strings.Builder
	text.WriteString("[")
	for i := range n / 19 {
		fmt.Fprintf(&text, "('%06d', '|i1'), ", i)
	}
	return text.String() + "]"
}

// listPage is a response to list.
type listPage struct {
	Children []struct {
		Key    string
		Prefix string
		Kind   string
		DType  string
		Shape  []int
		Error  string
	}
	More bool
	Next any
}

// pages returns all responses to list with these parameters, which continue after one another.
func (s *serverRig) pages(parameters ...string) (pages []listPage) {
	s.t.Helper()
	for after := []string(nil); ; {
		var page listPage
		require.NoError(s.t, json.Unmarshal([]byte(s.mustRead("list", "db", append(parameters, after...)...)), &page))
		pages = append(pages, page)
		if !page.More {
			return pages
		}
		require.NotEmpty(s.t, page.Children)
		next := keyOf(s.t, page.Next)
		require.LessOrEqual(s.t, len(next), maxCut)
		after = []string{"from", next}
	}
}

// A response to list has short texts, and ends early if headers are long. No entry is left out.
func TestServerListLongHeaders(t *testing.T) {
	s := serverStart(t, nil)
	for i, size := range []int{300 << 10, 200, 100 << 10, 100 << 10, 100 << 10, 100 << 10, 300 << 10} {
		s.store(fmt.Sprint(i), storedWithHeader(manyFields(size)))
	}
	pages := s.pages()
	require.Len(t, pages, 4)
	n := 0
	for _, page := range pages {
		for _, child := range page.Children {
			require.Equal(t, fmt.Sprint(n), child.Key)
			require.Empty(t, child.Error)
			require.Equal(t, []int{0, 3}, child.Shape)
			require.LessOrEqual(t, len(child.DType), maxText)
			require.True(t, strings.HasPrefix(child.DType, "[('000000', 'i1'), "), child.DType)
			require.Equal(t, child.Key != "1", strings.HasSuffix(child.DType, "…"), child.DType)
			n++
		}
	}
	require.Equal(t, 7, n)
	s.eventually(s.nothingHeld, "its memory is given back")
}

// A response to list ends early if keys are long. A key that is longer than the limit is sent alone.
func TestServerListLongKeys(t *testing.T) {
	s := serverStart(t, nil)
	for i := range 50 {
		s.store(fmt.Sprintf("%02d", i)+strings.Repeat("k", 20<<10), "i\x01")
	}
	s.store("50"+strings.Repeat("k", 2*listSize), "i\x01")
	s.store("51", "i\x01")
	n := 0
	for _, page := range s.pages() {
		size := 0
		for _, child := range page.Children {
			require.Equal(t, fmt.Sprintf("%02d", n), child.Key[:2])
			size += len(child.Key)
			n++
		}
		require.True(t, size <= listSize || len(page.Children) == 1, size)
	}
	require.Equal(t, 52, n)
	// The prefix of a group counts, not the keys in it.
	for i := range 50 {
		s.store(fmt.Sprintf("g%02d/", i)+strings.Repeat("k", 20<<10), "i\x01")
	}
	require.Len(t, s.pages("prefix", "g", "separator", "/"), 1)
	s.eventually(s.nothingHeld, "its memory is given back")
}

// A listing continues after keys that are longer than a request, in groups too, and after those for
// which there is never enough memory.
func TestServerListContinues(t *testing.T) {
	s := serverStart(t, &HandlerOptions{MaxMemory: 4 << 20, MaxRequests: 4})
	long := strings.Repeat("k", 24<<10)
	never := strings.Repeat("ä", int(s.handler.options.share())/keyCost)
	keys := []string{"a", "b" + never, "c", "d", "e" + long, "e" + long + "k", "f" + long, "f" + long + "/", "fz" + never, "f" + never, "g", "g" + never}
	for i := range 40 {
		keys = append(keys, fmt.Sprintf("h%02d", i)+long)
	}
	for _, key := range keys {
		s.store(key, "i\x01")
	}
	for _, parameters := range [][]string{nil, {"limit", "1"}, {"separator", "/"}, {"limit", "3", "group", "100"}} {
		var all []string
		for next := []string(nil); ; {
			var page listPage
			require.NoError(t, json.Unmarshal([]byte(s.mustRead("list", "db", append(parameters, next...)...)), &page))
			for _, child := range page.Children {
				if all = append(all, child.Key+child.Prefix); child.Error != "" {
					require.Contains(t, child.Error, "bytes of memory")
					require.NotContains(t, child.Key, "\uFFFD")
				}
			}
			if !page.More {
				break
			}
			last, text := all[len(all)-1], keyOf(t, page.Next)
			require.Less(t, last, text)
			if last[0] != 'e' && last[0] != 'f' { // those continue one another
				require.LessOrEqual(t, len(text), len("a\x00")+2)
			}
			next = []string{"from", text}
		}
		require.Len(t, all, len(keys), "%q", parameters)
		for i, key := range all {
			require.True(t, strings.HasPrefix(keys[i], key), "%q", parameters)
			require.True(t, key == keys[i] || strings.Contains(keys[i], never) && len(key) <= maxCut)
		}
	}
	for parameters, want := range map[[4]string]string{
		{"from", "a", "after", "a"}:  "exclude each other",
		{"from", "a", "prefix", "b"}: "does not begin with the prefix",
	} {
		_, body := s.read("list", "db", parameters[:]...)
		assert.Contains(t, body, want)
	}
	s.eventually(s.nothingHeld, "its memory is given back")
}

// Two keys that do not fit and have a long beginning in common are an error, not a loop.
func TestChildNext(t *testing.T) {
	key := func(key string, cut bool) child {
		return child{description: &description{Key: valuejson.Key(key)}, cut: cut}
	}
	prefix := valuejson.Key("a\xff")
	long := strings.Repeat("k", maxCut)
	for _, test := range []struct {
		last child
		rest listFull
		want string
	}{
		{key("a", false), listFull{"b", false}, "a\x00"},
		{key("", false), listFull{"b", false}, "\x00"},
		{child{Prefix: &prefix}, listFull{"c", false}, "b"},
		{key(long+"a", false), listFull{long + "bc", false}, long + "b"},
		{key(long, false), listFull{long + "bc", false}, long + "b"},
		{key(long+"a", false), listFull{long, true}, ""},
		{key("a"+long, true), listFull{"b" + long, true}, "b"},
		{key(long, true), listFull{long + "bc", false}, long + "bc"},
	} {
		next, err := test.last.next(&test.rest)
		require.NoError(t, err)
		assert.Equal(t, test.want, next)
	}
	for _, rest := range []string{long, long + "k"} {
		_, err := key(long, true).next(&listFull{rest, true})
		require.ErrorIs(t, err, leveldb.ErrTooLarge)
	}
}

// An error of a stored value is short, even if it names a field with a name of a megabyte.
func TestServerLongErrors(t *testing.T) {
	s := serverStart(t, nil)
	name := strings.Repeat("\x80", 100<<10)
	s.store("twice", storedWithHeader(fmt.Sprintf("[('%s', 'b1'), ('%s', 'b1')]", name, name)))
	s.store("short", storedWithHeader(manyFields(100<<10))+"x")
	s.store("long", "n\x93NUMPY\x02\x00"+string(binary.LittleEndian.AppendUint32(nil, maxHeader+1)))
	for _, page := range s.pages() {
		for _, child := range page.Children {
			require.NotEmpty(t, child.Error)
			require.LessOrEqual(t, len(child.Error), maxText)
		}
	}
	for key, want := range map[string]string{"twice": "field", "short": "[('000000', 'i1'), ", "long": "exceeds the limit of"} {
		var d struct{ Error string }
		require.NoError(t, json.Unmarshal([]byte(s.mustRead("entry", "db", "key", key)), &d))
		require.Contains(t, d.Error, want)
		require.LessOrEqual(t, len(d.Error), maxText)
		response, body := s.read("value", "db", "key", key)
		require.Equal(t, 422, response.StatusCode)
		require.Contains(t, body, want)
		require.LessOrEqual(t, len(body), maxText)
	}
}

// The memory for a long header counts: it is not parsed if there is not enough.
func TestServerHeaderMemory(t *testing.T) {
	s := serverStart(t, &HandlerOptions{MaxMemory: 4 << 20, MaxRequests: 4})
	share := s.handler.options.share()
	fits, never := int(share)/entryCost-500, int(share)/headerCost+500
	s.store("fits", storedWithHeader(manyFields(fits)))
	s.store("never", storedWithHeader(manyFields(never)))
	var all []string
	for _, page := range s.pages() {
		for _, child := range page.Children {
			all = append(all, fmt.Sprintf("%s %s %t %v %s", child.Key, child.Kind, child.DType != "", child.Shape, child.Error))
		}
	}
	require.Equal(t, []string{"fits ndarray true [0 3] ", "never ndarray false [] "}, all)
	require.Contains(t, s.mustRead("entry", "db", "key", "fits"), `"order":"C"`)
	s.mustRead("value", "db", "key", "fits")
	for _, call := range []string{"entry", "value"} {
		response, body := s.read(call, "db", "key", "never")
		assert.Equal(t, 413, response.StatusCode, call)
		assert.Equal(t, "too_large", response.Header.Get(wire.HeaderError))
		assert.Contains(t, body, "bytes of memory")
	}
	response, _ := s.read("value", "db", "key", "never", "form", "npy")
	assert.Equal(t, 413, response.StatusCode)
	_, err := s.call(wire.CallArray, "db", wire.Options{}, wire.ArrayRequest{Key: "never"}.Append(nil))
	require.ErrorContains(t, err, "bytes of memory")
	s.eventually(s.nothingHeld, "its memory is given back")

	other, third := s.handler.memory.account("another client"), s.handler.memory.account("a third client")
	defer other.close()
	defer third.close()
	require.True(t, other.tryTake(share))
	require.True(t, third.tryTake(s.handler.options.free()-share-share/4))
	response, _ = s.read("list", "db")
	assert.Equal(t, 429, response.StatusCode, "there is no memory for the first child")
	s.store("a", "i\x01")
	pages := listPage{}
	require.NoError(t, json.Unmarshal([]byte(s.mustRead("list", "db")), &pages))
	assert.Len(t, pages.Children, 1, "the response ends before the child for which there is no memory")
	assert.True(t, pages.More)

	// The same applies to keys.
	s.store("k/1", "i\x01")
	s.store("k/2"+strings.Repeat("k", int(share)/keyCost/2), "i\x01")
	require.NoError(t, json.Unmarshal([]byte(s.mustRead("list", "db", "prefix", "k/")), &pages))
	assert.Len(t, pages.Children, 1)
	assert.True(t, pages.More)
	response, _ = s.read("list", "db", "prefix", "k/2")
	assert.Equal(t, 429, response.StatusCode)
	s.store("k/3"+strings.Repeat("k", int(share)/keyCost), "i\x01")
	require.NoError(t, json.Unmarshal([]byte(s.mustRead("list", "db", "prefix", "k/3")), &pages))
	assert.Len(t, pages.Children[0].Key, maxCut)
	assert.Contains(t, pages.Children[0].Error, "bytes of memory")
}

// Names of fields are repeated in the JSON of each element.
func TestServerNamesMemory(t *testing.T) {
	const elements = 100
	name := strings.Repeat("\x01", 4<<10)
	d := must(ndarray.ParseDType("[('" + strings.ReplaceAll(name, "\x01", `\x01`) + "', 'V900')]"))
	text := int64(elements * 6 * len(name))
	require.GreaterOrEqual(t, elements*leaves(d)*elementText, 2*text)
}

func TestShorten(t *testing.T) {
	long := strings.Repeat("k", maxText)
	assert.Equal(t, long, shorten(long))
	assert.Equal(t, long[:maxText-3]+"…", shorten(long+"k"))
	assert.Equal(t, long[:maxText-4]+"…", shorten(long[:maxText-4]+"äääää"))
}
