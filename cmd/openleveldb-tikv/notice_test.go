package main

import (
	"testing"

	"github.com/openleveldb/openleveldb/internal/notice"
)

// NOTICE lists every module that bin/openleveldb-tikv contains, and no other.
func TestNoticeIsComplete(t *testing.T) {
	notice.Check(t, "../..", ".", "In bin/openleveldb and bin/openleveldb-tikv", "In bin/openleveldb-tikv")
}
