// Package commands_test runs the tests of the program openleveldb-tikv on a cluster. The program is
// a module of its own, which cannot import the cluster of the tests.
package commands_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/cluster/internal/testcluster"
)

func TestMain(m *testing.M) { os.Exit(testcluster.Main(m)) }

func TestCommands(t *testing.T) {
	c := testcluster.Of(t, 1)
	cmd := exec.CommandContext(t.Context(), "go", "test", "-count", "1", "-run", "OnCluster", "-v", ".")
	cmd.Dir = "../../../../cmd/openleveldb-tikv"
	cmd.Env = append(os.Environ(), "OPENLEVELDB_CLUSTER="+strings.Join(c.PD(), ","))
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	require.NoError(t, err)
	require.Contains(t, string(out), "--- PASS: TestCommandsOnCluster")
}
