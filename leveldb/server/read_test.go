package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/codec"
	"github.com/openleveldb/openleveldb/internal/selection"
	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
	"github.com/openleveldb/openleveldb/ndarray"
)

// read makes a call with GET. The parameters are pairs of a name and a value.
func (s *serverRig) read(call, database string, parameters ...string) (*http.Response, string) {
	s.t.Helper()
	query := url.Values{"db": {database}}
	for i := 0; i < len(parameters); i += 2 {
		query.Set(parameters[i], parameters[i+1])
	}
	response, err := s.client.Get(s.server.URL + wire.Prefix + call + "?" + query.Encode())
	require.NoError(s.t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(s.t, err)
	return response, string(body)
}

// mustRead makes a call with GET that must succeed.
func (s *serverRig) mustRead(call, database string, parameters ...string) string {
	s.t.Helper()
	response, body := s.read(call, database, parameters...)
	require.Equal(s.t, 200, response.StatusCode, body)
	require.Equal(s.t, "no-store", response.Header.Get("Cache-Control"))
	return body
}

// listed returns the names of the children of a prefix, in all pages of limit children.
func (s *serverRig) listed(database, prefix, separator string, limit int) []string {
	s.t.Helper()
	var names []string
	for parameters := []string{"prefix", prefix, "separator", separator, "limit", fmt.Sprint(limit)}; ; {
		var page struct {
			Children []struct{ Key, Prefix any }
			More     bool
		}
		require.NoError(s.t, json.Unmarshal([]byte(s.mustRead("list", database, parameters...)), &page))
		require.LessOrEqual(s.t, len(page.Children), limit)
		for _, child := range page.Children {
			name := child.Key
			if name == nil {
				name = child.Prefix
			}
			names = append(names, fmt.Sprint(name))
		}
		if !page.More {
			return names
		}
		require.Len(s.t, page.Children, limit)
		last := page.Children[limit-1]
		after := last.Key
		if after == nil {
			after = last.Prefix
		}
		parameters = append(parameters[:6:6], "after", after.(string))
	}
}

// The children of a prefix are those that a complete iteration finds, in pages of any size.
func TestServerList(t *testing.T) {
	s := serverStart(t, nil)
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		key := ""
		for range random.IntN(6) {
			key += []string{"a", "b", "/", "::", "c\U0001F600"}[random.IntN(5)]
		}
		s.store(serverPrefix+key, "i\x01")
	}
	s.store("outside", "i\x01")
	for _, prefix := range []string{"", "a", "a/", "/", "b::", "none", "a/b/a"} {
		for _, separator := range []string{"", "/", "::"} {
			var want []string
			for key, err := range s.sub.Keys(nil) {
				require.NoError(t, err)
				rest, ok := strings.CutPrefix(key, prefix)
				if !ok {
					continue
				}
				if head, _, found := strings.Cut(rest, separator); found && separator != "" {
					key = prefix + head + separator
				}
				if len(want) == 0 || want[len(want)-1] != key {
					want = append(want, key)
				}
			}
			for _, limit := range []int{1, 2, 7, 1000} {
				require.Equal(t, want, s.listed("sub", prefix, separator, limit), "prefix %q, separator %q, limit %d", prefix, separator, limit)
			}
		}
	}
}

func TestServerListDescribes(t *testing.T) {
	s := serverStart(t, nil)
	require.NoError(t, leveldb.PutArray(s.db, "array", []float32{1, 2, 3, 4, 5, 6}, 2, 3))
	require.NoError(t, s.db.Put("text", "x"))
	s.store("\xff", "z")
	s.store("broken", "n\x93NUMPY")
	assert.Equal(t, `{"children":[`+
		`{"key":"array","kind":"ndarray","bytes":153,"dtype":"float32","shape":[2,3]},`+
		`{"key":"broken","kind":"ndarray","bytes":7,"error":"damaged payload: invalid .npy header: truncated after 6 bytes"},`+
		`{"key":"text","kind":"str","bytes":2},`+
		`{"key":{"base64":"/w=="},"kind":"unknown","bytes":1,"error":"unknown tag 'z'"}],"more":false}`+"\n", s.mustRead("list", "db"))
	assert.Equal(t, `{"children":[],"more":false}`+"\n", s.mustRead("list", "db", "after", "\xff"))
	assert.Equal(t, `{"children":[],"more":false}`+"\n", s.mustRead("list", "db", "after", "\xff/", "separator", "/"))
}

