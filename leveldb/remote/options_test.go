package remote

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Options with invalid values get defaults too.
func TestClientDefaults(t *testing.T) {
	defaults := Options{Timeout: defaultTimeout, Retries: defaultRetries, Backoff: defaultBackoff, MaxIdleConnections: defaultIdleConnections}
	require.Equal(t, defaults, (*Options)(nil).complete())
	require.Equal(t, defaults, new(Options).complete())
	require.Equal(t, defaults, (&Options{Timeout: -1, Backoff: -1, MaxIdleConnections: -1}).complete())
	given := Options{Timeout: 1, Retries: -1, Backoff: 1, MaxIdleConnections: 1}
	require.Equal(t, given, given.complete())
}
