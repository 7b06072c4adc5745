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

// ErrResident is returned for a file whose pages cannot be dropped.
var ErrResident = errors.New("pages remain in the page cache")

// Drop removes the pages of all files below a directory from the page cache. It returns an error
// unless all of them are gone. The files must not be mapped by any process: the kernel does not
// drop a mapped page. It needs no privileges.
func Drop(dir string) error {
	return eachFile(dir, func(f *os.File) error {
		if err := f.Sync(); err != nil { // a dirty page cannot be dropped
			return err
		}
		// Nor can a page that is being read.
		for range dropAttempts {
			if err := drop(f); !errors.Is(err, ErrResident) {
				return err
			}
			time.Sleep(dropInterval)
		}
		return fmt.Errorf("%s: %w; it is mapped, or the file system is in memory: set TMPDIR to a directory on a disk", f.Name(), ErrResident)
	})
}

// DropClean is Drop without waiting for the disk: a page that is not on the disk is an error.
func DropClean(dir string) error { return eachFile(dir, drop) }

// drop tries once.
func drop(f *os.File) error {
	if err := unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED); err != nil {
		return fmt.Errorf("drop %s from the page cache: %w", f.Name(), err)
	}
	states, err := resident(f)
	if err == nil && count(states) > 0 {
		err = fmt.Errorf("%s: %w", f.Name(), ErrResident)
	}
	return err
}

// Resident returns the number of pages of all files below a directory that are in the page cache.
// Pages have the size os.Getpagesize.
func Resident(dir string) (pages int, err error) {
	err = eachFile(dir, func(f *os.File) error {
		states, err := resident(f)
		pages += count(states)
		return err
	})
	return pages, err
}

// eachFile calls do with all regular files below a directory.
func eachFile(dir string, do func(f *os.File) error) error {
	return filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		return errors.Join(do(f), f.Close())
	})
}

func count(states []byte) (n int) {
	for _, s := range states {
		n += int(s & 1)
	}
	return n
}

// resident returns the state of each page of a file: bit 0 is set if it is in the page cache.
func resident(f *os.File) (states []byte, err error) {
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
	states = make([]byte, (len(mapped)+page-1)/page)
	_, _, errno := unix.Syscall(unix.SYS_MINCORE, uintptr(unsafe.Pointer(unsafe.SliceData(mapped))), uintptr(len(mapped)),
		uintptr(unsafe.Pointer(unsafe.SliceData(states))))
	if errno != 0 {
		return nil, fmt.Errorf("resident pages of %s: %w", f.Name(), errno)
	}
	return states, nil
}
