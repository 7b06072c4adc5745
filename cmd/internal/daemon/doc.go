// Package daemon holds what a server process needs in addition to serving: signals, and a
// certificate that is read again on request.
package daemon
