package wire

import (
	"fmt"
	"net/http"
)

// A link is a connection that carries many calls at a time, with less work per call than HTTP. It
// is for short calls. A call with a long body or a long response uses HTTP, on a connection of its
// own, so that it does not delay short calls.
//
// A client requests a link with GET /v1/link?db=NAME and the headers "Connection: Upgrade" and
// "Upgrade: openleveldb-link/1". A server without links responds with an error, and the client
// continues with HTTP. Otherwise the status is 101, and from then on both sides send messages:
//
//	offset 0    length N of the body, 4 bytes, at most MaxLinkBody
//	offset 4    id of the request, 4 bytes
//	offset 8    kind, 1 byte
//	offset 9    body, N bytes
//
// The kind of a request is the number of its call (LinkCalls), and its body is that of the HTTP
// call. The client chooses the ids. No two requests that wait for a response have the same id.
//
// There is one response to each request, with its id, in any order. A client that is no longer
// interested in a response ignores it. Kinds of response:
//
//	LinkBody     the body is that of the HTTP response
//	LinkError    the body is the name of the Code, sized, and the text of the error, sized
//	LinkLong     the body of the response would be too long: make the call over HTTP. A write is
//	             never answered in this way.
//	LinkBye      the last message; its id is 0. Requests without a response were not executed, and
//	             will not be.
//
// A side that receives anything else closes the connection. Requests without a response may then
// have been executed.
const (
	PathLink     = Prefix + "link"
	LinkProtocol = "openleveldb-link/1"

	LinkHeadSize = 9
	// MaxLinkBody is the maximum length of the body of a message.
	MaxLinkBody = 64<<10 - LinkHeadSize
)

// Kinds of response on a link.
const (
	LinkBody  byte = 0
	LinkError byte = 1
	LinkLong  byte = 2
	LinkBye   byte = 3
)

// LinkCalls are the calls that a link can carry, by their numbers. The number 0 is not used.
var LinkCalls = [...]string{1: CallGet, 2: CallArray, 3: CallLocate, 4: CallHas, 5: CallPut, 6: CallDelete, 7: CallWrite}

// LinkNumber returns the number of a call, or 0 if a link cannot carry it.
func LinkNumber(call string) byte {
	for i, name := range LinkCalls {
		if i > 0 && name == call {
			return byte(i)
		}
	}
	return 0
}

// IsLinkRequest reports whether the headers of a request or response request or accept a link.
func IsLinkRequest(h http.Header) bool { return h.Get("Upgrade") == LinkProtocol }

// LinkHead is the head of a message on a link.
type LinkHead struct {
	Size int // of the body
	ID   uint32
	Kind byte
}

// Append appends the head.
func (h LinkHead) Append(dst []byte) []byte {
	dst = le.AppendUint32(dst, uint32(h.Size))
	return append(le.AppendUint32(dst, h.ID), h.Kind)
}

// ParseLinkHead parses the first LinkHeadSize bytes of a message.
func ParseLinkHead(b []byte) (LinkHead, error) {
	h := LinkHead{Size: int(le.Uint32(b)), ID: le.Uint32(b[4:]), Kind: b[8]}
	if le.Uint32(b) > MaxLinkBody {
		return h, fmt.Errorf("%w: a message of %d bytes on a link", ErrProtocol, le.Uint32(b))
	}
	return h, nil
}

// AppendLinkError appends a response that reports an error. A long text is truncated.
func AppendLinkError(dst []byte, id uint32, code *Code, text string) []byte {
	const room = MaxLinkBody - 64
	if len(text) > room {
		text = text[:room]
	}
	size := 4 + len(code.Name) + 4 + len(text)
	dst = LinkHead{Size: size, ID: id, Kind: LinkError}.Append(dst)
	return appendSized(appendSized(dst, code.Name), text)
}

// ParseLinkError parses the body of a LinkError response. sent is the error that the server sent.
// err is not nil if the body is invalid.
func ParseLinkError(body []byte) (sent, err error) {
	p := parser{rest: body}
	name, text := string(p.sized()), string(p.sized())
	if len(p.rest) > 0 {
		p.fail("unexpected bytes after an error")
	}
	if p.err != nil {
		return nil, p.err
	}
	return Error(name, text), nil
}

// MessageMemory returns memory for a response of n bytes. If it holds a stored array whose header
// has the usual length, its elements are aligned.
func MessageMemory(n int) []byte { return memory(int64(n)) }
