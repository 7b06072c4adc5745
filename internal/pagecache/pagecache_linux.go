package pagecache

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	dropAttempts = 100
	dropInterval = 10 * time.Millisecond
)

// Drop removes the pages of all files below a directory from the page cache. It returns an error
// unless all of them are gone. The files must not be mapped by any process: the kernel does not
// drop a mapped page. It needs no privileges.
func Drop(dir string) error {
	return filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		return dropFile(path)
	})
}

// dropFile removes the pages of a file. It tries again while pages are left, because a page that is
// being read cannot be dropped.
func dropFile(path string) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := f.Sync(); err != nil { // a dirty page cannot be dropped
		return err
	}
	for range dropAttempts {
		if err := unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED); err != nil {
			return fmt.Errorf("drop %s from the page cache: %w", path, err)
		}
		states, err := resident(f)
		if err != nil || Count(states) == 0 {
			return err
		}
		time.Sleep(dropInterval)
	}
	return fmt.Errorf("drop %s from the page cache: pages remain: the file is mapped, or it is on a file system in memory; "+
		"set TMPDIR to a directory on a disk", path)
}

// Resident reports for each page of a file whether it is in the page cache. Pages have the size
// os.Getpagesize.
func Resident(path string) (states []bool, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return resident(f)
}

// Count returns the number of pages that are in the page cache.
func Count(states []bool) (n int) {
	for _, s := range states {
		if s {
			n++
		}
	}
	return n
}

func resident(f *os.File) (states []bool, err error) {
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return nil, err
	}
	mapped, err := unix.Mmap(int(f.Fd()), 0, int(info.Size()), unix.PROT_READ, unix.MAP_SHARED)
	if err != nil {
		return nil, fmt.Errorf("map %s: %w", f.Name(), err)
	}
	defer func() { err = errors.Join(err, unix.Munmap(mapped)) }()
	page := os.Getpagesize()
	bytes := make([]byte, (len(mapped)+page-1)/page)
	_, _, errno := unix.Syscall(unix.SYS_MINCORE, uintptr(unsafe.Pointer(unsafe.SliceData(mapped))), uintptr(len(mapped)),
		uintptr(unsafe.Pointer(unsafe.SliceData(bytes))))
	if errno != 0 {
		return nil, fmt.Errorf("resident pages of %s: %w", f.Name(), errno)
	}
	states = make([]bool, len(bytes))
	for i, b := range bytes {
		states[i] = b&1 != 0
	}
	return states, nil
}
