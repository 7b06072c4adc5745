package testcluster

import (
	"errors"
	"io"
	"net"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// echo listens and returns to every client what it sends.
func echo(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				io.Copy(c, c)
			}()
		}
	}()
	return l.Addr().String()
}

// ask sends a word through a connection and returns what comes back.
func ask(c net.Conn, word string, within time.Duration) (string, error) {
	if _, err := c.Write([]byte(word)); err != nil {
		return "", err
	}
	if err := c.SetReadDeadline(time.Now().Add(within)); err != nil {
		return "", err
	}
	got := make([]byte, len(word))
	_, err := io.ReadFull(c, got)
	return string(got), err
}

// A link forwards, keeps silent while it is cut, closes what was cut, and forwards again.
func TestLink(t *testing.T) {
	l, err := newLink(echo(t))
	require.NoError(t, err)
	dial := func() net.Conn {
		c, err := net.Dial("tcp", l.Addr())
		require.NoError(t, err)
		t.Cleanup(func() { c.Close() })
		return c
	}
	c := dial()
	got, err := ask(c, "before", time.Minute)
	require.NoError(t, err)
	require.Equal(t, "before", got)

	l.Cut()
	l.Cut()
	for _, c := range []net.Conn{c, dial()} {
		_, err = ask(c, "lost", 20*time.Millisecond)
		require.ErrorIs(t, err, os.ErrDeadlineExceeded, "silent, not closed")
	}
	l.Restore()
	l.Restore()
	require.NoError(t, c.SetReadDeadline(time.Now().Add(time.Minute)))
	_, err = io.ReadAll(c)
	require.False(t, errors.Is(err, os.ErrDeadlineExceeded), "closed")

	l.Delay(30 * time.Millisecond)
	began := time.Now()
	got, err = ask(dial(), "after", time.Minute)
	require.NoError(t, err)
	require.Equal(t, "after", got)
	require.GreaterOrEqual(t, time.Since(began), 60*time.Millisecond, "30 ms in each direction")

	l.Cut()
	require.NoError(t, l.Close())
	_, err = net.Dial("tcp", l.Addr())
	require.Error(t, err)
}
