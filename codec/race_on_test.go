//go:build race

package codec

// raceDetector is set in a build with the race detector, under which a sync.Pool forgets some of what it is given.
const raceDetector = true
