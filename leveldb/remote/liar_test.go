package remote

import (
	"context"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver"
	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// ctx is for calls that are not cancelled.
var ctx = context.Background()

// liarPage returns a page of entries whose values are one byte each.
func liarPage(keys ...string) []byte {
	var ends []driver.End
	var all, values []byte
	for _, key := range keys {
		all, values = append(all, key...), append(values, 'i')
		ends = append(ends, driver.End{Key: uint32(len(all)), Value: uint32(len(values))})
	}
	return append(append(wire.AppendPageHead(nil, ends, uint32(len(all)), uint32(len(values))), all...), values...)
}

// liarLookup returns a page of a lookup with n values of one byte.
func liarLookup(n int) []byte {
	var ends []driver.End
	for i := range n {
		ends = append(ends, driver.End{Key: 1, Value: uint32(i + 1)})
	}
	return append(wire.AppendPageHead(nil, ends, 0, uint32(n)), make([]byte, n)...)
}

func liarJoin(parts ...[]byte) (all []byte) {
	for _, part := range parts {
		all = append(all, part...)
	}
	return all
}

// liarRange returns a function that iterates over a range to its end.
func liarRange(span driver.Span) func(s *clientStore) error {
	return func(s *clientStore) error {
		cursor, err := s.Scan(ctx, span, leveldb.ReadOptions{})
		return liarRead(cursor, err)
	}
}

func liarKeys(s *clientStore) error {
	cursor, err := s.Lookup(ctx, []string{"a", "b"}, leveldb.ReadOptions{})
	return liarRead(cursor, err)
}

func liarRead(cursor driver.Cursor, err error) error {
	if err != nil {
		return err
	}
	defer cursor.Close()
	for {
		page, err := cursor.Next(ctx)
		if page == nil || err != nil {
			return err
		}
	}
}

func liarGather(s *clientStore) error {
	_, err := s.Gather(ctx, []string{"a", "b"}, nil, make([]byte, 2), leveldb.ReadOptions{})
	return err
}

func liarSplit(s *clientStore) error {
	_, err := s.Split(ctx, driver.Span{Lower: "a", Upper: "d"}, 3, leveldb.ReadOptions{})
	return err
}

func liarArray(last int) func(s *clientStore) error {
	return func(s *clientStore) error {
		return s.ReadArray(ctx, "k", 0, last, leveldb.ReadOptions{}, func(driver.ArrayHead, io.Reader) error { return nil })
	}
}

func liarPart(s *clientStore) error {
	_, err := s.ReadPart(ctx, "k", driver.Part{Offset: 7, Run: 10, Axes: []driver.PartAxis{{Count: 3, Stride: 20}}}, leveldb.ReadOptions{})
	return err
}

// liarPartAnswer returns the head of a part of a value.
func liarPartAnswer(size int64, header int) []byte {
	return wire.PartAnswer{Size: size, Header: make([]byte, header)}.Append(nil)
}

// Each response is wrong in one way, and the error names it. A missing check fails this test.
func TestClientChecksFrames(t *testing.T) {
	end := wire.AppendEnd(nil)
	two := []driver.RowState{driver.RowCopied, driver.RowCopied}
	rows := func(states ...driver.RowState) []byte { return wire.AppendRowsHead(nil, states) }
	none := driver.Span{}
	for name, c := range map[string]struct {
		do   func(s *clientStore) error
		body []byte
		text string
	}{
		"duplicate key in a page":        {liarRange(none), liarJoin(liarPage("a", "a"), end), `key "a" is out of order`},
		"duplicate key in the next page": {liarRange(none), liarJoin(liarPage("a", "b"), liarPage("b", "c"), end), `key "b" is out of order`},
		"keys in the wrong order":        {liarRange(none), liarJoin(liarPage("b", "a"), end), `key "a" is out of order`},
		"keys in the wrong order, back":  {liarRange(driver.Span{Reverse: true}), liarJoin(liarPage("a", "b"), end), `key "b" is out of order`},
		"duplicate key, back":            {liarRange(driver.Span{Reverse: true}), liarJoin(liarPage("a"), liarPage("a"), end), `key "a" is out of order`},
		"key below the range":            {liarRange(driver.Span{Lower: "b"}), liarJoin(liarPage("a", "c"), end), `key "a" is out of order`},
		"key above the range":            {liarRange(driver.Span{Upper: "b"}), liarJoin(liarPage("a", "b"), end), `key "b" is out of order`},
		"empty key twice":                {liarRange(none), liarJoin(liarPage(""), liarPage(""), end), `key "" is out of order`},
		"more than the limit":            {liarRange(driver.Span{Limit: 2}), liarJoin(liarPage("a", "b"), liarPage("c"), end), "more than the 2 entries"},
		"values for keys":                {liarRange(driver.Span{KeysOnly: true}), liarJoin(liarPage("a"), end), "values in a keys-only range"},
		"more behind the end":            {liarRange(none), liarJoin(liarPage("a"), end, end), "unexpected bytes after the last frame"},
		"rows in a range":                {liarRange(none), liarJoin(rows(driver.RowMissing), end), "kind 2 in a stream of pages"},
		"unknown frame":                  {liarRange(none), []byte{9}, "a frame of kind 9"},
		"page without entries":           {liarRange(none), liarJoin(wire.AppendPageHead(nil, nil, 0, 0), end), "a page of 0 entries"},
		"page with too many entries": {liarRange(none), liarJoin([]byte{wire.FramePage, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0}, make([]byte, 8*65537), end),
			"a page of 65537 entries"},
		"ends beyond the keys":   {liarRange(none), liarJoin(wire.AppendPageHead(nil, []driver.End{{Key: 2, Value: 1}}, 1, 1), []byte("ki"), end), "do not fit its bytes"},
		"ends before the values": {liarRange(none), liarJoin(wire.AppendPageHead(nil, []driver.End{{Key: 1, Value: 1}}, 1, 2), []byte("kii"), end), "do not fit its bytes"},
		"error with a long text": {liarRange(none), liarJoin([]byte{wire.FrameError, 0, 0, 0, 0, 1, 0, 16, 0}, make([]byte, 1<<20+1)), "a text of 1048577 bytes"},

		"too few values":         {liarKeys, liarJoin(liarLookup(1), end), "1 values for 2 keys"},
		"too many values":        {liarKeys, liarJoin(liarLookup(3), end), "more values than requested"},
		"too many in the second": {liarKeys, liarJoin(liarLookup(1), liarLookup(2), end), "more values than requested"},
		"keys in a lookup":       {liarKeys, liarJoin(liarPage("k", "l"), end), "lookup page with keys"},
		"found twice": {liarKeys, liarJoin(wire.AppendPageHead(nil, []driver.End{{Key: 2, Value: 1}, {Key: 1, Value: 2}}, 0, 2), []byte("ii"), end),
			"do not fit its bytes"},

		"too few rows":      {liarGather, liarJoin(rows(driver.RowCopied), []byte("r"), end), "1 rows are missing"},
		"too many rows":     {liarGather, liarJoin(rows(driver.RowCopied, driver.RowCopied, driver.RowCopied), []byte("rrr"), end), "more rows than keys"},
		"pages in a gather": {liarGather, liarJoin(liarPage("a"), end), "kind 1 in a stream of rows"},
		"frames of no rows": {liarGather, liarJoin(rows(), rows(two...), []byte("rr"), end), "0 rows"},
		"frame of too many rows": {liarGather, liarJoin([]byte{wire.FrameRows, 1, 0, 1, 0}, make([]byte, 65537), end),
			"65537 rows"},
		"row of an unknown state": {liarGather, liarJoin(rows(driver.RowCopied, 9), []byte("rr"), end), "a row of state 9"},
		"more behind the rows":    {liarGather, liarJoin(rows(two...), []byte("rr"), end, []byte{0}), "unexpected bytes after the last frame"},

		"array shorter than its header": {liarArray(-1), liarJoin([]byte{0, 9, 0, 0, 0}, []byte("n")), "does not match the response"},
		"rows of the whole array":       {liarArray(-1), liarJoin([]byte{1, 1, 0, 0, 0}, []byte("n")), "does not match the response"},
		"unknown kind of array":         {liarArray(1), liarJoin([]byte{2, 1, 0, 0, 0}, []byte("n")), "bad array header"},
		"header of an array too long":   {liarArray(1), liarJoin([]byte{0, 1, 0, 32, 0}, make([]byte, 2<<20+1)), "bad array header"},

		"part of another value":      {liarPart, liarJoin(liarPartAnswer(56, 1), make([]byte, 30)), "a part of another length"},
		"part shorter than its runs": {liarPart, liarJoin(liarPartAnswer(57, 1), make([]byte, 29)), "a part of another length"},
		"part of no value":           {liarPart, liarPartAnswer(-1, 0), "impossible size"},
		"part of too long a value":   {liarPart, liarJoin(liarPartAnswer(1<<40, 1), make([]byte, 30)), "impossible size"},
		"header longer than a value": {liarPart, liarPartAnswer(5, 6), "impossible length"},
		"part with too long a head":  {liarPart, liarPartAnswer(1<<30, wire.MaxArrayHeader+1), "impossible length"},
		"more than a part":           {liarPart, liarJoin(liarPartAnswer(1<<30, wire.MaxArrayHeader), make([]byte, 31)), "at most 2097194 are accepted"},

		"neither found nor not": {func(s *clientStore) error { _, err := s.Has(ctx, "k", leveldb.ReadOptions{}); return err }, []byte{2}, "want 0 or 1"},
		"no answer to has":      {func(s *clientStore) error { _, err := s.Has(ctx, "k", leveldb.ReadOptions{}); return err }, nil, "want 0 or 1"},
		"a count beyond the limit": {func(s *clientStore) error {
			_, err := s.Count(ctx, driver.Span{Limit: 2}, leveldb.ReadOptions{})
			return err
		},
			wire.AppendNumber(nil, 3), "count of 3 entries, limit 2"},
		"a cut at the lower bound": {liarSplit, wire.AppendKeys(nil, []string{"a", "c"}), "do not cut the range"},
		"a cut at the upper bound": {liarSplit, wire.AppendKeys(nil, []string{"b", "d"}), "do not cut the range"},
		"a cut twice":              {liarSplit, wire.AppendKeys(nil, []string{"b", "b"}), "do not cut the range"},
		"too many cuts":            {liarSplit, wire.AppendKeys(nil, []string{"b", "ba", "c"}), "into 3 parts"},
		"half a cut":               {liarSplit, []byte{9, 0, 0, 0, 'b'}, "too short"},
		"a short number":           {func(s *clientStore) error { _, err := s.ApproximateSize(ctx, "a", "b"); return err }, make([]byte, 7), "too short"},
		"a lease without id":       {func(s *clientStore) error { _, err := s.Snapshot(ctx); return err }, make([]byte, 16), "bad lease"},
	} {
		t.Run(name, func(t *testing.T) {
			header := http.Header{"Content-Type": {wire.ContentType}}
			client, err := newClient("liar:1", "db", &Options{Retries: -1})
			require.NoError(t, err)
			defer client.end()
			client.transport, client.where = &liar{200, header, c.body, int64(len(c.body))}, "http://liar:1/db"
			err = c.do(&clientStore{client: client, handle: new(handle)})
			require.ErrorIs(t, err, ErrProtocol)
			require.ErrorContains(t, err, c.text)
			require.ErrorContains(t, err, "http://liar:1/db: ", "it names the server and the database")
		})
	}
}
