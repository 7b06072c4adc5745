//go:build !openleveldb_poison

package native

import (
	"bytes"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// A build without the tag contains neither code nor memory for poisoning.
func TestNoPoison(t *testing.T) {
	executable, err := os.Executable()
	require.NoError(t, err)
	program, err := os.ReadFile(executable)
	require.NoError(t, err)
	// Split, so that this program does not contain the names as literals.
	join := func(parts ...string) []byte { return []byte(strings.Join(parts, "")) }
	require.True(t, bytes.Contains(program, join("openleveldb/native.(*DB", ").Pin")), "the names of functions are in the program")
	for _, name := range [][]byte{
		join("oldb_", "poison"), join("native.(*gua", "rd).lend"), join("native.(*gua", "rd).revoke"), join("native.lend", "Small"),
		join("native.(*co", "pies).withdraw"),
	} {
		assert.False(t, bytes.Contains(program, name), "%s", name)
	}
	assert.Zero(t, reflect.TypeFor[guard]().Size())
	assert.Zero(t, reflect.TypeFor[copies]().Size())
	assert.Empty(t, ExplainFault(1))
	assert.Empty(t, driver.ValueOf([]byte{1}).Explain())
}
