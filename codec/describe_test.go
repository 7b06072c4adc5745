package codec

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/ndarray"
)

// describe returns the text that testdata/peer.py prints for the same value and type.
func describe(t testing.TB, v any) string {
	t.Helper()
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return fmt.Sprint(v)
	case int64:
		return fmt.Sprintf("int:%x", v)
	case *big.Int:
		require.False(t, v.IsInt64(), "%v is a *big.Int, but fits in an int64", v)
		return fmt.Sprintf("int:%x", v)
	case float64:
		if math.IsNaN(v) {
			return "float:nan"
		}
		return "float:" + hex.EncodeToString(binary.BigEndian.AppendUint64(nil, math.Float64bits(v)))
	case string:
		return "str:" + hex.EncodeToString([]byte(v))
	case []byte:
		return "bytes:" + hex.EncodeToString(v)
	case []any:
		elements := make([]string, len(v))
		for i, element := range v {
			elements[i] = describe(t, element)
		}
		return "[" + strings.Join(elements, ",") + "]"
	case map[string]any:
		var members []string
		for key, value := range v {
			members = append(members, hex.EncodeToString([]byte(key))+":"+describe(t, value))
		}
		slices.Sort(members)
		return "{" + strings.Join(members, ",") + "}"
	case *ndarray.Array:
		npy, err := v.AppendNPY(nil)
		require.NoError(t, err)
		return "ndarray:" + hex.EncodeToString(npy)
	}
	require.FailNow(t, "not a type of a dynamic read", "%T", v)
	return ""
}
