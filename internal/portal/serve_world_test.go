package portal_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"congbo/internal/blob"
	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/intake"
	"congbo/internal/locale"
	"congbo/internal/portal"
	"congbo/internal/procfile"
	"congbo/internal/publishing"
	"congbo/internal/renditions"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// A town is a small institution with two sites in a real database, and its
// portal.
type town struct {
	t        *testing.T
	store    *store.Store
	blobs    *blob.Dir
	cases    *cases.Cases
	intake   *intake.Intake
	portal   *portal.Portal
	handler  http.Handler
	inst     int64
	unit     int64
	box      int64
	version  int64
	vi, en   store.Site
	news     store.Section
	newsEN   store.Section
	jobs     store.Section // has no item
	numbered int
}

const townHost = "songtien.example"

func eachTown(t *testing.T, fn func(t *testing.T, w *town)) {
	clock := storetest.At("2026-08-28 14:30")
	storetest.Each(t, func(t *testing.T, s *store.Store) { t.Helper(); fn(t, newTown(t, s)) }, store.Clock(clock.Now))
}

func newTown(t *testing.T, s *store.Store) *town {
	t.Helper()
	ctx := t.Context()
	w := &town{t: t, store: s}
	w.ok(s.Tx(ctx, func(tx *store.Tx) error {
		in := store.Institution{Preset: "truong-dai-hoc", Name: locale.Text{VI: "Trường Đại học Sông Tiền", EN: "Tien River University"}}
		w.ok(tx.AddInstitution(ctx, &in))
		w.inst = in.ID
		unit := store.Unit{Institution: in.ID, Name: locale.Text{VI: "Khoa Thủy sản", EN: "Faculty of Fisheries"}, Active: true}
		w.ok(tx.AddUnit(ctx, &unit))
		w.unit = unit.ID
		w.vi = store.Site{Institution: in.ID, Label: "songtien", Lang: locale.VI, Name: "Trường Đại học Sông Tiền", Theme: "truong-dai-hoc", Active: true, Hosts: []string{townHost}}
		w.ok(tx.AddSite(ctx, &w.vi))
		w.en = store.Site{Institution: in.ID, Label: "songtien-en", Lang: locale.EN, Name: "Tien River University", Theme: "truong-dai-hoc", Active: true, Counterpart: w.vi.ID, Position: 1}
		w.ok(tx.AddSite(ctx, &w.en))
		w.vi.Counterpart = w.en.ID
		w.ok(tx.SaveSite(ctx, &w.vi))
		w.news = store.Section{Site: w.vi.ID, Slug: "tin-tuc", Title: "Tin tức", Menu: true, Active: true}
		w.ok(tx.AddSection(ctx, in.ID, &w.news))
		w.jobs = store.Section{Site: w.vi.ID, Slug: "tuyen-dung", Title: "Tuyển dụng", Menu: true, Active: true, Position: 1}
		w.ok(tx.AddSection(ctx, in.ID, &w.jobs))
		w.newsEN = store.Section{Site: w.en.ID, Slug: "news", Title: "News", Menu: true, Active: true, Counterpart: w.news.ID}
		w.ok(tx.AddSection(ctx, in.ID, &w.newsEN))
		w.ok(tx.AddKind(ctx, &store.Kind{Institution: in.ID, ID: "news", Name: locale.Text{VI: "Tin tức", EN: "News"}, Active: true}))
		preset, _ := procfile.Named("dang-tin-cap-truong")
		v := store.ProcedureVersion{Institution: in.ID, Key: preset.ID, Text: string(preset.Text), State: "in-force", InForceFrom: tx.Now().AddDate(-1, 0, 0)}
		w.ok(tx.AddProcedure(ctx, &v))
		w.version = v.ID
		box := store.Mailbox{Institution: in.ID, Site: w.vi.ID, Address: "truyenthong@songtien.example", Name: locale.Text{VI: "Phòng Truyền thông", EN: "Communications Office"}, Procedure: preset.ID, Prefix: "PTT", Main: true, Active: true}
		w.ok(tx.AddMailbox(ctx, &box))
		w.box = box.ID
		return nil
	}))
	var err error
	if w.blobs, err = blob.Open(t.TempDir()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.blobs.Close() })
	where := func(s *store.Site, path string) string {
		if len(s.Hosts) > 0 {
			return "https://" + s.Hosts[0] + path
		}
		return "https://congbo.example/w/" + s.Label + path
	}
	w.cases = &cases.Cases{Store: s, Mailhost: "songtien.example", Secret: []byte("a secret of this test")}
	pub := &publishing.Publishing{Store: s, Cases: w.cases, URL: where, Log: slog.New(slog.DiscardHandler)}
	w.cases.Effects = pub.Effects()
	w.intake = &intake.Intake{Store: s, Cases: w.cases, Blobs: w.blobs, Measure: func([]byte) (int, int) { return 0, 0 }, Log: slog.New(slog.DiscardHandler)}
	w.portal = &portal.Portal{Store: s, Cases: w.cases, Intake: w.intake, Publishing: pub, Blobs: w.blobs, URL: where, Pictures: &renditions.Shelf{Blobs: w.blobs, Dir: t.TempDir()}}
	w.handler = w.portal.Handler()
	return w
}

