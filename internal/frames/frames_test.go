package frames

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type entry struct{ key, value string }

func stream(t testing.TB, entries []entry) []byte {
	t.Helper()
	var b bytes.Buffer
	w := NewWriter(&b)
	for _, e := range entries {
		require.NoError(t, w.Write(e.key, []byte(e.value)))
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

func entries(b []byte) (all []entry, err error) {
	r := NewReader(bytes.NewReader(b))
	for {
		key, value, err := r.Next()
		if err != nil {
			return all, err
		}
		all = append(all, entry{string(key), string(value)})
	}
}

var samples = [][]entry{
	nil,
	{{"", ""}},
	{{"k", "v"}, {"", "v"}, {"\xff\x00", ""}},
	{{strings.Repeat("k", 70_000), strings.Repeat("v", 300_000)}, {"k", strings.Repeat("w", 20<<20)}, {"z", "1"}},
}

func TestRoundTrip(t *testing.T) {
	for _, want := range samples {
		got, err := entries(stream(t, want))
		assert.Equal(t, io.EOF, err)
		assert.Equal(t, want, got)
	}
}

func TestEveryCutIsSeen(t *testing.T) {
	b := stream(t, samples[2])
	for n := range b {
		_, err := entries(b[:n])
		assert.ErrorIs(t, err, ErrTruncated, n)
	}
	_, err := entries(append(b, 0))
	assert.ErrorIs(t, err, ErrFormat)
}

func TestWrongStreams(t *testing.T) {
	for name, c := range map[string]struct {
		b   string
		err error
	}{
		"other magic":  {"OLDBFRM2", ErrFormat},
		"text":         {"key,value\n1,2\n", ErrFormat},
		"wrong count":  {magic + "\xff\xff\xff\xff\xff\xff\xff\xff\x01\x00\x00\x00\x00\x00\x00\x00", ErrFormat},
		"too large":    {magic + "\xfe\xff\xff\xff\xfe\xff\xff\xff", ErrTooLarge},
		"only claimed": {magic + "\x01\x00\x00\x00\xf0\xff\xff\xffkv", ErrTruncated},
	} {
		r := NewReader(strings.NewReader(c.b))
		_, _, err := r.Next()
		assert.ErrorIs(t, err, c.err, name)
		_, _, again := r.Next()
		assert.Equal(t, err, again, name)
		assert.Less(t, cap(r.buffer), 32<<20, name)
	}
}

type failing struct{ error }

func (f failing) Read([]byte) (int, error)  { return 0, f.error }
func (f failing) Write([]byte) (int, error) { return 0, f.error }

func TestErrorsOfWhatIsBelow(t *testing.T) {
	broken := errors.New("broken")
	_, _, err := NewReader(failing{broken}).Next()
	assert.ErrorIs(t, err, broken)
	w := NewWriter(failing{broken})
	assert.ErrorIs(t, errors.Join(w.Write("k", make([]byte, 1<<20)), w.Close()), broken)
}

func FuzzReader(f *testing.F) {
	for _, s := range samples[:3] {
		f.Add(stream(f, s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		all, err := entries(b)
		if err == io.EOF {
			assert.Equal(t, b, stream(t, all), "what is read whole is written the same")
		}
	})
}
