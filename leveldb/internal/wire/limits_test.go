package wire

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

func TestTooManyKeys(t *testing.T) {
	body := make([]byte, 4*MaxKeys) // empty ones
	keys, err := ParseKeys(body)
	require.NoError(t, err)
	require.Len(t, keys, MaxKeys)
	_, err = ParseKeys(append(body, 0, 0, 0, 0))
	require.ErrorIs(t, err, driver.ErrTooLarge)
	_, err = ParseGather(GatherRequest{Keys: make([]string, MaxKeys+1)}.Append(nil))
	require.ErrorIs(t, err, driver.ErrTooLarge)
}

func TestWholeSpan(t *testing.T) {
	body := Span{Lower: "a", Limit: 7}.Append(nil)
	s, err := ParseWholeSpan(body)
	require.NoError(t, err)
	require.Equal(t, Span{Lower: "a", Limit: 7}, s)
	_, err = ParseWholeSpan(append(body, 0))
	require.ErrorIs(t, err, ErrProtocol)
	_, err = ParseWholeSpan(body[:len(body)-1])
	require.ErrorIs(t, err, ErrProtocol)
}

// The class of an error appears once in its text, also on the other side.
func TestTextWithoutClass(t *testing.T) {
	for _, test := range []struct {
		err  error
		text string
	}{
		{fmt.Errorf("%w: of 7 bytes", driver.ErrTooLarge), "of 7 bytes"},
		{driver.ErrTooLarge, ""},
		{fmt.Errorf("batch: %w", driver.ErrTooLarge), "batch: too large"},
		{errors.New("anything"), "anything"},
	} {
		assert.Equal(t, test.text, Text(test.err))
	}
	sent := fmt.Errorf("%w: of 7 bytes", driver.ErrTooLarge)
	assert.EqualError(t, Error(CodeOf(sent).Name, Text(sent)), sent.Error())
}

// Error text sent to clients omits the server's directories, but keeps the names of LevelDB's
// files.
func TestTextWithoutPaths(t *testing.T) {
	for text, want := range map[string]string{
		"/proc/self/fd/7/000005.ldb: Input/output error":      "000005.ldb: Input/output error",
		"lock /srv/x/LOCK: already held":                      "lock LOCK: already held",
		"/srv/MANIFEST-000002 and /srv/CURRENT are not there": "MANIFEST-000002 and CURRENT are not there",
		"a/b is a key": "a/b is a key",
	} {
		assert.Equal(t, want, Text(errors.New(text)))
	}
}

// Error text from a server contains no terminal control characters.
func TestErrorIsPrintable(t *testing.T) {
	for _, name := range []string{"io", "internal", "unknown\x1b[2J"} {
		text := Error(name, "a\x1b]0;title\x07b\nc\xff").Error()
		assert.Contains(t, text, `a\x1b]0;title\ab; c\xff`)
		assert.NotContains(t, text, "\x1b")
	}
}
