package testcluster

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
)

// Programs are the programs of a cluster.
type Programs struct {
	PD    string // path of pd-server
	Store string // path of tikvlike or tikv-server
	TiKV  bool   // Store is tikv-server
}

// programsVariable names a directory with pd-server and tikv-server to use instead.
const programsVariable = "OPENLEVELDB_CLUSTER_PROGRAMS"

// Build returns the programs of a cluster. It compiles them if the cache directory does not contain
// them. That takes two to three minutes and downloads about 800 MB of modules, or less if Go's
// caches contain some of it.
func Build(ctx context.Context) (Programs, error) {
	if dir := os.Getenv(programsVariable); dir != "" {
		p := Programs{PD: filepath.Join(dir, "pd-server"), Store: filepath.Join(dir, "tikv-server"), TiKV: true}
		return p, errors.Join(executable(p.PD), executable(p.Store))
	}
	source, err := sourceDir()
	if err != nil {
		return Programs{}, err
	}
	key, err := buildKey(source)
	if err != nil {
		return Programs{}, err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return Programs{}, err
	}
	dir := filepath.Join(cache, "openleveldb", "testcluster", key)
	p := Programs{PD: filepath.Join(dir, "pd-server"), Store: filepath.Join(dir, "tikvlike")}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return p, err
	}
	// Several test processes may begin at the same time.
	lock, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return p, err
	}
	defer lock.Close()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return p, err
	}
	if executable(p.PD) == nil && executable(p.Store) == nil {
		return p, nil
	}
	work, err := os.MkdirTemp("", "openleveldb-testcluster-")
	if err != nil {
		return p, err
	}
	defer removeAll(work)
	for _, b := range []struct {
		program, module, pkg, flags string
		correct                     func(ctx context.Context, module string) error
	}{
		{p.PD, "pdserver", "github.com/tikv/pd/cmd/pd-server", "", nil},
		// Two modules of unistore register the same protocol buffers.
		{p.Store, "tikvlike", ".", " -X google.golang.org/protobuf/reflect/protoregistry.conflictPolicy=ignore", correct},
	} {
		module := filepath.Join(work, b.module)
		if err := os.CopyFS(module, os.DirFS(filepath.Join(source, b.module))); err != nil {
			return p, err
		}
		if b.correct != nil {
			if err := b.correct(ctx, module); err != nil {
				return p, err
			}
		}
		// Old dependencies link to private names of the runtime. PD's dashboard is a web page.
		out := filepath.Join(work, "bin", filepath.Base(b.program))
		if _, err := goCommand(ctx, module, "build", "-tags", "without_dashboard", "-ldflags=-checklinkname=0 -s -w"+b.flags, "-o", out, b.pkg); err != nil {
			return p, err
		}
		if err := install(out, b.program); err != nil {
			return p, err
		}
	}
	return p, nil
}

// sourceDir returns the directory of this package.
func sourceDir() (string, error) {
	_, file, _, ok := runtime.Caller(0)
	if !ok || !filepath.IsAbs(file) {
		return "", errors.New("testcluster: built with -trimpath, so that its sources cannot be found")
	}
	return filepath.Dir(file), nil
}

// buildKey returns a name for the programs that the sources produce with this version of Go.
func buildKey(source string) (string, error) {
	h := sha256.New()
	fmt.Fprintln(h, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	files := []string{"build.go", "correct.go"}
	for _, module := range []string{"pdserver", "tikvlike"} {
		err := fs.WalkDir(os.DirFS(source), module, func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() {
				files = append(files, path)
			}
			return err
		})
		if err != nil {
			return "", err
		}
	}
	for _, file := range files {
		content, err := os.ReadFile(filepath.Join(source, file))
		if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%s %d\n%s", file, len(content), content)
	}
	return hex.EncodeToString(h.Sum(nil))[:16], nil
}

// goCommand runs the go command in a module and returns its output.
func goCommand(ctx context.Context, module string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = module
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("testcluster: go %s in %s: %w\n%s", strings.Join(args, " "), module, err, stderr.String())
	}
	return strings.TrimSpace(stdout.String()), nil
}

// install moves a program, also from another file system. Nobody sees half of it.
func install(from, to string) error {
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.WriteFile(to+".new", content, 0o755); err != nil {
		return err
	}
	return os.Rename(to+".new", to)
}

func executable(path string) error {
	info, err := os.Stat(path)
	if err == nil && info.Mode()&0o111 == 0 {
		err = &fs.PathError{Op: "execute", Path: path, Err: fs.ErrPermission}
	}
	return err
}
