package testcluster

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// variable selects the cluster of the tests: a number of stores, or addresses of PD servers.
const variable = "OPENLEVELDB_CLUSTER"

// shared is the cluster of this process.
var shared struct {
	sync.Once
	cluster *Cluster
	dir     string
	err     error
}

// Main runs the tests of a package and stops the cluster that they used. Call it in TestMain:
//
//	func TestMain(m *testing.M) { os.Exit(testcluster.Main(m)) }
func Main(m *testing.M) int {
	code := m.Run()
	if c := shared.cluster; c != nil && c.Own() {
		if err := c.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = max(code, 1)
		}
	}
	switch {
	case shared.dir == "":
	case code == 0:
		if err := os.RemoveAll(shared.dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	default:
		fmt.Fprintln(os.Stderr, "The data and logs of the cluster are in", shared.dir)
	}
	return code
}

// Of returns the cluster of this process, which OPENLEVELDB_CLUSTER selects. The first call starts
// it. The test is skipped if the variable is not set, or if the cluster has fewer stores.
func Of(t testing.TB, stores int) *Cluster {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		t.Skip("runs against a cluster: see make test-cluster")
	}
	n, err := strconv.Atoi(text)
	if err == nil && n < stores {
		t.Skipf("runs against a cluster of %d stores: see make test-cluster-raft", stores)
	}
	shared.Do(func() {
		if err != nil {
			shared.cluster = &Cluster{pd: strings.Split(text, ",")}
			return
		}
		if shared.dir, shared.err = os.MkdirTemp("", "openleveldb-cluster-"); shared.err != nil {
			return
		}
		// A proxy would take time from every benchmark.
		shared.cluster, shared.err = Start(context.Background(), Config{Dir: shared.dir, Stores: n, Proxied: n > 1 && !benchmarking()})
	})
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.cluster
}

// benchmarking reports whether this process was started for benchmarks.
func benchmarking() bool {
	for _, arg := range os.Args {
		if strings.HasPrefix(arg, "-test.bench=") && arg != "-test.bench=" {
			return true
		}
	}
	return false
}

// OfOwn is Of for tests that control the processes of the cluster. It skips the test if the cluster
// is another one.
func OfOwn(t testing.TB, stores int) *Cluster {
	t.Helper()
	c := Of(t, stores)
	if !c.Own() {
		t.Skipf("controls the processes of the cluster: set %s to a number of stores", variable)
	}
	return c
}
