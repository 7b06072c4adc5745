// Package cli holds what the commands share: how a command line runs and ends, how a database is
// opened, the flags that select entries, progress, colours and the terminal.
package cli
