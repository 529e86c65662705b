package e2e

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html/template"
	"image"
	_ "image/jpeg"
	_ "image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"congbo/internal/content"
	"congbo/internal/convert"
	"congbo/internal/locale"
)

// The policy that every page of the desk has; the editor must live under it.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'"

// TestEditor opens the editor on a page of its own: typing as Vietnamese input
// methods do it, pasting, tables, pictures, keyboard, accessibility, at both
// widths and in both languages (R-P2, F-B8, F-B9). What it sends must be a
// body that the server takes as it is.
func TestEditor(t *testing.T) {
	t.Parallel()
	needBrowser(t)
	for _, script := range []string{"editor.mjs", "editor_typing.mjs", "editor_media.mjs", "editor_parts.mjs", "editor_paste.mjs"} {
		t.Run(strings.TrimSuffix(script, ".mjs"), func(t *testing.T) {
			t.Parallel()
			site := httptest.NewServer(newEditorSite())
			defer site.Close()
			visit(t, script, site.URL)
		})
	}
}

// Every message that the editor asks for stands in the catalogs, and the
// catalogs have none that it does not ask for.
func TestEditorLabels(t *testing.T) {
	script, err := os.ReadFile("../internal/desk/assets/editor.js")
	if err != nil {
		t.Fatal(err)
	}
	texts := labels(locale.VI)
	for key := range labels(locale.EN) {
		if _, ok := texts[key]; !ok {
			t.Errorf("editor.%s is missing in Vietnamese", key)
		}
	}
	for key := range texts {
		stem := key[:strings.LastIndex(key, ".")+1]
		if !strings.Contains(string(script), `"`+key+`"`) && !(stem != "" && strings.Contains(string(script), `"`+stem+`"`)) {
			t.Errorf("editor.%s is not used by the editor", key)
		}
		if !locale.Has(locale.EN, "editor."+key) {
			t.Errorf("editor.%s is missing in English", key)
		}
	}
}

// editorSite serves one form with the editor, takes uploads and shows what the
// form sent.
type editorSite struct {
	*http.ServeMux
	mu    sync.Mutex
	media map[string]stored
	page  *template.Template
}

type stored struct {
	data []byte
	kind string
}

func newEditorSite() *editorSite {
	s := &editorSite{ServeMux: http.NewServeMux(), media: make(map[string]stored)}
	s.page = template.Must(template.New("").Parse(editorPage))
	assets := http.FileServer(http.Dir(filepath.Join("..", "internal", "desk", "assets")))
	s.HandleFunc("GET /{$}", s.form)
	s.Handle("GET /assets/", http.StripPrefix("/assets/", assets))
	s.HandleFunc("GET /page.css", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		io.WriteString(w, pageStyle)
	})
	s.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusNoContent) })
	s.HandleFunc("POST /media", s.upload)
	s.HandleFunc("GET /media/{id}", s.show)
	s.HandleFunc("POST /paste", s.paste)
	s.HandleFunc("POST /save", s.save)
	return s
}

func (s *editorSite) form(w http.ResponseWriter, r *http.Request) {
	lang := locale.Parse(r.FormValue("lang"))
	texts, err := json.Marshal(labels(lang))
	if err != nil {
		panic(err)
	}
	body := ""
	if name := r.FormValue("body"); name != "" {
		data, err := os.ReadFile(filepath.Join("testdata", filepath.Base(name)+".json"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusNotFound)
			return
		}
		body = string(data)
	}
	w.Header().Set("Content-Security-Policy", policy)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	s.page.Execute(w, map[string]any{
		"Lang": string(lang), "Labels": string(texts), "Body": template.JS(body), "Files": r.FormValue("files") != "",
		"Title": map[locale.Lang]string{locale.VI: "Soạn bài", locale.EN: "Write"}[lang],
		"Label": map[locale.Lang]string{locale.VI: "Nội dung bài", locale.EN: "Text"}[lang],
		"Save":  map[locale.Lang]string{locale.VI: "Lưu", locale.EN: "Save"}[lang],
	})
}

