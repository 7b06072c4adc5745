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
	// Reverse scans read the version of the previous request: the iterator must be made after the
	// version is set.
	{"github.com/pingcap/tidb", "store/mockstore/unistore/tikv/dbreader/db_reader.go",
		"\titer := r.getReverseIter()\n\tr.txn.SetReadTS(startTS)\n",
		"\tr.txn.SetReadTS(startTS)\n\titer := r.getReverseIter()\n"},
}

// correct replaces dependencies of a module by corrected copies.
func correct(ctx context.Context, module string) error {
	for _, c := range corrections {
		if _, err := goCommand(ctx, module, "mod", "download", c.module); err != nil {
			return err
		}
		original, err := goCommand(ctx, module, "list", "-m", "-f", "{{.Dir}}", c.module)
		if err != nil {
			return err
		}
		patched := filepath.Join(filepath.Dir(module), path.Base(c.module))
		if err := os.CopyFS(patched, os.DirFS(original)); err != nil {
			return err
		}
		if err := c.apply(patched); err != nil {
			return err
		}
		if _, err := goCommand(ctx, module, "mod", "edit", "-replace", c.module+"="+patched); err != nil {
			return err
		}
	}
	return nil
}

func (c *correction) apply(dir string) error {
	if err := makeWritable(dir); err != nil {
		return err
	}
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
