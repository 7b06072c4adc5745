package testcluster

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// correctReverseScan replaces a module of the store by a copy in which reverse scans read the
// version that was requested. Unistore creates the iterator first, with the version of the previous
// request.
func correctReverseScan(ctx context.Context, module string) error {
	const (
		path  = "github.com/pingcap/tidb"
		file  = "store/mockstore/unistore/tikv/dbreader/db_reader.go"
		wrong = "\titer := r.getReverseIter()\n\tr.txn.SetReadTS(startTS)\n"
		right = "\tr.txn.SetReadTS(startTS)\n\titer := r.getReverseIter()\n"
	)
	if _, err := goCommand(ctx, module, "mod", "download", path); err != nil {
		return err
	}
	original, err := goCommand(ctx, module, "list", "-m", "-f", "{{.Dir}}", path)
	if err != nil {
		return err
	}
	patched := filepath.Join(filepath.Dir(module), "tidb")
	if err := os.CopyFS(patched, os.DirFS(original)); err != nil {
		return err
	}
	if err := makeWritable(patched); err != nil {
		return err
	}
	name := filepath.Join(patched, file)
	content, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if n := strings.Count(string(content), wrong); n != 1 {
		return fmt.Errorf("testcluster: %d places to correct in %s, instead of 1", n, file)
	}
	if err := os.WriteFile(name, []byte(strings.Replace(string(content), wrong, right, 1)), 0o644); err != nil {
		return err
	}
	_, err = goCommand(ctx, module, "mod", "edit", "-replace", path+"="+patched)
	return err
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
