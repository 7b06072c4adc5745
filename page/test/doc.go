// Package test tests the page of package server/page in a real browser: Chromium without a window.
// It is a module of its own, so that programs that use this module do not depend on the driver of the
// browser.
//
// If the environment variable OPENLEVELDB_SCREENSHOTS names a directory, the tests save pictures
// there.
package test