// Every selection is the one that reading all elements and picking some yields.
func TestServerValueSelects(t *testing.T) {
	s := serverStart(t, nil)
	for _, descr := range []string{"<i4", ">i4", ">c16", "|u1", ">U2"} {
		dtype, err := ndarray.ParseDType(descr)
		require.NoError(t, err)
		item := dtype.ItemSize()
		data := make([]byte, 3*4*5*item)
		for i := range data {
			data[i] = byte(i / item)
			if i%item != item-1 && descr == ">U2" {
				data[i] = 0
			}
		}
		c, err := ndarray.FromBytes(dtype, []int{3, 4, 5}, data)
		require.NoError(t, err)
		fortran, err := ndarray.FromBytes(dtype, []int{5, 4, 3}, data)
		require.NoError(t, err)
		for name, array := range map[string]*ndarray.Array{"c": c, "fortran": fortran.Transpose()} {
			require.NoError(t, s.db.Put(name, array))
			little, err := array.AsType(littleEndian(dtype), ndarray.SafeCasting)
			require.NoError(t, err)
			elements, err := little.AsCContiguous().Bytes()
			require.NoError(t, err)
			for _, select_ := range []string{"", ":", "1", "-1,2", "1,2,3", "0:2", "0:2,1:3,-2:", ":,1", ":,:,4", "::2,::3,1::2", "2:1", ":,::4", "...,-1", "1,"} {
				spans, err := selection.Parse(select_, []int{3, 4, 5})
				require.NoError(t, err)
				want, shape := []byte{}, []int{}
				for i := range spans {
					if s := &spans[i]; s.Drop {
						s.Stop, s.Step = s.Start+1, 1
					} else {
						shape = append(shape, max(0, (s.Stop-s.Start+s.Step-1)/s.Step))
					}
				}
				for i := spans[0].Start; i < spans[0].Stop; i += spans[0].Step {
					for j := spans[1].Start; j < spans[1].Stop; j += spans[1].Step {
						for k := spans[2].Start; k < spans[2].Stop; k += spans[2].Step {
							at := (i*4+j)*5 + k
							want = append(want, elements[at*item:(at+1)*item]...)
						}
					}
				}
				response, raw := s.read("value", "db", "key", name, "form", "raw", "select", select_)
				require.Equal(t, 200, response.StatusCode, raw)
				require.Equal(t, want, append([]byte{}, raw...), "%s %s [%s]", descr, name, select_)
				text, err := json.Marshal(shape)
				require.NoError(t, err)
				require.Equal(t, string(text), response.Header.Get(headerShape))
				require.Equal(t, littleEndian(dtype).Descr(), response.Header.Get(headerDType))
				npy, err := ndarray.Load(strings.NewReader(s.mustRead("value", "db", "key", name, "form", "npy", "select", select_)))
				require.NoError(t, err)
				require.Equal(t, shape, npy.Shape())
				got, err := npy.Bytes()
				require.NoError(t, err)
				require.Equal(t, want, append([]byte{}, got...))
			}
		}
	}
}

