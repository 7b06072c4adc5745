package native

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/openleveldb/openleveldb/internal/dbfile"
	"github.com/openleveldb/openleveldb/internal/repair"
	"github.com/openleveldb/openleveldb/leveldb/driver"
)

// breakages are ways to break a database made by layered. Each needs another kind of repair.
var breakages = map[string]func(t *testing.T) broken{
	"manifest lost": func(t *testing.T) broken {
		path, c := layered(t)
		require.NoError(t, os.Remove(oneFile(t, path, "MANIFEST-*")))
		// A compaction can write old entries to tables with higher numbers than those of newer
		// entries.
		tables, err := filepath.Glob(filepath.Join(path, "*.ldb"))
		require.NoError(t, err)
		require.NoError(t, os.Rename(tables[0], filepath.Join(path, "000900.ldb")))
		return broken{path, c, c}
	},
	"CURRENT and manifest lost": func(t *testing.T) broken {
		path, c := layered(t)
		require.NoError(t, os.Remove(oneFile(t, path, "MANIFEST-*")))
		require.NoError(t, os.Remove(filepath.Join(path, "CURRENT")))
		return broken{path, c, c}
	},
	"CURRENT lost": func(t *testing.T) broken {
		path, c := layered(t)
		require.NoError(t, os.Remove(filepath.Join(path, "CURRENT")))
		return broken{path, c, c}
	},
	"log lost": func(t *testing.T) broken {
		path, _ := layered(t)
		c := withoutLog(t, path)
		m, err := dbfile.ReadManifest(path)
		require.NoError(t, err)
		require.NoError(t, os.Remove(filepath.Join(path, dbfile.LogName(m.Log))))
		return broken{path, c, c}
	},
	"table and log damaged": func(t *testing.T) broken {
		path, c := layered(t)
		tables, err := filepath.Glob(filepath.Join(path, "*.ldb"))
		require.NoError(t, err)
		for _, name := range append(tables, oneFile(t, path, "*.log")) {
			change(t, name, func(b []byte) []byte { b[len(b)/3] ^= 1; return b })
		}
		copied := filepath.Join(t.TempDir(), "copy")
		require.NoError(t, copyTree(path, copied))
		require.NoError(t, Repair(copied, nil))
		return broken{path, c, contentsOf(t, copied)}
	},
	"manifest older than the tables": func(t *testing.T) broken {
		path, c := layered(t)
		db := openTestAt(t, path, &Options{Compression: NoCompression})
		manifest := currentManifest(t, path)
		stale, err := os.ReadFile(manifest)
		require.NoError(t, err)
		require.NoError(t, db.Compact(ctx, "", ""))
		require.NoError(t, db.Close())
		require.NoError(t, os.WriteFile(manifest, stale, 0o600))
		return broken{path, c, c}
	},
}

// check returns an error if an interrupted repair has left an invalid state. A database that opens
// holds what was written last, or what the repair recovers. Unless the repair was finished, a read
// may fail.
func (b broken) check(path string, finished bool) error {
	db, err := Open(path, &Options{Compression: NoCompression})
	if err != nil {
		if finished || !errors.Is(err, driver.ErrCorrupt) {
			return fmt.Errorf("open: %w", err)
		}
		return nil
	}
	for k := range b.newest {
		v, err := db.Get(ctx, k, nil, driver.ReadOptions{VerifyChecksums: true})
		got := ""
		switch {
		case err == nil:
			got = string(v.Bytes())
			v.Release()
		case errors.Is(err, driver.ErrNotFound):
		case errors.Is(err, driver.ErrCorrupt) && !finished:
			continue
		default:
			return errors.Join(fmt.Errorf("get %q: %w", k, err), db.Close())
		}
		if got != b.repaired[k] && (finished || got != b.newest[k]) {
			return errors.Join(fmt.Errorf("get %q returned %q, want %q", k, got, b.repaired[k]), db.Close())
		}
	}
	return db.Close()
}

// After each change to the directory, the database opens with the correct values or is refused, and
// the next repair succeeds.
func TestRepairInterrupted(t *testing.T) {
	for name, breakage := range breakages {
		t.Run(name, func(t *testing.T) {
			b := breakage(t)
			original := everyFile(t, b.path)
			states := t.TempDir()
			var steps []string
			last := ""
			stopAt(t, func(step string) {
				verb, _, _ := strings.Cut(step, " ")
				if testing.Short() && verb == last {
					// Under a sanitizer, test only the first of several files that are kept or
					// removed.
					return
				}
				last = verb
				state := filepath.Join(states, fmt.Sprint(len(steps)))
				assert.NoError(t, copyTree(b.path, state), step)
				steps = append(steps, step)
			})
			require.NoError(t, Repair(b.path, nil))
			stopAt(t, func(string) {})
			require.NotEmpty(t, steps)
			require.Subset(t, everyFile(t, b.path), original, "something was replaced, and is not in lost")
			require.NoError(t, b.check(b.path, true))
			for i, step := range steps {
				state := filepath.Join(states, fmt.Sprint(i))
				opened := state
				// Opening may change the files, so test a repair both before and after it.
				if i%2 == 0 {
					opened = filepath.Join(states, fmt.Sprint("opened", i))
					require.NoError(t, copyTree(state, opened))
				}
				require.NoError(t, b.check(opened, false), "killed before: %s", step)
				require.NoError(t, Repair(state, nil), "killed before: %s", step)
				if opened != state {
					require.Subset(t, everyFile(t, state), original, "killed before: %s", step)
				}
				require.NoError(t, b.check(state, true), "killed before: %s, and repaired", step)
				require.NoDirExists(t, filepath.Join(state, "lost", repair.Scratch))
			}
		})
	}
}