func (w *town) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// write stores a document and publishes it where a section is given.
func (w *town) write(section *store.Section, r content.Revision) (document int64, e store.Edition) {
	w.t.Helper()
	ctx := w.t.Context()
	w.ok(w.store.Tx(ctx, func(tx *store.Tx) error {
		d := store.Document{Institution: w.inst, Unit: w.unit, Lang: locale.VI}
		if err := tx.AddDocument(ctx, &d); err != nil {
			return err
		}
		document, r.DocumentID, r.Lang = d.ID, d.ID, locale.VI
		if r.Kind == "" {
			r.Kind = "news"
		}
		if err := tx.AddRevision(ctx, &r, 0, content.Aspects); err != nil {
			return err
		}
		w.numbered++
		cs := store.Case{Institution: w.inst, Code: fmt.Sprintf("PTT-2026-9%05d", w.numbered), Procedure: w.version, Document: d.ID, Title: r.Title, State: []byte("{}"), OpenedAt: tx.Now(), EnteredAt: tx.Now()}
		if err := tx.AddCase(ctx, &cs, nil); err != nil || section == nil {
			return err
		}
		e = store.Edition{Document: d.ID, Case: cs.ID, Site: section.Site, Section: section.ID, Revision: r.ID, Kind: r.Kind, Slug: r.Slug, Title: r.Title, Hash: r.Hashes().All}
		return tx.AddEdition(ctx, &e)
	}))
	return document, e
}

func (w *town) end(e store.Edition, state, note string) {
	w.t.Helper()
	w.ok(w.store.Tx(w.t.Context(), func(tx *store.Tx) error { return tx.EndEdition(w.t.Context(), e.ID, state, note) }))
}

// picture keeps a picture of so many pixels.
func (w *town) picture(kind string, width, height int) string {
	w.t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for i := range width {
		img.Set(i, i%height, color.RGBA{uint8(i), 80, uint8(w.numbered), 255})
	}
	var b bytes.Buffer
	if kind == "image/png" {
		w.ok(png.Encode(&b, img))
	} else {
		w.ok(jpeg.Encode(&b, img, nil))
	}
	return w.keep(kind, b.Bytes(), width, height)
}

func (w *town) keep(kind string, data []byte, width, height int) string {
	w.t.Helper()
	id, size, err := w.blobs.Put(w.t.Context(), bytes.NewReader(data), 1<<20)
	w.ok(err)
	w.ok(w.store.Tx(w.t.Context(), func(tx *store.Tx) error {
		return tx.AddMedia(w.t.Context(), store.Media{ID: id, Type: kind, Size: size, Width: width, Height: height})
	}))
	return id
}

// ask sends a request to the main site unless the address names a host.
func (w *town) ask(method, address string, body io.Reader, header ...string) *httptest.ResponseRecorder {
	w.t.Helper()
	if strings.HasPrefix(address, "/") {
		address = "http://" + townHost + address
	}
	r, err := http.NewRequestWithContext(context.Background(), method, address, body)
	w.ok(err)
	r.RequestURI, r.RemoteAddr = r.URL.RequestURI(), "192.0.2.7:4711"
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return w.answer(r)
}

func (w *town) answer(r *http.Request) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	w.handler.ServeHTTP(rec, r)
	return rec
}

func (w *town) get(address string) *httptest.ResponseRecorder {
	w.t.Helper()
	return w.ask(http.MethodGet, address, nil)
}

// form sends fields, and files by their names.
func (w *town) form(address string, fields map[string]string, files map[string]string) *httptest.ResponseRecorder {
	w.t.Helper()
	if files == nil {
		v := url.Values{}
		for k, s := range fields {
			v.Set(k, s)
		}
		return w.ask(http.MethodPost, address, strings.NewReader(v.Encode()), "Content-Type", "application/x-www-form-urlencoded")
	}
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k, s := range fields {
		w.ok(m.WriteField(k, s))
	}
	for name, data := range files {
		part, err := m.CreateFormFile("files", name)
		w.ok(err)
		_, err = part.Write([]byte(data))
		w.ok(err)
	}
	w.ok(m.Close())
	return w.ask(http.MethodPost, address, &b, "Content-Type", m.FormDataContentType())
}

func townText(text string) content.Body {
	b, err := content.FromMarkup(text)
	if err != nil {
		panic(err)
	}
	return b
}
