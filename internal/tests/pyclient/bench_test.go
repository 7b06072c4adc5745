package pyclient_test

import (
	"encoding/json"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// BenchmarkPythonClient is a get through the Python client, which opens a connection a call: on this server, and on one as the
// Python package has it, which opens the database for each call. The times are those of Python's clock around a read.
func BenchmarkPythonClient(b *testing.B) {
	sizes := []int{128, 1 << 20}
	directory, root := pythonDirectory(b, nil)
	ours, stop := pythonServe(b, directory, nil)
	b.Cleanup(func() {
		stop()
		require.NoError(b, directory.Close())
	})
	for _, server := range []struct{ name, address, database string }{
		{"openleveldb", ours, filepath.Join(root, "measured")},
		{"flask", pythonFlask(b), filepath.Join(b.TempDir(), "measured")},
	} {
		for _, size := range sizes {
			b.Run("server="+server.name+"/size="+strconv.Itoa(size), func(b *testing.B) {
				var measured map[string]struct{ Median float64 }
				out := pythonRun(b, "measure.py", nil, server.address, server.database, strconv.Itoa(b.N), strconv.Itoa(size))
				require.NoError(b, json.Unmarshal([]byte(out), &measured))
				median := measured[strconv.Itoa(size)].Median
				b.ReportMetric(median*float64(time.Second), "median-ns/get")
				b.ReportMetric(0, "ns/op") // it would count the start of Python
			})
		}
	}
}
