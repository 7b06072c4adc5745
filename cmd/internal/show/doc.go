// Package show prints one value for people: text, hex dumps, indented JSON, and arrays with their
// statistics and a picture. It also draws arrays to PNG files.
package show
