//go:build !linux

package dbfile

import "os"

func readAtRandom(*os.File) {}
