package processes_test

import (
	"testing"

	"github.com/openleveldb/openleveldb/internal/process"
	"github.com/openleveldb/openleveldb/internal/tests/served"
)

// The tests of several processes run this test binary again, in one of these roles.
var roles = map[string]func(served.Job) (any, error){
	"server":  served.Server,
	"worker":  workRole,
	"durable": durableRole,
	"ranger":  rangeRole,
	"crash":   crashRole,
}

// TestRole is no test but what the other processes run.
func TestRole(t *testing.T) { process.Play(t, roles) }
