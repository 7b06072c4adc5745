package bench

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/jmhodges/levigo"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	golevel "github.com/syndtr/goleveldb/leveldb"

	"github.com/openleveldb/openleveldb/internal/python"
	ours "github.com/openleveldb/openleveldb/leveldb"
)

// engineVariable makes the test binary an engine process. It opens the database in its argument
// with the engine that the variable names, prints the result in one line, and keeps the database
// open until its input ends.
const engineVariable = "OPENLEVELDB_TEST_ENGINE"

func init() {
	engine, ok := engines[os.Getenv(engineVariable)]
	if !ok {
		return
	}
	closer, err := engine(os.Args[1])
	fmt.Println(strings.ReplaceAll(fmt.Sprint(err), "\n", " "))
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if closer != nil {
		closer()
	}
	os.Exit(0)
}

// engines open a database and return a function that closes it.
var engines = map[string]func(path string) (closer func(), err error){
	"ours": func(path string) (func(), error) {
		db, err := ours.Open(path, nil)
		if err != nil {
			return nil, err
		}
		return func() { db.Close() }, nil
	},
	"ours, reading": func(path string) (func(), error) {
		db, err := ours.Open(path, &ours.Options{ReadOnly: true})
		if err != nil {
			return nil, err
		}
		return func() { db.Close() }, nil
	},
	"levigo": func(path string) (func(), error) {
		o := levigo.NewOptions()
		o.SetCreateIfMissing(true)
		db, err := levigo.Open(path, o)
		if err != nil {
			return nil, err
		}
		return db.Close, nil
	},
	"goleveldb": func(path string) (func(), error) {
		db, err := golevel.OpenFile(path, nil)
		if err != nil {
			return nil, err
		}
		return func() { db.Close() }, nil
	},
}

// plyvelScript does the same for Plyvel, and therefore for the Python package.
const plyvelScript = `
import sys, plyvel
db = None
try:
    db = plyvel.DB(sys.argv[1], create_if_missing=True)
    print("<nil>", flush=True)
except Exception as e:
    print(str(e).replace("\n", " "), flush=True)
sys.stdin.read()
if db is not None:
    db.close()
`

// opened is an engine in a separate process.
type opened struct {
	cmd   *exec.Cmd
	stdin io.Closer
	line  string // the error, or <nil>
}

func openWith(t *testing.T, engine, path string) *opened {
	t.Helper()
	o := &opened{}
	if engine == "plyvel" {
		o.cmd = exec.Command(python.Find(t, "plyvel"), "-c", plyvelScript, path)
	} else {
		o.cmd = exec.Command(os.Args[0], path)
		o.cmd.Env = append(os.Environ(), engineVariable+"="+engine)
	}
	o.cmd.Stderr = os.Stderr
	stdin, err := o.cmd.StdinPipe()
	require.NoError(t, err)
	o.stdin = stdin
	stdout, err := o.cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, o.cmd.Start())
	line, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err, engine)
	o.line = strings.TrimSpace(line)
	return o
}

func (o *opened) end(t *testing.T) {
	t.Helper()
	require.NoError(t, o.stdin.Close())
	require.NoError(t, o.cmd.Wait())
}

// locks lists how each engine locks its database: with a record lock (POSIX), an flock, or both.
var locks = map[string]string{
	"ours": "POSIX FLOCK", "ours, reading": "POSIX FLOCK", "levigo": "POSIX", "plyvel": "POSIX", "goleveldb": "FLOCK",
}

// TestEngines opens one database with two engines. The second is refused if both use a common kind
// of lock. Our engine takes both kinds, and names the process that holds the lock. C++ LevelDB and
// goleveldb do not exclude each other: both open the database and damage it, which this library
// cannot prevent.
func TestEngines(t *testing.T) {
	for first := range locks {
		for second := range locks {
			t.Run(first+"/"+second, func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "db")
				made := openWith(t, "ours", path)
				require.Equal(t, "<nil>", made.line)
				made.end(t)

				holder := openWith(t, first, path)
				require.Equal(t, "<nil>", holder.line)
				late := openWith(t, second, path)
				reading := first == "ours, reading" && second == first
				excluded := strings.Contains(locks[first], locks[second]) || strings.Contains(locks[second], locks[first])
				switch {
				case reading || !excluded:
					assert.Equal(t, "<nil>", late.line)
				default:
					assert.NotEqual(t, "<nil>", late.line)
					if strings.HasPrefix(second, "ours") {
						assert.Contains(t, late.line, "locked: process "+fmt.Sprint(holder.cmd.Process.Pid))
					}
				}
				late.end(t)
				// The attempt that was refused must not have released the lock.
				if excluded && !reading {
					third := openWith(t, second, path)
					assert.NotEqual(t, "<nil>", third.line)
					third.end(t)
				}
				holder.end(t)
				if excluded {
					after := openWith(t, second, path)
					assert.Equal(t, "<nil>", after.line)
					after.end(t)
				}
			})
		}
	}
}

// TestEnginesInOneProcess checks that a process that has the database open through our engine
// cannot open it with another engine, and that the attempt does not let other processes in. Where
// there are no open-file-description locks, the system drops a record lock when the process closes
// any descriptor of the file. There, an attempt by goleveldb or levigo lets C++ LevelDB in from
// other processes.
func TestEnginesInOneProcess(t *testing.T) {
	lasting := runtime.GOOS == "linux"
	levigo := "Resource temporarily unavailable"
	if !lasting {
		levigo = "already held by process"
	}
	for attempt, reason := range map[string]string{
		"ours": "this process has the database open", "ours, reading": "this process has the database open",
		"levigo": levigo, "goleveldb": "resource temporarily unavailable",
	} {
		t.Run(attempt, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "db")
			db, err := ours.Open(path, nil)
			require.NoError(t, err)
			defer func() { require.NoError(t, db.Close()) }()
			_, err = engines[attempt](path)
			require.ErrorContains(t, err, reason)
			for engine, lock := range locks {
				if !lasting && !strings.HasPrefix(attempt, "ours") && lock == "POSIX" {
					continue
				}
				late := openWith(t, engine, path)
				assert.NotEqual(t, "<nil>", late.line, engine)
				late.end(t)
			}
		})
	}
}
