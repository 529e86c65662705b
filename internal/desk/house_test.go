package desk_test

import (
	"bytes"
	"context"
	"image"
	_ "image/jpeg"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"congbo/internal/accounts"
	"congbo/internal/batches"
	"congbo/internal/blob"
	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/convert"
	"congbo/internal/desk"
	"congbo/internal/duties"
	"congbo/internal/editorial"
	"congbo/internal/flow"
	"congbo/internal/intake"
	"congbo/internal/library"
	"congbo/internal/locale"
	"congbo/internal/notify"
	"congbo/internal/people"
	"congbo/internal/procedures"
	"congbo/internal/procfile"
	"congbo/internal/publishing"
	"congbo/internal/renditions"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// A house is a small institution on a real database with a clock that is set
// by hand, and the desk before it.
type house struct {
	t       testing.TB
	clock   *storetest.Time
	store   *store.Store
	desk    *desk.Desk
	handler http.Handler
	inst    int64
	units   map[string]int64
	site    store.Site
	english store.Site
	news    store.Section
	box     store.Mailbox
	who     map[string]cases.Actor // by the short names below
	cookies map[string]string      // sessions
}

// roster is who works in the house.
var roster = []struct {
	id, name, unit string
	role           people.Role
	vi, en         string
}{
	{"ha", "Nguyễn Thu Hà", "ptt", people.Communications, "Chuyên viên Phòng Truyền thông", "Communications officer"},
	{"minh", "Trần Văn Minh", "", people.Head, "Trưởng Ban Biên tập", "Head of the editorial board"},
	{"hanh", "Lê Thị Hạnh", "", people.Deputy, "Phó Trưởng Ban Biên tập", "Deputy head"},
	{"an", "Phạm Quốc An", "ptt", people.Webmaster, "Chuyên viên quản trị website", "Webmaster"},
	{"phuoc", "Đỗ Hữu Phước", "", people.Leadership, "Phó Hiệu trưởng", "Vice-rector"},
	{"lan", "Võ Thị Lan", "kts", people.UnitDeputy, "Phó Trưởng khoa Thủy sản", "Deputy dean"},
	{"tu", "Cao Minh Tú", "", people.Administrator, "Quản trị hệ thống", "Administrator"},
	{"nga", "Bùi Thị Nga", "kkt", people.Staff, "Giảng viên", "Lecturer"},
}

func newHouse(t testing.TB, s *store.Store, clock *storetest.Time) *house {
	t.Helper()
	ctx := context.Background()
	h := &house{t: t, clock: clock, store: s, units: make(map[string]int64), who: make(map[string]cases.Actor), cookies: make(map[string]string)}
	h.must(s.Tx(ctx, func(tx *store.Tx) error { h.found(ctx, tx); return nil }))
	blobs, err := blob.Open(t.TempDir())
	h.must(err)
	t.Cleanup(func() { blobs.Close() })
	c := &cases.Cases{Store: s, Mailhost: "songtien.example", Secret: []byte("a secret of tests")}
	p := &publishing.Publishing{Store: s, Cases: c, Log: slog.New(slog.DiscardHandler),
		URL: func(s *store.Site, path string) string { return "https://" + s.Label + ".example" + path }}
	p.Page = func(context.Context, *store.Site, string) (int, http.Header, []byte, error) {
		return http.StatusOK, nil, []byte(`<html lang="vi"><main><h1>x</h1></main></html>`), nil
	}
	c.Effects = p.Effects()
	cfg := accounts.Defaults()
	cfg.Demo = true
	acc, err := accounts.New(s, cfg, make([]byte, 32))
	h.must(err)
	acc.Files, acc.Sniff = blobs, intake.Sniff
	measure := func(data []byte) (string, int, int) {
		c, format, err := image.DecodeConfig(bytes.NewReader(data))
		if err != nil {
			return "", 0, 0
		}
		return "image/" + format, c.Width, c.Height
	}
	pictures := &renditions.Shelf{Blobs: blobs}
	h.desk = &desk.Desk{
		Store: s, Cases: c, Publishing: p, Accounts: acc, Procedures: &procedures.Procedures{Store: s, Cases: c}, Batches: &batches.Batches{Store: s, Cases: c}, Duties: &duties.Duties{Store: s, Cases: c}, Library: &library.Library{Store: s, Cases: c, Blobs: blobs, Pictures: pictures, Log: slog.New(slog.DiscardHandler)}, Pictures: pictures, Demo: "/demo", Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError})),
		Intake: &intake.Intake{Store: s, Cases: c, Blobs: blobs, Measure: func(d []byte) (int, int) { _, w, h := measure(d); return w, h }, Log: slog.New(slog.DiscardHandler)},
		Editorial: &editorial.Editorial{Store: s, Cases: c, Blobs: blobs, Measure: measure, Sniff: intake.Sniff, Convert: func(_ context.Context, kind string, data []byte) (*editorial.Draft, error) {
			r, err := convert.Convert(kind, data)
			if err != nil {
				return nil, err
			}
			return &editorial.Draft{Title: r.Title, Blocks: r.Blocks, Images: r.Images, Notes: r.Notes, Comments: r.Comments}, nil
		}},
		Notify: &notify.Notify{Store: s, Cases: c, DeskURL: func(path string) string { return "https://desk.example" + path }},
	}
	h.handler = h.desk.Handler()
	return h
}

