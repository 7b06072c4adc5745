package processes_test

import (
	"testing"

	"github.com/openleveldb/openleveldb/internal/process"
	"github.com/openleveldb/openleveldb/internal/tests/served"
)

// roles maps the roles in which tests of several processes run this test binary again to functions.
var roles = map[string]func(served.Job) (any, error){
	"server":  served.Server,
	"worker":  workRole,
	"durable": durableRole,
	"ranger":  rangeRole,
	"crash":   crashRole,
}

// TestRole is not a test: the other processes run it.
func TestRole(t *testing.T) { process.Play(t, roles) }
