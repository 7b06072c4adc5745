package wire

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

func TestLinkHeads(t *testing.T) {
	for _, h := range []LinkHead{{}, {Size: MaxLinkBody, ID: math.MaxUint32, Kind: 255}, {Size: 1, ID: 2, Kind: 3}} {
		b := h.Append(nil)
		require.Len(t, b, LinkHeadSize)
		got, err := ParseLinkHead(b)
		require.NoError(t, err)
		assert.Equal(t, h, got)
	}
	for _, size := range []int{MaxLinkBody + 1, math.MaxUint32} {
		_, err := ParseLinkHead(LinkHead{Size: size}.Append(nil))
		assert.ErrorIs(t, err, ErrProtocol)
	}
}

// The numbers of calls are part of the protocol.
func TestLinkCalls(t *testing.T) {
	for number, name := range map[byte]string{1: "get", 2: "array", 3: "locate", 4: "has", 5: "put", 6: "delete", 7: "write", 0: CallRange} {
		assert.Equal(t, number, LinkNumber(name))
	}
	assert.Zero(t, LinkNumber(""))
}

func TestLinkErrors(t *testing.T) {
	for _, err := range []error{driver.ErrNotFound, &driver.Error{Class: driver.ErrIO, Text: "text"}, errors.New(strings.Repeat("x", 1<<20))} {
		b := AppendLinkError([]byte("before"), 7, CodeOf(err), Text(err))[len("before"):]
		h, parsed := ParseLinkHead(b)
		require.NoError(t, parsed)
		assert.Equal(t, LinkHead{Size: len(b) - LinkHeadSize, ID: 7, Kind: LinkError}, h)
		sent, parsed := ParseLinkError(b[LinkHeadSize:])
		require.NoError(t, parsed)
		assert.ErrorIs(t, sent, CodeOf(err).Class)
	}
	good := AppendLinkError(nil, 1, CodeOf(driver.ErrIO), "text")[LinkHeadSize:]
	for _, body := range [][]byte{nil, good[:len(good)-1], append(good, 'x')} {
		_, err := ParseLinkError(body)
		assert.ErrorIs(t, err, ErrProtocol)
	}
}

func FuzzLinkErrors(f *testing.F) {
	f.Add(AppendLinkError(nil, 1, CodeOf(driver.ErrIO), "text")[LinkHeadSize:])
	f.Fuzz(func(t *testing.T, body []byte) {
		sent, err := ParseLinkError(body)
		if err != nil {
			require.ErrorIs(t, err, ErrProtocol)
			return
		}
		require.Error(t, sent)
	})
}
