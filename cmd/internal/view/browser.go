package view

import (
	"errors"
	"fmt"
	"html/template"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// redirect is a page that leads to an address.
var redirect = template.Must(template.New("redirect").Parse(`<!DOCTYPE html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0;url={{.}}">
<title>OpenLevelDB</title>
<p><a href="{{.}}">Show the database</a>
`))

// Browse opens an address in the user's browser. It does not wait for the browser. The caller must
// call remove in the end, also after an error.
//
// The arguments of a program are visible to every user of the machine, and the address contains a
// token. The browser therefore gets the name of a file that only the user can read, which leads to
// the address.
func Browse(address string) (remove func() error, err error) {
	remove = func() error { return nil }
	name := "xdg-open"
	if runtime.GOOS == "darwin" {
		name = "open"
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return remove, fmt.Errorf("no program opens a browser: %w", err)
	}
	directory, err := os.MkdirTemp(redirectParent(), "openleveldb-view-") // with mode 0700
	if err != nil {
		return remove, err
	}
	remove = func() error { return os.RemoveAll(directory) }
	file := filepath.Join(directory, "view.html")
	if err := writeRedirect(file, address); err != nil {
		return remove, err
	}
	cmd := exec.Command(path, (&url.URL{Scheme: "file", Path: file}).String())
	if err := cmd.Start(); err != nil {
		return remove, err
	}
	go func() { _ = cmd.Wait() }() // collects the process; what it says about the browser helps nobody
	return remove, nil
}

func writeRedirect(path, address string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(redirect.Execute(f, address), f.Close())
}

// redirectParent returns where the directory with the file is made. A browser that is a snap reads
// neither /tmp nor hidden directories, so where snaps are used it is the home directory.
func redirectParent() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	if info, err := os.Stat(filepath.Join(home, "snap")); err != nil || !info.IsDir() {
		return ""
	}
	return home
}
