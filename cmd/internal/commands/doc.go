// Package commands implements the commands of openleveldb. The program openleveldb consists of
// them. A program that can open more databases has the same commands, and registers how to open
// those.
//
// Each command has a file: its flags, their checks, and a short function that runs it. The work is
// done in package leveldb and below cmd/internal: transfer and exchange (export and import), show,
// summary and picture (show), stat, verify, doctor and inspect, prefix (stat, du), move (mv), shell,
// and manpage. valuetext formats values for people and as JSON. Shell completion is derived from the
// usage and flags of each command (complete.go).
package commands
