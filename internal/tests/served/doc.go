// Package served runs a server of the database "shared" and its clients in separate processes, for
// tests that kill or measure them. The processes are roles of package process.
package served