// An array that is larger than the pieces in which it is sent arrives unchanged.
func TestServerValueLarge(t *testing.T) {
	s := serverStart(t, nil)
	data := make([]uint16, 700*1000)
	for i := range data {
		data[i] = uint16(i * 7)
	}
	require.NoError(t, leveldb.PutArray(s.db, "k", data, 700, 1000))
	array, err := leveldb.Get[*ndarray.Array](s.db, "k")
	require.NoError(t, err)
	want, err := array.Bytes()
	require.NoError(t, err)
	assert.True(t, string(want) == s.mustRead("value", "db", "key", "k", "form", "raw"))
	big, err := ndarray.FromBytes(must(ndarray.ParseDType(">u2")), []int{700, 1000}, want)
	require.NoError(t, err)
	require.NoError(t, s.db.Put("big", big))
	swapped := bytes.Clone(want)
	swap(swapped, 2)
	assert.True(t, string(swapped) == s.mustRead("value", "db", "key", "big", "form", "raw"))
	column := s.mustRead("value", "db", "key", "k", "form", "raw", "select", ":,3")
	require.Len(t, column, 1400)
	assert.Equal(t, want[2*(699*1000+3):][:2], []byte(column[1398:]))

	// Parts with gaps, and rows that are longer than a part, are copied in several steps.
	f := array.Transpose()
	require.NoError(t, s.db.Put("fortran", f))
	wide, err := ndarray.FromBytes(must(ndarray.ParseDType(">u4")), []int{2, 2, 87500}, want)
	require.NoError(t, err)
	require.NoError(t, s.db.Put("wide", wide))
	text, err := ndarray.FromBytes(must(ndarray.ParseDType("<U116666")), []int{3}, make([]byte, 3*4*116666))
	require.NoError(t, err)
	require.NoError(t, s.db.Put("text", text))
	for key, array := range map[string]*ndarray.Array{"fortran": f, "big": big, "wide": wide, "text": text} {
		for select_, spans := range map[string][]ndarray.Span{
			"": nil, "::2": {{Stop: array.Dim(0), Step: 2}}, "...,1:": append(all(array)[:array.NDim()-1], ndarray.Span{Start: 1, Stop: array.Dim(array.NDim() - 1)}),
		} {
			selected, err := array.Select(spans...)
			require.NoError(t, err)
			want := must(selected.AsCContiguous().Bytes())
			want = bytes.Clone(want)
			swap(want, swapUnit(array.DType()))
			assert.True(t, string(want) == s.mustRead("value", "db", "key", key, "form", "raw", "select", select_), "%s[%s]", key, select_)
		}
	}
}

