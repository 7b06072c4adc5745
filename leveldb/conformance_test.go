package leveldb_test

import (
	"testing"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/openleveldb/openleveldb/leveldb/driver/drivertest"
)

// TestConformance runs the suite on complete databases with different options, and on a
// sub-database of a database with other entries.
func TestConformance(t *testing.T) {
	for name, o := range map[string]*leveldb.Options{
		"default": nil,
		"tuned": {
			Compression: leveldb.NoCompression, BloomFilterBits: 10, WriteBufferSize: 64 << 10, BlockSize: 1 << 10,
			BlockCacheSize: 1 << 20, MaxOpenFiles: 80, BlockRestartInterval: 2, ParanoidChecks: true,
			Read: leveldb.ReadOptions{VerifyChecksums: true, DontFillCache: true},
		},
	} {
		t.Run(name, func(t *testing.T) {
			drivertest.Run(t, func(t testing.TB) *leveldb.DB { return openTest(t, o) })
		})
	}
}
