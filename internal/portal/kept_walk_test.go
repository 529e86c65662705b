package portal_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
	"pgregory.net/rapid"

	"congbo/internal/content"
	"congbo/internal/httpx"
	"congbo/internal/locale"
	"congbo/internal/store"
)

// secretMark is in all that nobody has published, and in nothing else. It is the
// same as it stands in an address, in JSON and in XML.
const secretMark = "qzx"

// A plan is a text that comes out at its hour, and is as secret until then.
type plan struct {
	doc     *estateDoc
	section *store.Section
	text    content.Revision
	at      time.Time
}

// plant puts secrets where an institution has its own: whoever wrote to it and
// what, names of who works there, remarks, places that are not open.
func (w *estate) plant() {
	s := func(what string) string { return "Kín " + secretMark + what }
	text := func(what string) locale.Text { return locale.Text{VI: s(what), EN: s(what)} }
	w.tx(func(ctx context.Context, tx *store.Tx) error {
		person := store.Person{Institution: w.inst, Name: s("person"), Email: secretMark + "@songtien.example", Phone: s("phone"), Title: text("position"), Unit: w.unit, Lang: locale.VI, State: store.PersonActive}
		w.ok(tx.AddPerson(ctx, &person))
		w.person = person.ID
		w.ok(tx.AddSection(ctx, w.inst, &store.Section{Site: w.vi.ID, Slug: "kin-muc", Title: s("section"), Summary: s("section"), Menu: true}))
		w.ok(tx.AddTopic(ctx, w.inst, &store.Topic{Site: w.vi.ID, Slug: "kin-chu-de", Title: s("topic")}))
		w.ok(tx.AddMailbox(ctx, &store.Mailbox{Institution: w.inst, Site: w.vi.ID, Address: secretMark + "-box@songtien.example", Name: text("mailbox"), Procedure: "dang-tin-cap-truong", Prefix: "QZX"}))
		closed := store.Site{Institution: w.inst, Label: secretMark + "-site", Lang: locale.VI, Name: s("site"), Theme: "truong-dai-hoc", Hosts: []string{"kin.example"}}
		w.ok(tx.AddSite(ctx, &closed))
		w.closed = store.Section{Site: closed.ID, Slug: "tin-tuc", Title: s("closed"), Menu: true, Active: true}
		return tx.AddSection(ctx, w.inst, &w.closed)
	})
	_, e := w.write(&w.closed, content.Revision{Title: s("there"), Summary: s("there"), Slug: "o-do", Body: townText(s("there")), Topics: []string{"han-man"}})
	w.addr["http://kin.example/"], w.addr["http://"+townHost+e.Path("tin-tuc")] = true, true
	w.private = w.picture("image/jpeg", 1300, 740)
	w.pictures = []string{w.picture("image/jpeg", 1400, 700), w.picture("image/png", 300, 200)}
	w.tx(func(ctx context.Context, tx *store.Tx) error {
		item := store.LibraryItem{Institution: w.inst, Media: w.private, Name: s("file"), Alt: s("alt"), Credit: s("credit"), Note: s("note"), AddedAt: tx.Now(), ChangedAt: tx.Now()}
		return tx.AddLibraryItem(ctx, &item)
	})
}

// aside adds what belongs to a case and is for nobody but the office: the request
// with its sender and letter, comments, remarks, letters that went out.
func (w *estate) aside(ctx context.Context, tx *store.Tx, cs *store.Case) error {
	s := func(what string) string { return fmt.Sprint("Kín ", secretMark, what, w.numbered) }
	r := store.Request{Institution: w.inst, Mailbox: w.box, Code: fmt.Sprintf("PTT-2026-8%05d", w.numbered), Channel: "mail", SenderName: s("sender"), SenderEmail: s("mail") + "@x.example",
		SenderPhone: s("phone"), Subject: s("subject"), Lang: locale.VI, ReceivedAt: tx.Now()}
	if err := tx.AddRequest(ctx, &r); err != nil {
		return err
	}
	m := store.Message{Request: r.ID, Direction: "in", Channel: "mail", Mailbox: w.box, MessageID: s("id"), Digest: s("digest"), FromName: s("from"), FromEmail: s("from") + "@x.example",
		Subject: s("subject"), Body: s("letter"), Fresh: s("letter"), State: store.MessagePlaced, ReceivedAt: tx.Now()}
	if _, err := tx.AddMessage(ctx, &m); err != nil {
		return err
	}
	cs.Request, cs.Title, cs.Sender, cs.Flags = r.ID, s("case"), s("sender"), "forced"
	if err := tx.AddCase(ctx, cs, nil); err != nil {
		return err
	}
	if err := tx.AddComment(ctx, &store.Comment{Case: cs.ID, Person: w.person, Text: s("comment"), Digest: "x", At: tx.Now()}); err != nil {
		return err
	}
	if err := tx.AddRemark(ctx, &store.Remark{Case: cs.ID, Kind: "reason", Step: "review", Person: w.person, Text: s("reason"), Digest: "x", At: tx.Now()}); err != nil {
		return err
	}
	return tx.AddLetter(ctx, &store.Letter{Institution: w.inst, Case: cs.ID, Request: r.ID, Template: "acknowledgement", Lang: locale.VI, ToName: s("to"), ToEmail: s("to") + "@x.example", Mailbox: w.box,
		Data: map[string]string{"title": s("data")}, Subject: s("letter"), Body: s("letter"), State: store.LetterQueued, CreatedAt: tx.Now()})
}

