package cli

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openleveldb/openleveldb/leveldb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAddresses(t *testing.T) {
	for _, c := range []struct {
		name                        string
		isAddress, inCluster, whole bool
	}{
		{"runs.db", false, false, false},
		{"./tikv://pd/runs", false, false, false},
		{"tikv:pd", false, false, false},
		{"http://h/runs", true, false, false},
		{"unix:/s:runs", true, false, false},
		{"tikv://pd", true, true, true},
		{"tikv://pd1:2379,pd2/", true, true, true},
		{"tikv://pd/runs", true, true, false},
		{"tikv://pd/runs/2024", true, true, false},
	} {
		assert.Equal(t, c.isAddress, IsAddress(c.name), c.name)
		assert.Equal(t, c.inCluster, InCluster(c.name), c.name)
		assert.Equal(t, c.whole, WholeCluster(c.name), c.name)
	}
}

// memory is a Cluster of databases in memory, of which it knows only the names.
type memory struct{ names, opened []string }

func (m *memory) Parse(address string) ([]string, string, error) {
	place, name, _ := strings.Cut(strings.TrimPrefix(address, clusterScheme), "/")
	return []string{place}, name, nil
}

func (m *memory) Open(_ context.Context, place []string, name string, o *leveldb.Options) (*leveldb.DB, error) {
	m.opened = append(m.opened, place[0]+"/"+name)
	return nil, nil
}

func (m *memory) List(context.Context, []string) ([]string, error) { return m.names, nil }

func (m *memory) Destroy(_ context.Context, place []string, name string) error {
	m.opened = append(m.opened, "destroyed "+place[0]+"/"+name)
	return nil
}

func TestCluster(t *testing.T) {
	_, err := OpenDB("tikv://pd/runs", &leveldb.Options{})
	require.ErrorContains(t, err, "this program does not open tikv://pd/runs")
	_, err = ClusterOf("tikv://pd")
	require.ErrorContains(t, err, "this program does not open tikv://pd")

	m := &memory{names: []string{"other", "runs"}}
	SetCluster(m)
	defer SetCluster(nil)
	require.NoError(t, Delegate("tikv://pd/runs"))
	_, err = OpenDB("tikv://pd/runs", &leveldb.Options{Shared: true})
	require.ErrorContains(t, err, "--shared applies only to directories")
	_, err = OpenDB("tikv://pd", &leveldb.Options{})
	require.ErrorContains(t, err, "the database name is empty")
	_, err = OpenDB("tikv://pd/runs", &leveldb.Options{})
	require.NoError(t, err)
	require.NoError(t, DestroyInCluster(t.Context(), "tikv://pd/runs"))
	require.ErrorContains(t, DestroyInCluster(t.Context(), "tikv://pd/"), "the database name is empty")

	all, err := ClusterOf("tikv://pd")
	require.NoError(t, err)
	names, err := all.Names(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"other", "runs"}, names)
	_, err = all.Open(t.Context(), "other", nil)
	require.NoError(t, err)

	one, err := ClusterOf("tikv://pd/runs")
	require.NoError(t, err)
	names, err = one.Names(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"runs"}, names)
	_, err = one.Open(t.Context(), "other", nil)
	require.ErrorIs(t, err, fs.ErrPermission)
	require.Equal(t, []string{"pd/runs", "destroyed pd/runs", "pd/other"}, m.opened)
}

// A program is found in the directory of this one, and then in PATH.
func TestProgram(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	p := Program{Name: "openleveldb-test", Needed: "tests need", Target: "build-test"}
	require.EqualError(t, p.Replace(),
		"tests need the program openleveldb-test, which is neither in the directory of openleveldb nor in PATH: run `make build-test` in a clone to build it")
	inPath := filepath.Join(os.Getenv("PATH"), p.Name)
	require.NoError(t, os.WriteFile(inPath, nil, 0o755))
	found, err := p.find()
	require.NoError(t, err)
	require.Equal(t, inPath, found)

	self, err := os.Executable()
	require.NoError(t, err)
	sibling := filepath.Join(filepath.Dir(self), p.Name)
	require.NoError(t, os.WriteFile(sibling, nil, 0o644))
	defer os.Remove(sibling)
	found, err = p.find()
	require.NoError(t, err)
	require.Equal(t, inPath, found, "the other file is not executable")
	require.NoError(t, os.Chmod(sibling, 0o755))
	found, err = p.find()
	require.NoError(t, err)
	require.Equal(t, sibling, found)
}
