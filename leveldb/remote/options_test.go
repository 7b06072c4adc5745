package remote

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Defaults of the client's options stand in for values that make no sense, too.
func TestClientDefaults(t *testing.T) {
	defaults := Options{Timeout: defaultTimeout, Retries: defaultRetries, Backoff: defaultBackoff, MaxIdleConnections: defaultIdleConnections}
	require.Equal(t, defaults, (*Options)(nil).complete())
	require.Equal(t, defaults, new(Options).complete())
	require.Equal(t, defaults, (&Options{Timeout: -1, Backoff: -1, MaxIdleConnections: -1}).complete())
	given := Options{Timeout: 1, Retries: -1, Backoff: 1, MaxIdleConnections: 1}
	require.Equal(t, given, given.complete())
}