// everyFile returns the contents of the nonempty files of a database and its subdirectory lost.
func everyFile(t *testing.T, path string) (contents []string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(path, func(name string, e fs.DirEntry, err error) error {
		if kind, _ := dbfile.ParseName(e.Name()); err != nil || e.IsDir() || kind == dbfile.InfoFile || kind == dbfile.LockFile {
			return err
		}
		content, err := os.ReadFile(name)
		if len(content) > 0 {
			contents = append(contents, string(content))
		}
		return err
	}))
	return contents
}

// stopAt calls f before each change of a repair, until the test ends.
func stopAt(t *testing.T, f func(step string)) {
	repair.Step = f
	t.Cleanup(func() { repair.Step = func(string) {} })
}

// repairVariable makes the test binary repair the database that it names, and exit.
const repairVariable = "OPENLEVELDB_TEST_REPAIR"

// repairJob is the task of the child process.
type repairJob struct {
	Path   string
	Limit  uint64 // on the size of a file
	Disk   string // a directory to mount a separate disk on, for the repair
	Room   int64  // free bytes on it
	Broken brokenJob
}

type brokenJob struct{ Newest, Repaired contents }

func init() {
	text := os.Getenv(repairVariable)
	if text == "" {
		return
	}
	var job repairJob
	err := json.Unmarshal([]byte(text), &job)
	if err == nil {
		err = job.do()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func (job repairJob) do() error {
	if job.Disk != "" {
		return job.onFullDisk()
	}
	if job.Limit > 0 {
		signal.Ignore(unix.SIGXFSZ) // the write then fails
		if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: job.Limit, Max: unix.RLIM_INFINITY}); err != nil {
			return err
		}
	}
	fmt.Println("ready")
	return Repair(job.Path, nil)
}

// onFullDisk repairs a copy on a small disk of its own, which is full, checks the result, and
// repairs it again with free space.
func (job repairJob) onFullDisk() error {
	if err := unix.Mount("none", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return err
	}
	if err := unix.Mount("none", job.Disk, "tmpfs", 0, "size=16m"); err != nil {
		return err
	}
	path, ballast := filepath.Join(job.Disk, "db"), filepath.Join(job.Disk, "ballast")
	if err := copyTree(job.Path, path); err != nil {
		return err
	}
	var st unix.Statfs_t
	if err := unix.Statfs(job.Disk, &st); err != nil {
		return err
	}
	if err := os.WriteFile(ballast, make([]byte, int64(st.Bavail)*int64(st.Bsize)-job.Room), 0o600); err != nil {
		return err
	}
	b := broken{path, job.Broken.Newest, job.Broken.Repaired}
	failed := Repair(path, nil)
	if failed != nil && !errors.Is(failed, unix.ENOSPC) {
		return fmt.Errorf("the repair failed with %w", failed)
	}
	if err := os.Remove(ballast); err != nil {
		return err
	}
	if err := b.check(path, failed == nil); err != nil {
		return fmt.Errorf("after %v: %w", failed, err)
	}
	if err := Repair(path, nil); err != nil {
		return fmt.Errorf("the second repair: %w", err)
	}
	return b.check(path, true)
}

// start starts the child process.
func (job repairJob) start(t *testing.T, attributes *syscall.SysProcAttr) (*exec.Cmd, *strings.Builder) {
	t.Helper()
	text, err := json.Marshal(job)
	require.NoError(t, err)
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), repairVariable+"="+string(text))
	cmd.SysProcAttr = attributes
	output := &strings.Builder{}
	cmd.Stderr = output
	return cmd, output
}

// A repair that is killed at any time.
func TestRepairKilled(t *testing.T) {
	b := breakages["manifest lost"](t)
	rounds := 12
	if testing.Short() {
		rounds = 3
	}
	took := time.Duration(0) // of the first repair, which is not killed
	for round := range rounds {
		path := filepath.Join(t.TempDir(), "db")
		require.NoError(t, copyTree(b.path, path))
		cmd, _ := repairJob{Path: path}.start(t, nil)
		out, err := cmd.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, cmd.Start())
		_, err = out.Read(make([]byte, 6))
		require.NoError(t, err)
		began := time.Now()
		if round > 0 {
			time.Sleep(rand.N(took + 1))
			require.NoError(t, cmd.Process.Kill())
		}
		finished := cmd.Wait() == nil
		if round == 0 {
			took = time.Since(began)
			require.True(t, finished)
		}
		require.NoError(t, b.check(path, finished))
		require.NoError(t, Repair(path, nil))
		require.NoError(t, b.check(path, true))
	}
}

// A repair whose writes fail, because of a file size limit or a full disk.
func TestRepairDiskFull(t *testing.T) {
	b := breakages["manifest lost"](t)
	for _, limit := range []uint64{1, 40, 1 << 10, 16 << 10} {
		path := filepath.Join(t.TempDir(), "db")
		require.NoError(t, copyTree(b.path, path))
		cmd, output := repairJob{Path: path, Limit: limit}.start(t, nil)
		finished := cmd.Run() == nil
		if !finished {
			require.Contains(t, strings.ToLower(output.String()), "file too large", "%d", limit)
		}
		require.NoError(t, b.check(path, finished), "%d", limit)
		require.NoError(t, Repair(path, nil))
		require.NoError(t, b.check(path, true))
	}
}
