// Package served runs a server of the database "shared", and its clients, in processes of their own,
// for tests that kill them or measure them. The processes are roles of internal/process.
package served
