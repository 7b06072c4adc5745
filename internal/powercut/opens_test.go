package powercut

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/openleveldb/openleveldb/leveldb"
)

// A database that is opened again and again holds the first writes, at any moment of opening,
// writing and closing. That includes writes that an earlier opening did not sync, and the moment
// between the replacement of CURRENT and its sync. An image can be opened in both ways, and what is
// written to it then stays.
func TestPowerCutOpens(t *testing.T) {
	for name, reuse := range map[string]bool{"new logs": false, "reused logs": true} {
		t.Run(name, func(t *testing.T) {
			options := func() *leveldb.Options {
				o := small()
				o.ReuseLogs = reuse
				return o
			}
			entry := func(n int) (key, value string) { return fmt.Sprintf("k%d", n), strings.Repeat("v", 20*n) }
			cutEverywhere(t, 4, func(string) {}, func(base string) {
				n := 0
				for _, writes := range []string{"ww", "ws", "", "w", "sw"} {
					db, err := leveldb.Open(filepath.Join(base, "db"), options())
					require.NoError(t, err)
					for _, w := range writes {
						key, value := entry(n)
						n++
						event(t, "begin")
						require.NoError(t, db.WithWriteOptions(leveldb.WriteOptions{Sync: w == 's'}).PutRaw(key, []byte(value)))
						if w == 's' {
							event(t, "synced")
						}
					}
					require.NoError(t, db.Close())
				}
			}, func(t *testing.T, image string, events []string) {
				begun, least := 0, 0
				for _, e := range events {
					if e == "begin" {
						begun++
					} else {
						least = begun
					}
				}
				path := filepath.Join(image, "db")
				o := options()
				o.ParanoidChecks = true
				db, err := leveldb.Open(path, o)
				require.NoError(t, err)
				got, err := contents(db)
				require.NoError(t, err)
				require.GreaterOrEqual(t, len(got), least)
				require.LessOrEqual(t, len(got), begun)
				want := map[string]string{}
				for n := range len(got) {
					key, value := entry(n)
					want[key] = value
				}
				require.True(t, maps.Equal(want, got), "not the first writes: %v", slices.Sorted(maps.Keys(got)))
				require.NoError(t, db.WithWriteOptions(leveldb.WriteOptions{Sync: true}).PutRaw("after", nil))
				require.NoError(t, db.Close())
				db = openImage(t, path)
				got, err = contents(db)
				require.NoError(t, err)
				want["after"] = ""
				require.Equal(t, want, got)
			})
		})
	}
}
