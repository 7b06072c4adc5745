package native

/*
#include "direct.h"
*/
import "C"

import (
	"fmt"
	"path/filepath"
	"strings"
	"sync"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// directTables holds the tables of a database that is open read-only, for iteration without
// LevelDB's iterators: see direct.cc.
type directTables struct {
	once sync.Once
	c    *C.oldb_direct // nil if LevelDB's iterators are needed
}

// direct returns the tables, or nil. The caller is inside a call.
func (c *core) direct() *C.oldb_direct {
	if !c.readOnly || c.order != nil {
		return nil
	}
	c.tables.once.Do(func() { c.tables.c = c.findDirect() })
	return c.tables.c
}

// findDirect returns nil if two tables overlap, if the log held entries, and if the manifest cannot
// be read or is no longer that of the open database. None of these is an error.
func (c *core) findDirect() *C.oldb_direct {
	m, err := dbfile.ReadManifest(c.path)
	if err != nil {
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

// holds reports whether the tables of the open database are those of m.
func (c *core) holds(m *dbfile.Manifest) bool {
	text, err := c.property("leveldb.sstables")
	if err != nil {
		return false
	}
	n := 0
	for line := range strings.Lines(text) {
		var number, size uint64
		if _, err := fmt.Sscanf(line, " %d:%d[", &number, &size); err != nil {
			continue // the headline of a level
		}
		if t, ok := m.Tables[number]; !ok || t.Size != size {
			return false
		}
		n++
	}
	return n == len(m.Tables)
}

func (t *directTables) free() { C.oldb_direct_free(t.c) }
