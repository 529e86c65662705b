package httpx

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"strconv"
	"time"
)

// A Front stands before all faces: it finds out who asks, gives the request an
// id that the answer, the log and an error page share, and writes one line
// about it when it is over.
type Front struct {
	Proxies Proxies
	Log     *slog.Logger     // nil: nothing is written
	Now     func() time.Time // for the time taken; time.Now if nil
	Random  io.Reader        // for ids; crypto/rand if nil
	// Hide takes out of a path what must not be logged, such as the secret part
	// of an address in a letter; nil: nothing.
	Hide func(path string) string
}

type originKey struct{}

type origin struct {
	id     string
	client Client
}

// ID returns the id of a request, "" for one that came by no Front.
func ID(r *http.Request) string {
	o, _ := r.Context().Value(originKey{}).(origin)
	return o.id
}

// ClientOf tells who sent a request. Without a Front it is the other end of
// the connection.
func ClientOf(r *http.Request) Client {
	if o, ok := r.Context().Value(originKey{}).(origin); ok {
		return o.client
	}
	return Proxies{}.Client(r)
}

// Handler answers with next. The log has method, host, path, status, size and
// time, never a query or a header, where secrets may stand.
func (f *Front) Handler(next http.Handler) http.Handler {
	now := f.Now
	if now == nil {
		now = time.Now
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o := origin{id: f.id(), client: f.Proxies.Client(r)}
		r = r.WithContext(context.WithValue(r.Context(), originKey{}, o))
		w.Header().Set("X-Request-Id", o.id)
		began := now()
		a := &Answer{ResponseWriter: w}
		defer func() {
			f.Tell(r.Context(), Told{ID: o.id, Client: o.client.Addr, Method: r.Method, Host: o.client.Host, Path: r.URL.Path, Status: a.Status(), Bytes: a.bytes, Took: now().Sub(began)})
		}()
		next.ServeHTTP(a, r)
	})
}

// Told is what the log says of a request.
type Told struct {
	ID                 string
	Client             netip.Addr
	Method, Host, Path string
	Status             int
	Bytes              int64
	Took               time.Duration
}

// Tell writes the line about a request that is over.
func (f *Front) Tell(ctx context.Context, t Told) {
	if f.Log == nil {
		return
	}
	level := slog.LevelInfo
	if t.Status >= 500 {
		level = slog.LevelError
	}
	f.Log.Log(ctx, level, "request", "id", t.ID, "client", t.Client.String(), "method", t.Method,
		"host", t.Host, "path", f.shown(t.Path), "status", t.Status, "bytes", t.Bytes, "took", t.Took)
}

// shown is a path as the log may have it.
func (f *Front) shown(path string) string {
	if f.Hide == nil {
		return path
	}
	return f.Hide(path)
}

var idAlphabet = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// NewID makes an id for a request that no Front answers.
func (f *Front) NewID() string { return f.id() }

// id returns 16 characters that a person can read out on the telephone.
func (f *Front) id() string {
	from := f.Random
	if from == nil {
		from = rand.Reader
	}
	var b [10]byte
	if _, err := io.ReadFull(from, b[:]); err != nil {
		return "" // an id is a help, not a need
	}
	return idAlphabet.EncodeToString(b[:])
}

// PutID writes into dst, IDLength bytes, the id that ten random bytes are.
func PutID(dst, random []byte) { idAlphabet.Encode(dst, random[:10]) }

// An Answer is a ResponseWriter that remembers what was sent.
type Answer struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// Status returns the status sent, 0 if none was yet.
func (a *Answer) Status() int { return a.status }

// Begun reports whether anything was sent, after which no other page can be.
func (a *Answer) Begun() bool { return a.status != 0 }

// WriteHeader implements http.ResponseWriter.
func (a *Answer) WriteHeader(status int) {
	if a.status == 0 && status >= 200 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (a *Answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	n, err := a.ResponseWriter.Write(b)
	a.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (a *Answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

func itoa(n int) string { return strconv.Itoa(n) }
