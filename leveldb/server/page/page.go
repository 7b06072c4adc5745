// Package page holds the page on which a browser shows databases. It is for
// server.HandlerOptions.Page, and in a package of its own so that only programs that serve the page
// contain it.
//
// The folder page at the root of the repository has its sources. make page builds the folder files
// from them.
package page

import (
	"embed"
	"io/fs"
)

//go:embed files
var files embed.FS

// Files holds the page: index.html, and the files it loads below page/.
var Files = sub("files")

func sub(dir string) fs.FS {
	part, err := fs.Sub(files, dir)
	if err != nil {
		panic(err) // dir is not a valid path
	}
	return part
}
