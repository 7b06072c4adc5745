package native

/*
#include "direct.h"
*/
import "C"

import (
	"fmt"
	"path/filepath"
	"strconv"
	"sync"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// directTables holds the tables of a database that is open read-only, for iteration without
// LevelDB's iterators: see direct.cc.
type directTables struct {
	once     sync.Once
	manifest *dbfile.Manifest // the one that was opened; nil after its use
	c        *C.oldb_direct   // nil if LevelDB's iterators are needed
}

// direct returns the tables, or nil. The caller is inside a call.
func (c *core) direct() *C.oldb_direct {
	if !c.readOnly || c.order != nil {
		return nil
	}
	c.tables.once.Do(func() {
		c.tables.c = c.findDirect(c.tables.manifest)
		c.tables.manifest = nil
	})
	return c.tables.c
}

// findDirect returns nil if two tables overlap, or if the log held entries. Neither is an error.
func (c *core) findDirect(m *dbfile.Manifest) *C.oldb_direct {
	if m == nil {
		return nil
	}
	tables := c.order.tablesIn(m, driver.Span{})
	for i := 1; i < len(tables); i++ {
		if tables[i-1].Last >= tables[i].First {
			return nil
		}
	}
	if len(tables) == 0 || !c.holds(m) {
		return nil
	}
	d := C.oldb_direct_new()
	for _, t := range tables {
		path := filepath.Join(c.path, dbfile.TableName(t.Number))
		if d == nil || C.oldb_direct_add(d, chars(path), C.size_t(len(path)), C.uint64_t(t.Size), chars(t.Last), C.size_t(len(t.Last))) == 0 {
			C.oldb_direct_free(d)
			return nil
		}
	}
	return d
}

// holds reports whether the tables of the open database are those of m, the manifest that LevelDB
// has read. LevelDB adds tables in memory if the log holds entries.
func (c *core) holds(m *dbfile.Manifest) bool {
	for level, n := range m.CountByLevel() {
		text, err := c.property(fmt.Sprintf("leveldb.num-files-at-level%d", level))
		if err != nil || text != strconv.Itoa(n) {
			return false
		}
	}
	return true
}

func (t *directTables) free() { C.oldb_direct_free(t.c) }
