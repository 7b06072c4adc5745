package leveldb_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/openleveldb/openleveldb/leveldb"
)

// Without the package that shares, the error names the import. Nothing is created.
func TestSharedNeedsImport(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	_, err := leveldb.Open(path, &leveldb.Options{Shared: true})
	assert.ErrorIs(t, err, leveldb.ErrNotSupported)
	assert.ErrorContains(t, err, `import _ "github.com/openleveldb/openleveldb/leveldb/shared"`)
	assert.NoDirExists(t, path)
}
