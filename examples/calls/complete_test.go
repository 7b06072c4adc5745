package calls

import (
	"reflect"
	"testing"

	"github.com/jmhodges/levigo"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	goleveldb "github.com/syndtr/goleveldb/leveldb"
	"github.com/syndtr/goleveldb/leveldb/iterator"

	"github.com/openleveldb/openleveldb/internal/calltable"
)

// Every method of the types below, and every function that is named here, has a row, and no row has
// another call.
func TestEveryCallHasARow(t *testing.T) {
	libraries := map[string]struct {
		types     []any
		functions []string
	}{
		"goleveldb": {
			types:     []any{(*goleveldb.DB)(nil), (*goleveldb.Batch)(nil), (*goleveldb.Snapshot)(nil), (*goleveldb.Transaction)(nil), (*iterator.Iterator)(nil)},
			functions: []string{"OpenFile", "Open", "RecoverFile", "Recover", "BytesPrefix"},
		},
		"levigo": {
			types: []any{
				(*levigo.DB)(nil), (*levigo.WriteBatch)(nil), (*levigo.Iterator)(nil), (*levigo.Options)(nil), (*levigo.ReadOptions)(nil),
				(*levigo.WriteOptions)(nil), (*levigo.Cache)(nil), (*levigo.FilterPolicy)(nil), (*levigo.Env)(nil),
			},
			functions: []string{
				"Open", "RepairDatabase", "DestroyDatabase", "NewOptions", "NewReadOptions", "NewWriteOptions", "NewWriteBatch", "NewLRUCache",
				"NewBloomFilter", "NewDefaultEnv", "DestroyComparator", "GetLevelDBMajorVersion", "GetLevelDBMinorVersion",
			},
		},
	}
	for library, calls := range libraries {
		documented := map[string]bool{}
		for _, row := range page(t, library) {
			for _, call := range append([]string{row.Call}, row.More...) {
				name, _ := calltable.Split(call)
				documented[name] = true
			}
		}
		expected := map[string]bool{}
		for _, name := range calls.functions {
			expected[name] = true
		}
		for _, value := range calls.types {
			typ := reflect.TypeOf(value)
			name := typ.Elem().Name()
			if typ.Elem().Kind() == reflect.Interface {
				typ = typ.Elem()
			}
			require.Positive(t, typ.NumMethod())
			for i := range typ.NumMethod() {
				expected[name+"."+typ.Method(i).Name] = true
			}
		}
		assert.Equal(t, expected, documented, library)
	}
}
