package testcluster

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// correction replaces text in a dependency of the store.
type correction struct {
	module, file string
	wrong, right string
}

var corrections = []correction{
	// If two keys have the same place in the index of a table, reads of both returned the newest
	// version, whatever their snapshot.
	{"github.com/pingcap/badger", "table/sstable/table.go",
		"if !key.SameUserKey(it.Key()) {\n\t\t\treturn y.ValueStruct{}, nil\n\t\t}\n\t\tresultKey",
		"if !key.SameUserKey(it.Key()) || !y.SeekToVersion(it, key.Version) {\n\t\t\treturn y.ValueStruct{}, nil\n\t\t}\n\t\tresultKey"},
	// Offset 0 of the old versions means that there are none. Compaction put those of a key there.
	{"github.com/pingcap/badger", "table/sstable/builder.go",
		"b.oldBlock = b.oldBlock[:0]", "b.oldBlock = append(b.oldBlock[:0], 0)"},
	// Reverse scans read the version of the previous request: the iterator must be made after the
	// version is set.
	{"github.com/pingcap/tidb", "store/mockstore/unistore/tikv/dbreader/db_reader.go",
		"\titer := r.getReverseIter()\n\tr.txn.SetReadTS(startTS)\n",
		"\tr.txn.SetReadTS(startTS)\n\titer := r.getReverseIter()\n"},
}

// correct replaces dependencies of a module by corrected copies.
func correct(ctx context.Context, module string) error {
	copies := map[string]string{} // directories by module
	for _, c := range corrections {
		if copies[c.module] == "" {
			dir, err := replace(ctx, module, c.module)
			if err != nil {
				return err
			}
			copies[c.module] = dir
		}
		if err := c.apply(copies[c.module]); err != nil {
			return err
		}
	}
	return nil
}

// replace replaces a dependency of a module by a copy, which can be changed.
func replace(ctx context.Context, module, dependency string) (dir string, err error) {
	if _, err := goCommand(ctx, module, "mod", "download", dependency); err != nil {
		return "", err
	}
	original, err := goCommand(ctx, module, "list", "-m", "-f", "{{.Dir}}", dependency)
	if err != nil {
		return "", err
	}
	dir = filepath.Join(filepath.Dir(module), path.Base(dependency))
	if err := os.CopyFS(dir, os.DirFS(original)); err != nil {
		return "", err
	}
	if err := makeWritable(dir); err != nil {
		return "", err
	}
	_, err = goCommand(ctx, module, "mod", "edit", "-replace", dependency+"="+dir)
	return dir, err
}

// apply corrects a copy of the module.
func (c *correction) apply(dir string) error {
	name := filepath.Join(dir, c.file)
	content, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if n := strings.Count(string(content), c.wrong); n != 1 {
		return fmt.Errorf("testcluster: %d places to correct in %s of %s, instead of 1", n, c.file, c.module)
	}
	return os.WriteFile(name, []byte(strings.Replace(string(content), c.wrong, c.right, 1)), 0o644)
}

// makeWritable allows the owner to change and remove a copy of read-only files.
func makeWritable(dir string) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			return os.Chmod(path, 0o755)
		}
		return os.Chmod(path, 0o644)
	})
}

// removeAll removes a directory that may contain copies of read-only files.
func removeAll(dir string) error {
	if err := os.RemoveAll(dir); err == nil {
		return nil
	}
	if err := makeWritable(dir); err != nil {
		return err
	}
	return os.RemoveAll(dir)
}
