package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// modulePrefix is the prefix of the keys that hold module versions.
const modulePrefix = "module-"

// describeMachine writes the properties of the machine that the figures depend on, as lines "key:
// value" of Go's benchmark format, in which keys begin with a lower-case letter. Properties that
// the system does not report are left out. temp is the directory of the databases.
func describeMachine(ctx context.Context, w io.Writer, temp string) error {
	lines := [][2]string{
		{"date", time.Now().UTC().Format("2006-01-02 15:04 MST")},
		{"commit", commit(ctx)},
		{"command", strings.Join(append([]string{"go run ./report"}, os.Args[1:]...), " ")},
		{"cores", strconv.Itoa(runtime.NumCPU())},
		{"processor", procField("/proc/cpuinfo", "model name")},
		{"memory", memory()},
		{"system", osRelease()},
		{"kernel", output(ctx, "uname", "-sr")},
		{"file-system", output(ctx, "stat", "-f", "-c", "%T", temp) + ", " + mount(ctx, temp)},
		{"go", runtime.Version()},
		{"compiler", firstLine(output(ctx, "c++", "--version"))},
		{"libsnappy", libraryVersion("libsnappy.so")},
		{"python", pythonVersion(ctx, "import platform; print(platform.python_version())")},
		{"plyvel", pythonVersion(ctx, "import plyvel; print(plyvel.__version__)")},
		{"numpy", pythonVersion(ctx, "import numpy; print(numpy.__version__)")},
	}
	for _, m := range modules(ctx) {
		path, version, _ := strings.Cut(m, " ")
		lines = append(lines, [2]string{modulePrefix + strings.ToLower(path), version})
	}
	for _, l := range lines {
		if l[1] == "" {
			continue
		}
		if _, err := fmt.Fprintf(w, "%s: %s\n", l[0], l[1]); err != nil {
			return fmt.Errorf("report: write results: %w", err)
		}
	}
	return nil
}

// output returns the output of a command, or an empty string if it cannot be run here.
func output(ctx context.Context, name string, args ...string) string {
	out, err := exec.CommandContext(ctx, name, args...).Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// commit returns the commit that is checked out, and notes if files differ from it. Files that a
// report writes are ignored.
func commit(ctx context.Context) string {
	id := output(ctx, "git", "rev-parse", "--short=12", "HEAD")
	if id != "" && output(ctx, "git", "status", "--porcelain", "--untracked-files=no", "--", ":/", ":!REPORT.md", ":!charts", ":!report/results.txt.gz") != "" {
		id += " and changes"
	}
	return id
}

// procField returns the first value of a field in a file of lines "field : value".
func procField(path, field string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		name, value, _ := strings.Cut(s.Text(), ":")
		if strings.TrimSpace(name) == field {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

func memory() string {
	kib, err := strconv.ParseFloat(strings.TrimSuffix(procField("/proc/meminfo", "MemTotal"), " kB"), 64)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%.1f GiB", kib/(1<<20))
}

func osRelease() string {
	f, err := os.Open("/etc/os-release")
	if err != nil {
		return runtime.GOOS
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if name, found := strings.CutPrefix(s.Text(), "PRETTY_NAME="); found {
			return strings.Trim(name, `"`)
		}
	}
	return runtime.GOOS
}

// mount returns the device that holds path, its size and its free space.
func mount(ctx context.Context, path string) string {
	fields := strings.Fields(output(ctx, "df", "-Ph", path))
	if len(fields) < 6 {
		return "device unknown"
	}
	last := fields[len(fields)-6:]
	return fmt.Sprintf("%s of %s, %s free", last[0], last[1], last[3])
}

// libraryVersion returns the version at the end of a shared library's file name.
func libraryVersion(name string) string {
	for _, pattern := range []string{"/usr/lib/*/", "/usr/lib/", "/usr/lib64/", "/usr/local/lib/"} {
		found, err := filepath.Glob(pattern + name + ".*.*.*")
		if err == nil && len(found) > 0 {
			return strings.TrimPrefix(filepath.Base(found[0]), name+".")
		}
	}
	return ""
}

// pythonVersion runs a script in the interpreter that the tests use: the one that
// OPENLEVELDB_PYTHON names, or else the system's.
func pythonVersion(ctx context.Context, script string) string {
	interpreter := os.Getenv("OPENLEVELDB_PYTHON")
	if interpreter == "" {
		interpreter = "/usr/bin/python3"
	}
	return output(ctx, interpreter, "-c", script)
}

// modules returns the modules that the benchmarks require directly, each as "path version".
func modules(ctx context.Context) []string {
	list := output(ctx, "go", "list", "-m", "-f", "{{if not (or .Indirect .Main .Replace)}}{{.Path}} {{.Version}}{{end}}", "all")
	return strings.FieldsFunc(list, func(r rune) bool { return r == '\n' })
}
