// Package daemon holds what a server process needs besides serving: signals, and a certificate that
// is read again on request.
package daemon
