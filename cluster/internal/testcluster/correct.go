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
	// Reads of keys that collide in the index of a table returned the newest version, whatever their
	// timestamp.
	{badger, "table/sstable/table.go",
		"if !key.SameUserKey(it.Key()) {\n\t\t\treturn y.ValueStruct{}, nil\n\t\t}\n\t\tresultKey",
		"if !key.SameUserKey(it.Key()) || !y.SeekToVersion(it, key.Version) {\n\t\t\treturn y.ValueStruct{}, nil\n\t\t}\n\t\tresultKey"},
	// Offset 0 of the old versions of a key means that there are none. Compactions and snapshots put
	// those of one key there.
	{badger, "table/sstable/builder.go",
		"b.oldBlock = b.oldBlock[:0]", "b.oldBlock = append(b.oldBlock[:0], 0)"},
	{badger, "table/sstable/builder.go",
		"useGlobalTS: true,\n", "useGlobalTS: true,\n\t\toldBlock:    []byte{0},\n"},
	// Of the versions of a key that are applied at once, as when a store catches up, all but the last
	// were lost. More than 15% of a memtable was refused.
	{unistore, "raftstore/engine.go",
		"\tif len(wb.entries) > 0 {\n\t\tstart := time.Now()\n\t\tkeyVersion", `	for rest := wb.entries; len(rest) > 0; {
		n, size, versions := 0, 0, map[string]uint64{}
		for ; n < len(rest); n++ {
			key := rest[n].Key
			version, written := versions[string(key.UserKey)]
			size += len(rest[n].Value)
			if written && version != key.Version || n > 0 && size > 4<<20 {
				break
			}
			versions[string(key.UserKey)] = key.Version
		}
		entries := rest[:n]
		rest = rest[n:]
		start := time.Now()
		keyVersion`},
	{unistore, "raftstore/engine.go",
		"range wb.entries {\n\t\t\t\tif len(entry.UserMeta)", "range entries {\n\t\t\t\tif len(entry.UserMeta)"},
	// A store that receives a snapshot deleted the versions that it had.
	{unistore, "raftstore/engine.go",
		"\tkeys = collectRangeKeys(reader.GetIter(), startKey, endKey, keys)\n", ""},
	// Snapshots that contain a rollback or a lock were read forever.
	{unistore, "raftstore/snap_applier.go",
		"NewDBUserMeta(writeVal.startTS, 0)\n\t\treturn item, nil", "NewDBUserMeta(writeVal.startTS, 0)\n\t\treturn item, ai.writeCFIteratorNext()"},
	{unistore, "raftstore/snap_applier.go",
		"ai.curWriteCommitTS)\n\t\treturn item, nil", "ai.curWriteCommitTS)\n\t\treturn item, ai.writeCFIteratorNext()"},
	// A store crashed if it lost the lead of a region to another while it applied a command of its own.
	{unistore, "raftstore/applier.go",
		"cmd.cb.resp = ErrRespStaleCommand(term)\n\t\tcb.cbs",
		"if cmd.cb != nil {\n\t\t\tcmd.cb.resp = ErrRespStaleCommand(term)\n\t\t}\n\t\tcb.cbs"},
	// A store that was killed often did not start again: it needs logs that it had removed.
	{unistore, "server/server.go", "ValueLogMaxNumFiles = 3", "ValueLogMaxNumFiles = 1000"},
	// Reverse scans read the version of the previous request: the iterator must be made after the
	// version is set.
	{"github.com/pingcap/tidb", "store/mockstore/unistore/tikv/dbreader/db_reader.go",
		"\titer := r.getReverseIter()\n\tr.txn.SetReadTS(startTS)\n",
		"\tr.txn.SetReadTS(startTS)\n\titer := r.getReverseIter()\n"},
}

const (
	badger   = "github.com/pingcap/badger"
	unistore = "github.com/ngaut/unistore"
)

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