// upload answers as the desk does. A file whose name begins with "hong" is
// refused the first time, as if something had gone wrong.
func (s *editorSite) upload(w http.ResponseWriter, r *http.Request) {
	file, header, err := r.FormFile("file")
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	data, err := io.ReadAll(file)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	sum := sha256.Sum256(data)
	id := hex.EncodeToString(sum[:])
	s.mu.Lock()
	_, again := s.media["refused "+header.Filename]
	w.Header().Set("Content-Type", "application/json")
	if strings.HasPrefix(header.Filename, "hong") && !again {
		s.media["refused "+header.Filename] = stored{}
		s.mu.Unlock()
		w.WriteHeader(http.StatusUnprocessableEntity)
		json.NewEncoder(w).Encode(map[string]any{"error": "Không đọc được ảnh này."})
		return
	}
	s.media[id] = stored{data, header.Header.Get("Content-Type")}
	s.mu.Unlock()
	answer := map[string]any{"media": id, "url": "/media/" + id, "name": header.Filename}
	if config, _, err := image.DecodeConfig(strings.NewReader(string(data))); err == nil {
		answer["width"], answer["height"] = config.Width, config.Height
	}
	json.NewEncoder(w).Encode(answer)
}

func (s *editorSite) show(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	m, ok := s.media[r.PathValue("id")]
	s.mu.Unlock()
	if !ok {
		// Pictures of the test bodies: a plain picture for any id.
		w.Header().Set("Content-Type", "image/svg+xml")
		io.WriteString(w, `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="450"><rect width="800" height="450" fill="#cfe3ea"/><path d="M0 450V250l200-120 180 110 160-90 260 160v140z" fill="#7fa38a"/></svg>`)
		return
	}
	w.Header().Set("Content-Type", m.kind)
	w.Write(m.data)
}

// paste answers as the desk does.
func (s *editorSite) paste(w http.ResponseWriter, r *http.Request) {
	var asked convert.Pasted
	if err := json.Unmarshal([]byte(r.FormValue("paste")), &asked); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	read, err := convert.ReadPaste(asked)
	if err != nil {
		http.Error(w, locale.Error(locale.EN, err), http.StatusUnprocessableEntity)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(read)
}

// save shows the fields as they came, and what the server makes of the body.
func (s *editorSite) save(w http.ResponseWriter, r *http.Request) {
	r.ParseMultipartForm(16 << 20)
	answer := map[string]any{"fields": r.Form}
	if r.Form.Has("body") {
		body, err := content.ParseBody([]byte(r.FormValue("body")))
		if err != nil {
			answer["fault"] = locale.Error(locale.EN, err)
		} else {
			answer["body"] = body
		}
	}
	data, err := json.Marshal(answer)
	if err != nil {
		panic(err)
	}
	w.Header().Set("Content-Security-Policy", policy)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprintf(w, `<!doctype html><html lang="en"><title>Saved</title><h1>Saved</h1><pre id="answer">%s</pre>`, template.HTMLEscapeString(string(data)))
}

const editorPage = `<!doctype html>
<html lang="{{.Lang}}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}}</title>
<link rel="stylesheet" href="/page.css">
<link rel="stylesheet" href="/assets/editor.css">
<script src="/assets/editor.js" defer></script>
<main>
<h1>{{.Title}}</h1>
<form method="post" action="/save" enctype="multipart/form-data" data-editor data-lang="{{.Lang}}" data-upload="/media" data-paste="/paste" data-labels="{{.Labels}}"{{if .Files}} data-files{{end}}>
<p><label for="title">Tiêu đề</label> <input id="title" name="title" value="Bài thử"></p>
<p><label for="markup">{{.Label}}</label></p>
<textarea id="markup" name="markup" rows="12">Chữ đánh dấu nhẹ</textarea>
<input type="hidden" name="editor_kind" value="markup">
<script type="application/json" data-body>{{.Body}}</script>
<p><button>{{.Save}}</button></p>
</form>
</main>
`

const pageStyle = `:root { color-scheme: light dark; --desk: #f3f5f6 } @media (prefers-color-scheme: dark) { :root { --desk: #10161b } }
body { margin: 0; padding: 1rem; background: var(--desk); font: 1rem/1.5 "Noto Sans", sans-serif } main { max-width: 60rem; margin: auto }
body { color: light-dark(#15212b, #e7edf1) } textarea { width: 100%; box-sizing: border-box }
@media (max-width: 48rem) { body { padding: .5rem } }
`
