package shared_test

import (
	"testing"

	"github.com/openleveldb/openleveldb/internal/process"
	"github.com/openleveldb/openleveldb/leveldb"
	_ "github.com/openleveldb/openleveldb/leveldb/shared"
)

// job is the task of a process.
type job struct {
	Path    string // of the database
	Own     string // prefix of the files in which a worker keeps what it knows
	Stop    string // file that ends the work once it exists
	Number  int    // number of this process
	Workers int    // number of workers of all processes
	Seed    uint64
}

// roles maps the roles in which tests run this test binary again to functions.
var roles = map[string]func(job) (any, error){
	"work":      workRole,
	"brief":     briefRole,
	"hold":      holdRole,
	"nosockets": noSocketsRole,
}

// TestRole is not a test: the other processes run it.
func TestRole(t *testing.T) { process.Play(t, roles) }

// open opens a database together with other processes.
func open(path string) (*leveldb.DB, error) {
	// With such a small buffer, changes of hands interrupt the writing of tables.
	return leveldb.Open(path, &leveldb.Options{Shared: true, WriteBufferSize: 64 << 10, MaxFileSize: 1 << 20})
}
