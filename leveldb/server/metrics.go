package server

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"sync/atomic"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"github.com/openleveldb/openleveldb/leveldb/server/internal/python"
)

// handlerMetrics counts the requests of a Handler.
type handlerMetrics struct {
	set      *metrics.Set
	inFlight atomic.Int64
	received *metrics.Counter
	sent     *metrics.Counter
	calls    map[string]*callMetrics
}

// callMetrics counts one kind of call.
type callMetrics struct {
	name    string
	ok      *metrics.Counter
	seconds [len(secondsBounds) + 1]atomic.Uint64 // by bound; the last is for longer calls
	nanos   atomic.Uint64                         // total
}

// secondsBounds are the bucket bounds of the histograms.
var secondsBounds = [...]float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 60}

// otherCalls are the names, in metrics, of calls outside packages wire and python.
var otherCalls = []string{"databases", "health", "metrics", "other"}

func newHandlerMetrics(h *Handler) *handlerMetrics {
	m := &handlerMetrics{set: metrics.NewSet(), calls: map[string]*callMetrics{}}
	m.received = m.set.NewCounter("openleveldb_received_bytes_total")
	m.sent = m.set.NewCounter("openleveldb_sent_bytes_total")
	m.set.NewGauge("openleveldb_requests_in_flight", func() float64 { return float64(m.inFlight.Load()) })
	m.set.NewGauge("openleveldb_snapshots", func() float64 { return float64(h.snapshots.len()) })
	m.set.NewGauge("openleveldb_ranges", func() float64 { return float64(h.ranges.len()) })
	m.set.NewGauge("openleveldb_cursors", func() float64 { return float64(h.cursors.len()) })
	if some, ok := h.databases.(interface{ Opened() int }); ok {
		m.set.NewGauge("openleveldb_databases_open", func() float64 { return float64(some.Opened()) })
	}
	if some, ok := h.databases.(interface{ Followed() int }); ok {
		m.set.NewGauge("openleveldb_databases_followed", func() float64 { return float64(some.Followed()) })
	}
	for name := range procedures {
		m.add(name)
	}
	for _, name := range slices.Concat(python.Calls(), otherCalls) {
		m.add(name)
	}
	return m
}

func (m *handlerMetrics) add(call string) {
	m.calls[call] = &callMetrics{name: call, ok: m.set.NewCounter(requestsName(call, succeeded))}
}

func requestsName(call, code string) string {
	return fmt.Sprintf("openleveldb_requests_total{call=%q,code=%q}", call, code)
}

// count counts a finished request.
func (m *handlerMetrics) count(a *answer) {
	m.inFlight.Add(-1)
	m.received.AddInt64(a.received)
	m.sent.AddInt64(a.sent)
	call := m.calls[a.call]
	if call == nil {
		call = m.calls["other"]
	}
	took := time.Since(a.began)
	i := 0
	for i < len(secondsBounds) && took.Seconds() > secondsBounds[i] {
		i++
	}
	call.seconds[i].Add(1)
	call.nanos.Add(uint64(max(took, 0)))
	if code := a.result(); code == succeeded {
		call.ok.Inc()
	} else {
		m.set.GetOrCreateCounter(requestsName(call.name, code)).Inc()
	}
}

// write writes all metrics in the Prometheus text format. It omits the histograms of calls that
// were never made.
func (m *handlerMetrics) write(w io.Writer) {
	m.set.WritePrometheus(w)
	for _, name := range slices.Sorted(maps.Keys(m.calls)) {
		m.calls[name].write(w)
	}
	metrics.WriteProcessMetrics(w)
}

func (c *callMetrics) write(w io.Writer) {
	const name = "openleveldb_request_seconds"
	var counts [len(secondsBounds) + 1]uint64
	var all uint64
	for i := range c.seconds {
		all += c.seconds[i].Load()
		counts[i] = all
	}
	if all == 0 {
		return
	}
	for i, bound := range secondsBounds {
		fmt.Fprintf(w, "%s_bucket{call=%q,le=\"%v\"} %d\n", name, c.name, bound, counts[i])
	}
	fmt.Fprintf(w, "%s_bucket{call=%q,le=\"+Inf\"} %d\n", name, c.name, all)
	fmt.Fprintf(w, "%s_sum{call=%q} %v\n", name, c.name, time.Duration(c.nanos.Load()).Seconds())
	fmt.Fprintf(w, "%s_count{call=%q} %d\n", name, c.name, all)
}
