// Package view serves one database to a browser on this machine, for the command view.
package view
