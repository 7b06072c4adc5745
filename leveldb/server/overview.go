package server

import (
	"bytes"
	"encoding/json"
	"net/http"

	"github.com/openleveldb/openleveldb/leveldb/internal/wire"
)

// asGet returns an error if the request's method is not GET or HEAD.
func asGet(a *answer, r *http.Request, call string) error {
	a.call = call
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		a.Header().Set("Allow", http.MethodGet)
		return wire.Refusal(http.StatusMethodNotAllowed, "%s requires GET, not %s", r.URL.Path, r.Method)
	}
	return nil
}

// serveHealth reports whether the server accepts requests.
func (h *Handler) serveHealth(a *answer, r *http.Request) error {
	if err := asGet(a, r, "health"); err != nil {
		return err
	}
	if h.stopping.Load() {
		return wire.ErrStopping
	}
	return sendJSON(a, map[string]string{"status": "ok"})
}

func (h *Handler) serveDatabases(a *answer, r *http.Request, access Access) error {
	if err := asGet(a, r, "databases"); err != nil {
		return err
	}
	if h.stopping.Load() {
		return wire.ErrStopping
	}
	a.client = callerOf(r, access)
	a.memory = h.memory.account(a.client)
	text, err := h.list()
	if err != nil {
		return err
	}
	if err := a.hold(r.Context(), int64(len(text))); err != nil {
		return err
	}
	a.Header().Set("Content-Type", "application/json")
	return a.send(text)
}

// list returns the names of the databases as JSON. A long list uses much memory while it is built,
// so only one is built at a time.
func (h *Handler) list() ([]byte, error) {
	h.listing.Lock()
	defer h.listing.Unlock()
	names, err := h.databases.Names()
	if err != nil {
		return nil, err
	}
	if names == nil {
		names = []string{}
	}
	return encodeJSON(names)
}

func (h *Handler) serveMetrics(a *answer, r *http.Request) error {
	if err := asGet(a, r, "metrics"); err != nil {
		return err
	}
	var text bytes.Buffer
	h.metrics.write(&text)
	a.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	return a.send(text.Bytes())
}

func sendJSON(a *answer, v any) error {
	text, err := encodeJSON(v)
	if err != nil {
		return err
	}
	a.Header().Set("Content-Type", "application/json")
	return a.send(text)
}

func encodeJSON(v any) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false) // the content type prevents that it is read as HTML
	err := encoder.Encode(v)
	return text.Bytes(), err
}
