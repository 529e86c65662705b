package load

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"strings"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// runH2 speaks HTTP/2 over TLS 1.3 in a closed loop: on every connection so
// many streams are under way at once. It writes frames itself, since a whole
// client would cost more than the servers measured.
func runH2(j *Job) (Result, error) {
	conns, err := dialAll(j, "h2")
	if err != nil {
		return Result{}, err
	}
	w := &crowd{tally: newTally(j)}
	return w.all(conns, func(c net.Conn) error { return (&h2Conn{w: w, c: c}).run() })
}

// An h2Conn is a connection over HTTP/2.
type h2Conn struct {
	w      *crowd
	c      net.Conn
	out    bytes.Buffer
	frames *http2.Framer
	block  []byte // the question's headers
	next   uint32
	open   map[uint32]*h2Stream
	unread uint32 // bytes of bodies since the window was last opened
}

type h2Stream struct {
	asked          time.Time
	status, length int
}

const h2Window = 1<<31 - 1 - 65535

func (h *h2Conn) run() error {
	h.frames = http2.NewFramer(&h.out, bufio.NewReaderSize(h.c, 64<<10))
	h.frames.SetReuseFrames()
	h.frames.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	h.open = make(map[uint32]*h2Stream)
	h.headers()
	h.out.WriteString(http2.ClientPreface)
	h.frames.WriteSettings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: 1 << 30}, http2.Setting{ID: http2.SettingEnablePush, Val: 0})
	h.frames.WriteWindowUpdate(0, h2Window)
	h.next = 1
	for range max(1, h.w.job.Streams) {
		h.ask()
	}
	for {
		if h.out.Len() > 0 {
			if _, err := h.c.Write(h.out.Bytes()); err != nil {
				return err
			}
			h.out.Reset()
		}
		if err := h.read(); err != nil {
			return err
		}
	}
}

// headers encodes the question once, with nothing to be remembered by the
// other side.
func (h *h2Conn) headers() {
	var b bytes.Buffer
	enc := hpack.NewEncoder(&b)
	enc.SetMaxDynamicTableSize(0)
	field := func(name, value string) {
		enc.WriteField(hpack.HeaderField{Name: name, Value: value, Sensitive: true})
	}
	j := h.w.job
	field(":method", "GET")
	field(":scheme", "https")
	field(":authority", j.Host)
	field(":path", j.Path)
	for _, line := range j.Header {
		name, value, _ := strings.Cut(line, ": ")
		if strings.ToLower(name) != "connection" {
			field(strings.ToLower(name), value)
		}
	}
	h.block = b.Bytes()
}

func (h *h2Conn) ask() {
	h.open[h.next] = &h2Stream{asked: time.Now()}
	h.frames.WriteHeaders(http2.HeadersFrameParam{StreamID: h.next, BlockFragment: h.block, EndStream: true, EndHeaders: true})
	h.next += 2
}

func (h *h2Conn) read() error {
	f, err := h.frames.ReadFrame()
	if err != nil {
		return err
	}
	s := h.open[f.Header().StreamID]
	ended := false
	switch f := f.(type) {
	case *http2.SettingsFrame:
		if !f.IsAck() {
			h.frames.WriteSettingsAck()
		}
	case *http2.PingFrame:
		if !f.IsAck() {
			h.frames.WritePing(true, f.Data)
		}
	case *http2.MetaHeadersFrame:
		if s != nil {
			fmt.Sscan(f.PseudoValue("status"), &s.status)
		}
		ended = f.StreamEnded()
	case *http2.DataFrame:
		if s != nil {
			s.length += len(f.Data())
		}
		if h.unread += f.Header().Length; h.unread > 1<<28 {
			h.frames.WriteWindowUpdate(0, h.unread)
			h.unread = 0
		}
		ended = f.StreamEnded()
	case *http2.RSTStreamFrame:
		return fmt.Errorf("a stream was reset: %v", f.ErrCode)
	case *http2.GoAwayFrame:
		return fmt.Errorf("the server goes away: %v %q", f.ErrCode, f.DebugData())
	}
	if ended && s != nil {
		h.w.note(s.status, s.length, time.Since(s.asked))
		delete(h.open, f.Header().StreamID)
		h.ask()
	}
	return nil
}
