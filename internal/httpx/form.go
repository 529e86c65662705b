package httpx

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"congbo/internal/fault"
)

// Budget bounds a form before any of it is believed.
type Budget struct {
	Fields int   // number of fields that are not files
	Field  int64 // bytes of one field
	Files  int
	File   int64 // bytes of one file
	Total  int64 // bytes of the whole request
}

// SmallForm is the budget of forms of a few fields without files.
var SmallForm = Budget{Fields: 100, Field: 64 << 10, Total: 256 << 10}

// A Form is what a browser sent. Values are as they came: cleaning them is for
// who stores them.
type Form struct {
	url.Values
	Files []File
}

// A File is an uploaded file. Its name and type are the sender's word.
type File struct {
	Field string
	Name  string
	Type  string
	Data  []byte
}

// A FormReader reads forms, and bounds what all that are being read at one
// time hold in memory.
type FormReader struct {
	InFlight int64 // bytes; 0 for no bound

	mu   sync.Mutex
	held int64
}

// Read reads the form of a request. A form beyond its budget is TooLarge; one
// that breaks off or makes no sense Invalid; one that finds no room
// Unavailable. done gives the room back and is to be called when the files are
// no longer needed; it is never nil.
func (fr *FormReader) Read(w http.ResponseWriter, r *http.Request, b Budget) (f *Form, done func(), err error) {
	if r.ContentLength > b.Total {
		w.Header().Set("Connection", "close") // do not read what will not be used
		return nil, func() {}, tooLarge(b)
	}
	room := b.Total
	if r.ContentLength >= 0 {
		room = r.ContentLength
	}
	if done, err = fr.reserve(room); err != nil {
		return nil, done, err
	}
	// Slow senders get a time that a poor line needs, and no more. The deadline
	// is the connection's, which knows no other clock.
	conn := http.NewResponseController(w)
	deadline := time.Now().Add(20*time.Second + time.Duration(room/(16<<10))*time.Second)
	if err := conn.SetReadDeadline(deadline); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return nil, done, err
	}
	defer conn.SetReadDeadline(time.Time{}) // the work on the form may take longer
	r.Body = http.MaxBytesReader(w, r.Body, b.Total)
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case err != nil:
	case kind == "application/x-www-form-urlencoded":
		f, err = readFields(r.Body, b)
	case kind == "multipart/form-data" && params["boundary"] != "":
		f, err = readParts(multipart.NewReader(whole(r.Body), params["boundary"]), b)
	default:
		err = errors.New("no form")
	}
	if err == nil {
		return f, done, nil
	}
	if _, ok := fault.As(err); ok {
		return nil, done, err
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, done, tooLarge(b)
	}
	return nil, done, fault.New(fault.Invalid, "httpx.bad_form").Because(err)
}

func tooLarge(b Budget) error {
	return fault.New(fault.TooLarge, "httpx.too_large", mebibytes(b.Total))
}

func mebibytes(n int64) int { return int((n + 1<<20 - 1) >> 20) }

func (fr *FormReader) reserve(n int64) (func(), error) {
	if fr.InFlight == 0 {
		return func() {}, nil
	}
	fr.mu.Lock()
	defer fr.mu.Unlock()
	if fr.held > 0 && fr.held+n > fr.InFlight { // one alone is always let in: its own budget bounds it
		return func() {}, fault.New(fault.Unavailable, "httpx.busy")
	}
	fr.held += n
	return sync.OnceFunc(func() {
		fr.mu.Lock()
		fr.held -= n
		fr.mu.Unlock()
	}), nil
}

func readFields(body io.Reader, b Budget) (*Form, error) {
	data, err := io.ReadAll(body)
	if err != nil {
		return nil, err
	}
	if strings.Count(string(data), "&") >= b.Fields {
		return nil, tooLarge(b)
	}
	v, err := url.ParseQuery(string(data))
	if err != nil {
		return nil, err
	}
	for _, list := range v {
		for _, s := range list {
			if int64(len(s)) > b.Field {
				return nil, tooLarge(b)
			}
		}
	}
	return &Form{Values: v}, nil
}

// whole makes the end of a multipart body an error unless its last boundary
// came before: a form that broke off must not look like a shorter one.
func whole(body io.Reader) io.Reader {
	return io.MultiReader(body, strings.NewReader("\r\n"), brokenOff{})
}

type brokenOff struct{}

func (brokenOff) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func readParts(parts *multipart.Reader, b Budget) (*Form, error) {
	f := &Form{Values: make(url.Values)}
	fields := 0
	for {
		p, err := parts.NextPart()
		if err == io.EOF {
			return f, nil
		} else if err != nil {
			return nil, err
		}
		if p.FileName() == "" && !isFile(p) {
			if fields++; fields > b.Fields {
				return nil, tooLarge(b)
			}
			data, err := readUpTo(p, b.Field)
			if err != nil {
				return nil, err
			} else if data == nil {
				return nil, tooLarge(b)
			}
			f.Add(p.FormName(), string(data))
			continue
		}
		if len(f.Files) >= b.Files && p.FileName() != "" {
			return nil, fault.New(fault.TooLarge, "httpx.too_many_files", b.Files).In(p.FormName())
		}
		data, err := readUpTo(p, b.File)
		if err != nil {
			return nil, err
		} else if data == nil {
			return nil, fault.New(fault.TooLarge, "httpx.file_too_large", mebibytes(b.File)).In(p.FormName())
		}
		if p.FileName() != "" || len(data) > 0 { // a browser sends an empty nameless file where none was chosen
			f.Files = append(f.Files, File{Field: p.FormName(), Name: p.FileName(), Type: p.Header.Get("Content-Type"), Data: data})
		}
	}
}

// isFile reports whether a part is a file without a name.
func isFile(p *multipart.Part) bool {
	_, params, err := mime.ParseMediaType(p.Header.Get("Content-Disposition"))
	if err != nil {
		return false
	}
	_, ok := params["filename"]
	return ok
}

// readUpTo reads at most max bytes; nil where there are more.
func readUpTo(r io.Reader, max int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, max+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > max {
		return nil, nil
	}
	if data == nil {
		data = []byte{}
	}
	return data, nil
}