// all returns the spans of all elements.
func all(a *ndarray.Array) (spans []ndarray.Span) {
	for _, length := range a.Shape() {
		spans = append(spans, ndarray.Span{Stop: length})
	}
	return spans
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func TestServerValueForms(t *testing.T) {
	s := serverStart(t, nil)
	require.NoError(t, s.db.Put("int", 7))
	require.NoError(t, s.db.Put("str", "ä\n"))
	require.NoError(t, s.db.Put("bytes", []byte{0, 255}))
	require.NoError(t, s.db.Put("json", codec.JSON{V: map[string]any{"b": 1.5, "a": nil}}))
	require.NoError(t, leveldb.PutArray(s.db, "array", []float64{1, 2, 3, 4}, 2, 2))
	s.store("none", "")
	for _, c := range []struct{ key, form, selection, want string }{
		{"int", "", "", "7\n"},
		{"str", "json", "", `"ä\u000a"` + "\n"},
		{"str", "raw", "", "ä\n"},
		{"str", "raw", "2:", "\n"},
		{"bytes", "", "", `{"base64":"AP8="}` + "\n"},
		{"bytes", "raw", "1:", "\xff"},
		{"bytes", "stored", "", "b\x00\xff"},
		{"bytes", "stored", "0:1", "b"},
		{"json", "", "", `{"a":null,"b":1.5}` + "\n"},
		{"json", "raw", "", `{"a":null,"b":1.5}`},
		{"none", "", "", "null\n"},
		{"none", "raw", "", ""},
		{"array", "", "", `{"dtype":"<f8","shape":[2,2],"data":[[1.0,2.0],[3.0,4.0]]}` + "\n"},
		{"array", "", "1,0", `{"dtype":"<f8","shape":[],"data":3.0}` + "\n"},
	} {
		assert.Equal(t, c.want, s.mustRead("value", "db", "key", c.key, "form", c.form, "select", c.selection), "%+v", c)
	}
}

func TestServerEntry(t *testing.T) {
	s := serverStart(t, nil)
	dtype := must(ndarray.ParseDType("[('id', '<i4'), ('at', '<M8[25s]', (2,))]"))
	array := must(ndarray.New(dtype, 3))
	require.NoError(t, s.db.Put("table", array))
	assert.JSONEq(t, `{"key":"table","kind":"ndarray","bytes":189,"dtype":"[('id', '<i4'), ('at', '<M8[25s]', (2,))]","shape":[3],"order":"C",
		"type":{"kind":"V","bytes":20,"fields":[{"name":"id","offset":0,"type":{"kind":"i","bytes":4}},
		{"name":"at","offset":4,"type":{"kind":"V","bytes":16,"base":{"kind":"M","bytes":8,"unit":"s","multiple":25},"shape":[2]}}]}}`,
		s.mustRead("entry", "db", "key", "table"))
	s.store("text", "s\xff")
	assert.JSONEq(t, `{"key":"text","kind":"str","bytes":2,"error":"damaged payload: invalid UTF-8"}`, s.mustRead("entry", "db", "key", "text"))
	s.store("json", "j{")
	assert.Contains(t, s.mustRead("entry", "db", "key", "json"), `"kind":"json","bytes":2,"error":"`)
}

func TestServerReadErrors(t *testing.T) {
	s := serverStart(t, nil)
	require.NoError(t, s.db.Put("text", "x"))
	require.NoError(t, leveldb.PutArray(s.db, "array", []float64{1, 2, 3, 4}, 2, 2))
	s.store("broken", "n\x93NUMPY")
	s.store("foreign", "z")
	for _, c := range []struct {
		call       string
		parameters []string
		status     int
		code, text string
	}{
		{"list", []string{"limit", "0"}, 400, "protocol", "the parameter limit must be a number from 1 to 1000"},
		{"list", []string{"limit", "1001"}, 400, "protocol", "from 1 to 1000"},
		{"list", []string{"other", "1"}, 400, "protocol", "no parameter with one of the names"},
		{"list", []string{"prefix", "b", "after", "a"}, 400, "invalid_argument", "does not begin with the prefix"},
		{"list", []string{"db", "none"}, 404, "no_database", `there is no database "none"`},
		{"entry", nil, 400, "protocol", "the parameter key is missing"},
		{"entry", []string{"key", "none"}, 404, "not_found", "there is no such key"},
		{"value", []string{"key", "none"}, 404, "not_found", "there is no such key"},
		{"value", []string{"key", "text", "form", "xml"}, 400, "invalid_argument", "json, raw, npy or stored"},
		{"value", []string{"key", "text", "form", "npy"}, 400, "invalid_argument", "of type str, not ndarray"},
		{"value", []string{"key", "text", "select", "0:1"}, 400, "invalid_argument", "the form raw selects bytes"},
		{"value", []string{"key", "array", "select", "2"}, 400, "invalid_argument", "axis 0 has length 2: there is no index 2"},
		{"value", []string{"key", "array", "select", "-3"}, 400, "invalid_argument", "there is no index -3"},
		{"value", []string{"key", "array", "select", ":,:,:"}, 400, "invalid_argument", "more parts than the array has axes: 2"},
		{"value", []string{"key", "array", "select", "x"}, 400, "invalid_argument", "neither an index nor a range"},
		{"value", []string{"key", "array", "select", "0:1:0"}, 400, "invalid_argument", "is not positive"},
		{"value", []string{"key", "array", "select", "0:1:1:1"}, 400, "invalid_argument", "neither an index nor a range"},
		{"value", []string{"key", "text", "form", "raw", "select", "::2"}, 400, "invalid_argument", "without a step"},
		{"value", []string{"key", "broken"}, 422, "damaged", "; form=stored returns the stored bytes"},
		{"value", []string{"key", "foreign"}, 422, "damaged", "unknown tag 'z'; form=stored returns the stored bytes"},
	} {
		response, body := s.read(c.call, "db", c.parameters...)
		assert.Equal(t, c.status, response.StatusCode, "%+v: %s", c, body)
		assert.Equal(t, c.code, response.Header.Get(wire.HeaderError), "%+v", c)
		assert.Contains(t, body, c.text)
	}
	for _, call := range []string{"list", "entry", "value"} {
		response, err := s.client.Get(s.server.URL + wire.Prefix + call + "?key=k")
		require.NoError(t, err)
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		assert.Equal(t, 400, response.StatusCode)
		assert.Equal(t, "the parameter db is missing", string(body))
	}
	response, err := s.client.Post(s.server.URL+"/v1/list?db=db", "text/plain", nil)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	assert.Equal(t, 405, response.StatusCode)
	response, err = s.client.Get(s.server.URL + "/v1/list?db=db&prefix=a&prefix=b")
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	assert.Equal(t, 400, response.StatusCode)
}

// The JSON of an array that needs more memory than a client may use is refused; a part is not, and
// neither are the elements as bytes.
func TestServerValueMemory(t *testing.T) {
	s := serverStart(t, &HandlerOptions{MaxMemory: 4 << 20, MaxRequests: 4})
	require.NoError(t, leveldb.PutArray(s.db, "k", make([]float64, 1<<16), 1<<16))
	response, body := s.read("value", "db", "key", "k")
	assert.Equal(t, 413, response.StatusCode)
	assert.Contains(t, body, "select a part, or use form=npy")
	assert.Contains(t, s.mustRead("value", "db", "key", "k", "select", "0:3"), `"data":[0.0,0.0,0.0]`)
	assert.Len(t, s.mustRead("value", "db", "key", "k", "form", "raw"), 8<<16)
}

// The calls need the credentials that all calls need.
func TestServerReadCredentials(t *testing.T) {
	s := serverStart(t, &HandlerOptions{Credentials: TokenCredentials("secret", Access{Name: "x", ReadOnly: true})})
	for _, call := range []string{"list", "entry", "value"} {
		response, _ := s.read(call, "db", "key", "k")
		assert.Equal(t, 401, response.StatusCode)
	}
	r, err := http.NewRequest(http.MethodGet, s.server.URL+"/v1/list?db=db", nil)
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer secret")
	assert.Equal(t, 200, s.do(r).StatusCode)
	r.Header.Set("Authorization", "Bearer wrong")
	assert.Equal(t, 401, s.do(r).StatusCode)
	assert.NoError(t, s.handler.options.Credentials.Reload())
	r.Header.Set("Authorization", "Bearer secret")
	assert.Equal(t, 200, s.do(r).StatusCode)
}

// writeWatch records the length of the longest write.
type writeWatch struct {
	http.ResponseWriter
	written []byte
	longest int
}

func (w *writeWatch) Write(b []byte) (int, error) {
	w.written, w.longest = append(w.written, b...), max(w.longest, len(b))
	return len(b), nil
}

// Elements whose bytes are swapped are copied in parts, however long a single one is.
func TestServerLongElementsAreCopiedInParts(t *testing.T) {
	const characters = 3*partSize/4 + 7
	dtype := must(ndarray.ParseDType(fmt.Sprintf(">U%d", characters)))
	for _, shape := range [][]int{{}, {1}, {3}, {2, 2}} {
		a := must(ndarray.New(dtype, shape...))
		content := must(a.Bytes())
		for i := range content {
			content[i] = byte(i % 251)
		}
		for _, a := range []*ndarray.Array{a, a.Transpose()} {
			w := &writeWatch{}
			h := &Handler{}
			r := must(http.NewRequest(http.MethodGet, "/", nil))
			c := &served{Handler: h, request: r, answer: &answer{ResponseWriter: w, control: http.NewResponseController(w)}}
			require.NoError(t, c.sendElements(nil, a))
			want := bytes.Clone(must(a.AsCContiguous().Bytes()))
			swap(want, 4)
			require.True(t, bytes.Equal(want, w.written), shape)
			require.LessOrEqual(t, w.longest, partSize, shape)
		}
	}
}
