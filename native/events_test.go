package native

// tell reports an event to await, if await is waiting.
func tell(events chan<- struct{}) {
	select {
	case events <- struct{}{}:
	default:
	}
}

// await returns after n events. The channel has no buffer: events before the call do not count.
func await(events <-chan struct{}, n int) {
	for range n {
		<-events
	}
}