// found founds the institution.
func (h *house) found(ctx context.Context, tx *store.Tx) {
	in := store.Institution{Preset: "truong-dai-hoc", Name: locale.Text{VI: "Trường Đại học Sông Tiền", EN: "Tien River University"}, Settings: store.Settings{Short: "ĐHST"}}
	h.must(tx.AddInstitution(ctx, &in))
	h.inst = in.ID
	for _, u := range []struct{ id, vi, en string }{{"ptt", "Phòng Truyền thông", "Communications Office"}, {"kts", "Khoa Thủy sản", "Faculty of Fisheries"},
		{"kkt", "Khoa Kinh tế", "Faculty of Economics"}, {"doan", "Đoàn Thanh niên", "Youth Union"}, {"pdt", "Phòng Đào tạo", "Academic Affairs Office"}} {
		unit := store.Unit{Institution: in.ID, Name: locale.Text{VI: u.vi, EN: u.en}, Short: strings.ToUpper(u.id), Active: true}
		h.must(tx.AddUnit(ctx, &unit))
		h.units[u.id] = unit.ID
	}
	h.site = store.Site{Institution: in.ID, Label: "songtien", Lang: locale.VI, Name: "Website trường, tiếng Việt", Theme: "truong-dai-hoc", Active: true}
	h.must(tx.AddSite(ctx, &h.site))
	h.english = store.Site{Institution: in.ID, Label: "songtien-en", Lang: locale.EN, Name: "University website, English", Theme: "truong-dai-hoc", Active: true}
	h.must(tx.AddSite(ctx, &h.english))
	h.news = store.Section{Site: h.site.ID, Slug: "tin-tuc", Title: "Tin tức", Menu: true, Active: true}
	h.must(tx.AddSection(ctx, in.ID, &h.news))
	for i, title := range []string{"Thông báo", "Sinh viên", "Hợp tác"} {
		h.must(tx.AddSection(ctx, in.ID, &store.Section{Site: h.site.ID, Slug: []string{"thong-bao", "sinh-vien", "hop-tac"}[i], Title: title, Menu: true, Active: true}))
	}
	for i, k := range []struct{ id, vi, en string }{{"news", "Tin tức", "News"}, {"announcement", "Thông báo", "Announcement"}, {"article", "Bài viết", "Article"}} {
		h.must(tx.AddKind(ctx, &store.Kind{Institution: in.ID, ID: k.id, Name: locale.Text{VI: k.vi, EN: k.en}, Position: i, Active: true}))
	}
	h.must(tx.AddTopic(ctx, in.ID, &store.Topic{Site: h.site.ID, Slug: "hoc-bong", Title: "Học bổng", Active: true}))
	from := h.clock.Now().AddDate(-1, 0, 0)
	preset, _ := procfile.Named("dang-tin-cap-truong")
	h.must(tx.AddProcedure(ctx, &store.ProcedureVersion{Institution: in.ID, Key: preset.ID, Text: string(preset.Text), State: "in-force", InForceFrom: from}))
	h.box = store.Mailbox{Institution: in.ID, Unit: h.units["ptt"], Site: h.site.ID, Address: "truyenthong@songtien.example", Name: locale.Text{VI: "Phòng Truyền thông", EN: "Communications Office"},
		Procedure: preset.ID, Prefix: "PTT", Main: true, Active: true}
	h.must(tx.AddMailbox(ctx, &h.box))
	for _, r := range roster {
		p := store.Person{Institution: in.ID, Name: r.name, Email: r.id + "@songtien.example", Title: locale.Text{VI: r.vi, EN: r.en}, Unit: h.units[r.unit], Lang: locale.VI, State: store.PersonActive}
		h.must(tx.AddPerson(ctx, &p))
		place := people.Place{Kind: people.Institution, ID: in.ID}
		if r.role == people.UnitDeputy || r.role == people.Staff {
			place = people.Place{Kind: people.Unit, ID: p.Unit}
		}
		h.must(tx.AddAppointment(ctx, &store.Appointment{Appointment: people.Appointment{Person: p.ID, Role: r.role, Place: place, From: from}}))
		h.who[r.id] = cases.Actor{Person: p.ID, Name: p.Name, Institution: in.ID, Lang: locale.VI}
	}
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatalf("%v (%s)", err, locale.Error(locale.VI, err))
	}
}

