package readme_test

import (
	"path/filepath"
	"testing"

	"github.com/openleveldb/openleveldb/internal/notice"
)

// NOTICE lists every module that bin/openleveldb contains, and no other. Tests of
// cmd/openleveldb-arrow and cmd/openleveldb-tikv check the same for those programs.
func TestNoticeIsComplete(t *testing.T) {
	notice.Check(t, root, filepath.Join(root, "cmd/openleveldb"), "In bin/openleveldb and bin/openleveldb-tikv")
}
