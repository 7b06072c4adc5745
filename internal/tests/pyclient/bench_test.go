package pyclient_test

import (
	"encoding/json"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// BenchmarkPythonClient measures a get through the Python client, which opens a connection per
// call. It compares this server with one like that of the Python package, which opens the database
// for each call. Times are measured in Python around a read.
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
				b.ReportMetric(0, "ns/op") // it would include the start of Python
			})
		}
	}
}