// at sets the clock: "2026-08-28 14:30" in Vietnam.
func (h *house) at(when string) { h.clock.Set(when) }

// send sends a request by the web form and returns its case.
func (h *house) send(who, title, text string, files ...intake.File) int64 {
	h.t.Helper()
	r, err := h.desk.Intake.Submit(context.Background(), h.who[who], intake.Form{Mailbox: h.box.ID, Title: title, Text: text, Files: files, Pledge: true, Lang: locale.VI})
	h.must(err)
	return r.Case
}

// act does something in a case and expects it to be allowed.
func (h *house) act(who string, id int64, a flow.Act) {
	h.t.Helper()
	_, err := h.desk.Cases.Act(context.Background(), h.who[who], cases.Input{Case: id, Act: a})
	h.must(err)
}

func (h *house) move(who string, id int64, move flow.MoveID, reason string) {
	h.t.Helper()
	h.act(who, id, flow.Act{Kind: flow.DoMove, Move: move, Reason: reason})
}

// take makes a document of a request.
func (h *house) take(who string, id int64) {
	h.t.Helper()
	_, err := h.desk.Editorial.TakeOver(context.Background(), h.who[who], id, 0)
	h.must(err)
}

// save edits the text of a case.
func (h *house) save(who string, id int64, note string, edit func(r *content.Revision)) {
	h.t.Helper()
	v, err := h.desk.Cases.See(context.Background(), h.who[who], id)
	h.must(err)
	r := *v.Revision
	r.Note = note
	edit(&r)
	_, _, err = h.desk.Editorial.Save(context.Background(), h.who[who], id, v.Revision.Number, r)
	h.must(err)
}

func (h *house) see(who string, id int64) *cases.View {
	h.t.Helper()
	v, err := h.desk.Cases.See(context.Background(), h.who[who], id)
	h.must(err)
	return v
}

// pass brings a request to moderation: taken over, a source noted, accepted.
func (h *house) pass(id int64, title, body string) {
	h.t.Helper()
	h.take("ha", id)
	h.save("ha", id, "", func(r *content.Revision) {
		r.Title, r.OwnWork = title, true
		if body != "" {
			b, err := content.FromMarkup(body)
			h.must(err)
			r.Body = b
		}
	})
	h.move("ha", id, "accept", "")
}

// approve gives both verdicts and passes on for posting.
func (h *house) approve(who string, id int64) {
	h.t.Helper()
	h.act(who, id, flow.Act{Kind: flow.DoTick, Item: "no-state-secrets", Yes: true})
	h.act(who, id, flow.Act{Kind: flow.DoVerdict, Aspect: content.AspectContent, Yes: true})
	h.act(who, id, flow.Act{Kind: flow.DoVerdict, Aspect: content.AspectImages, Yes: true})
	h.move(who, id, "approve", "")
}

// classify chooses kind, site and section.
func (h *house) classify(who string, id int64) {
	h.t.Helper()
	h.save(who, id, "", func(r *content.Revision) {
		r.Kind, r.Sites = "news", []content.Placement{{Site: h.site.ID, Section: h.news.ID}}
	})
}

// session signs somebody in and returns the cookie's value.
func (h *house) session(who string) string {
	h.t.Helper()
	if c, ok := h.cookies[who]; ok {
		return c
	}
	t, err := h.desk.Accounts.SignInDemo(context.Background(), accounts.Visitor{Address: "192.0.2.1"}, h.who[who].Person)
	h.must(err)
	h.cookies[who] = t.Token
	return t.Token
}

// speak sets the language of somebody's interface.
func (h *house) speak(who string, l locale.Lang) {
	h.t.Helper()
	h.must(h.store.Tx(context.Background(), func(tx *store.Tx) error {
		p, err := tx.Person(context.Background(), h.who[who].Person)
		if err != nil || p.Lang == l {
			return err
		}
		p.Lang = l
		return tx.SavePerson(context.Background(), p)
	}))
}

// get fetches a page as somebody; "" is nobody.
func (h *house) get(who, path string) *httptest.ResponseRecorder {
	h.t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	if who != "" {
		r.AddCookie(&http.Cookie{Name: desk.SessionCookie, Value: h.session(who)})
	}
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	return w
}

// post sends a form as somebody.
func (h *house) post(who, path string, fields url.Values) *httptest.ResponseRecorder {
	h.t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(fields.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if who != "" {
		r.AddCookie(&http.Cookie{Name: desk.SessionCookie, Value: h.session(who)})
	}
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	return w
}
