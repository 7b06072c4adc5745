package remote

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A program that only dials does not link the server. The protocol does not depend on a database.
func TestImports(t *testing.T) {
	const module = "github.com/openleveldb/openleveldb/"
	for of, not := range map[string][]string{
		"leveldb/remote":        {"leveldb/server"},
		"leveldb/internal/wire": {"leveldb", "leveldb/server", "leveldb/remote", "native"},
	} {
		list, err := exec.Command("go", "list", "-deps", module+of).CombinedOutput()
		require.NoError(t, err, "%s", list)
		all := strings.Fields(string(list))
		require.Contains(t, all, module+"leveldb/driver")
		for _, path := range not {
			for _, imported := range all {
				require.False(t, imported == module+path || strings.HasPrefix(imported, module+"leveldb/server/"), "%s imports %s", of, imported)
			}
		}
	}
}