// schedule has a text come out at an hour.
func (w *estate) schedule(t *rapid.T, d *estateDoc) {
	r := w.text(t)
	section := rapid.SampledFrom(w.sections).Draw(t, "section")
	if w.site(section.Site).Lang != d.lang {
		return
	}
	w.plans = append(w.plans, &plan{d, section, r, w.clock.Now().Add(time.Duration(rapid.IntRange(1, 90).Draw(t, "minutes")) * time.Minute)})
	w.save(d, &r)
}

// due publishes what has its hour.
func (w *estate) due() {
	var later []*plan
	for _, p := range w.plans {
		if w.clock.Now().Before(p.at) {
			later = append(later, p)
			continue
		}
		w.issue(p.doc, p.section, p.text, 0)
	}
	w.plans = later
}

// lead gives a text a picture, of those that may be public.
func (w *estate) lead(t *rapid.T, r *content.Revision) {
	if i := rapid.IntRange(0, len(w.pictures)).Draw(t, "picture"); i < len(w.pictures) {
		r.LeadImage = &content.ImageRef{Media: w.pictures[i], Alt: "Ảnh của " + r.Title}
	}
}

// look has a picture looked at: what is known of it changes.
func (w *estate) look(t *rapid.T) {
	id := rapid.SampledFrom(w.pictures).Draw(t, "looked at")
	w.tx(func(ctx context.Context, tx *store.Tx) error {
		m, err := tx.Media(ctx, id)
		if err != nil {
			return err
		}
		m.Width, m.Tint = rapid.SampledFrom([]int{300, 700, 1400, 2000}).Draw(t, "width"), rapid.SampledFrom([]string{"", "3f3"}).Draw(t, "tint")
		return tx.LookedAt(ctx, *m, "Kín "+secretMark+" lời trong tệp")
	})
}

// lead by an address to another: of one that has been asked for, or of none.
func (w *estate) redirect(t *rapid.T) {
	if n := len(w.redirects); n > 0 && rapid.Bool().Draw(t, "end") {
		w.tx(func(ctx context.Context, tx *store.Tx) error { return tx.EndRedirect(ctx, w.redirects[n-1], w.person) })
		w.redirects = w.redirects[:n-1]
		return
	}
	r := store.Redirect{Site: w.vi.ID, TargetSite: w.vi.ID, Target: "/lien-he", Note: "Kín " + secretMark, MadeBy: w.person}
	r.Source = fmt.Sprintf("/cu/bai-%d", w.numbered)
	if rapid.Bool().Draw(t, "of a document") {
		d := rapid.SampledFrom(w.docs).Draw(t, "document of the redirect")
		e, ok := d.editions[w.vi.ID]
		if !ok {
			return
		}
		r.Document, r.Source = d.id, e.Path("tin-tuc")
	}
	w.addr[w.base(w.vi.ID)+r.Source] = true
	w.tx(func(ctx context.Context, tx *store.Tx) error {
		if other, err := tx.RedirectFrom(ctx, r.Site, r.Source, r.Document); err == nil && other != nil {
			return nil // one is enough
		}
		if err := tx.AddRedirect(ctx, &r); err != nil {
			return err
		}
		w.redirects = append(w.redirects, r.ID)
		return nil
	})
}

// programs are the addresses of a place that programs ask for.
func (w *estate) programs(at string) {
	for _, f := range []string{"/atom.xml", "/rss.xml", "/feed.json"} {
		w.addr[at+f] = true
	}
}

