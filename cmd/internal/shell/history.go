package shell

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/peterh/liner"
)

// history is the file with the lines that users have entered. Each line is appended at once, so that
// several shells can have the file open.
type history struct{ path string }

// openHistory returns the history of the user, in the directory of the XDG base directory
// specification. It creates the directory.
func openHistory() (*history, error) {
	state := os.Getenv("XDG_STATE_HOME")
	if !filepath.IsAbs(state) {
		home, err := os.UserHomeDir()
		if err != nil {
			return nil, err
		}
		state = filepath.Join(home, ".local", "state")
	}
	dir := filepath.Join(state, "openleveldb")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	return &history{filepath.Join(dir, "shell_history")}, nil
}

// load calls add with the lines. If there are far more than the editor keeps, it removes the oldest
// ones from the file.
func (h *history) load(add func(line string)) error {
	content, err := os.ReadFile(h.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	lines := strings.Split(strings.TrimSuffix(string(content), "\n"), "\n")
	if len(lines) > 2*liner.HistoryLimit {
		lines = lines[len(lines)-liner.HistoryLimit:]
		shorter := h.path + ".new"
		if err := os.WriteFile(shorter, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
			return err
		}
		if err := os.Rename(shorter, h.path); err != nil {
			return err
		}
	}
	for _, line := range lines {
		if utf8.ValidString(line) && line != "" {
			add(line)
		}
	}
	return nil
}

// add appends a line.
func (h *history) add(line string) error {
	f, err := os.OpenFile(h.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(line + "\n")
	return errors.Join(err, f.Close())
}
