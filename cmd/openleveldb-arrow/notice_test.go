package main

import (
	"testing"

	"github.com/openleveldb/openleveldb/internal/notice"
)

// NOTICE lists every module that bin/openleveldb-arrow contains, and no other.
func TestNoticeIsComplete(t *testing.T) {
	notice.Check(t, "../..", ".", "In bin/openleveldb-arrow")
}