// more are the addresses of a site beside those of its documents.
func (w *estate) more() {
	for _, site := range []int64{w.vi.ID, w.en.ID} {
		base := w.base(site)
		w.programs(base)
		for _, page := range []string{"/robots.txt", "/sitemap.xml", "/sitemap-pages.xml", "/sitemap-news.xml", "/sitemap-0.xml", "/site-map", "/theo-thang", "/by-month", "/theo-thang/2026-08", "/by-month/2026-08",
			"/the-loai/tin-tuc", "/kinds/news", "/chu-de/kin-chu-de", "/kin-muc", "/media/" + w.private + ".jpg"} {
			w.addr[base+page] = true
		}
		for _, place := range []string{fmt.Sprintf("/don-vi/khoa-thuy-san-%d", w.unit), fmt.Sprintf("/units/faculty-of-fisheries-%d", w.unit)} {
			w.addr[base+place] = true
			w.programs(base + place)
		}
		for _, id := range w.pictures {
			w.addr[base+"/media/"+id+".jpg"], w.addr[base+"/media/"+id+"-480.jpg"] = true, true
		}
	}
	w.programs(w.base(w.vi.ID) + "/chu-de/han-man")
	w.programs(w.base(w.vi.ID) + "/tin-tuc")
	w.programs(w.base(w.vi.ID) + "/the-loai/tin-tuc")
}

// private reports what a page, in any form, shows that is nobody's but the
// office's; "" for nothing.
func (w *estate) unpublished(page string) string {
	if strings.Contains(strings.ToLower(page), secretMark) {
		return secretMark
	}
	if strings.Contains(page, secretWord) {
		return secretWord
	}
	for _, p := range w.plans {
		if strings.Contains(page, p.text.Title) || p.text.Kind != "page" && strings.Contains(page, p.text.Slug+"-") {
			return "ahead of its hour: " + p.text.Title
		}
	}
	for title := range w.taken {
		if strings.Contains(page, title) {
			return "withdrawn: " + title
		}
	}
	return ""
}

// forms reads a page under each coding, and from the bytes that are prepared for
// the fast lane, and compares it with what it is.
func (w *estate) forms(t *rapid.T, i int, node http.Handler, address, want string) {
	head, body, _ := strings.Cut(want, "\n")
	if !strings.HasPrefix(head, "200 ") {
		return
	}
	for _, coding := range []string{"gzip", "br", "zstd"} {
		r := httptest.NewRequest(http.MethodGet, address, nil)
		r.Header.Set("Accept-Encoding", coding)
		rec := httptest.NewRecorder()
		node.ServeHTTP(rec, r)
		w.forms1(t, address+" as "+coding, rec.Header().Get("Content-Encoding"), rec.Body.Bytes(), body)
		w.compared++
		if i > 0 {
			continue
		}
		host, path := r.Host, r.URL.Path
		if p, _ := w.portal.Find(false, []byte(host), []byte(path)); p != nil {
			status, begin, bytes := p.Answer(nil, httpx.Accepted(coding), "", []byte("Mon, 01 Jan 2026 00:00:00 GMT"), []byte("0123456789abcdef"))
			_, coded, _ := strings.Cut(string(begin), "\r\nContent-Encoding: ")
			coded, _, _ = strings.Cut(coded, "\r\n")
			if status != http.StatusOK {
				t.Fatalf("%s in the lane: %d", address, status)
			}
			if bad := w.unpublished(string(begin)); bad != "" {
				t.Fatalf("%s in the lane shows in its head %s", address, bad)
			}
			w.forms1(t, address+" in the lane as "+coding, coded, bytes, body)
			w.compared++
		}
	}
}

func (w *estate) forms1(t *rapid.T, what, coding string, coded []byte, want string) {
	var from io.Reader = bytes.NewReader(coded)
	var err error
	switch coding {
	case "gzip":
		from, err = gzip.NewReader(from)
	case "br":
		from = brotli.NewReader(from)
	case "zstd":
		from, err = zstd.NewReader(from, zstd.WithDecoderConcurrency(1))
	}
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	got, err := io.ReadAll(from)
	if d, ok := from.(*zstd.Decoder); ok {
		d.Close()
	}
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	if string(got) != want {
		t.Fatalf("%s is not as it is now:\n%s", what, difference(string(got), want))
	}
	if bad := w.unpublished(string(got)); bad != "" {
		t.Fatalf("%s shows what nobody has published: %s", what, bad)
	}
}
