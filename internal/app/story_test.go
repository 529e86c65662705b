package app

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/intake"
	"congbo/internal/locale"
	"congbo/internal/notify"
	"congbo/internal/people"
	"congbo/internal/procfile"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// A house is a running program over an empty database, with a small
// institution and a clock that stands still.
type house struct {
	*App
	t       testing.TB
	clock   *storetest.Time
	inst    int64
	box     store.Mailbox
	site    store.Site
	section store.Section
	who     map[string]cases.Actor
	portal  http.Handler // what readers get; checks of pages see a stub

	sending sync.Mutex // letters go out several at a time
	sent    []notify.Outgoing
}

func (h *house) Send(_ context.Context, o notify.Outgoing) error {
	h.sending.Lock()
	defer h.sending.Unlock()
	h.sent = append(h.sent, o)
	return nil
}

// eachHouse runs fn on both databases.
func eachHouse(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); fn(t, newHouse(t, "")) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); fn(t, newHouse(t, storetest.PostgresURL(t))) })
}

func newHouse(t testing.TB, database string, other ...func(*Options)) *house {
	t.Helper()
	ctx := t.Context()
	h := &house{t: t, clock: storetest.At("2026-08-28 14:30"), who: make(map[string]cases.Actor)}
	c := Default()
	c.Data, c.Database, c.Links = t.TempDir(), database, "own"
	storetest.SQLiteFile(t, c.Data)
	o := Options{Clock: h.clock.Now, Sender: h, InProcess: true}
	for _, change := range other {
		change(&o)
	}
	a, err := Open(ctx, c, slog.New(slog.DiscardHandler), o)
	if err != nil {
		t.Fatal(err)
	}
	h.App = a
	t.Cleanup(func() { a.Close() })
	h.must(a.Store.Tx(ctx, func(tx *store.Tx) error {
		in := store.Institution{Preset: "truong-dai-hoc", Name: locale.Text{VI: "Trường Đại học Sông Tiền", EN: "Tien River University"}}
		h.must(tx.AddInstitution(ctx, &in))
		h.inst = in.ID
		unit := store.Unit{Institution: in.ID, Name: locale.Text{VI: "Khoa Thủy sản", EN: "Faculty of Fisheries"}, Active: true}
		h.must(tx.AddUnit(ctx, &unit))
		h.site = store.Site{Institution: in.ID, Label: "songtien", Lang: locale.VI, Name: "Trường Đại học Sông Tiền", Theme: "truong-dai-hoc", Active: true}
		h.must(tx.AddSite(ctx, &h.site))
		h.section = store.Section{Site: h.site.ID, Slug: "tin-tuc", Title: "Tin tức", Menu: true, Active: true}
		h.must(tx.AddSection(ctx, in.ID, &h.section))
		preset, _ := procfile.Named("dang-tin-cap-truong")
		from := h.clock.Now().AddDate(-1, 0, 0)
		h.must(tx.AddProcedure(ctx, &store.ProcedureVersion{Institution: in.ID, Key: preset.ID, Text: string(preset.Text), State: "in-force", InForceFrom: from}))
		h.box = store.Mailbox{Institution: in.ID, Site: h.site.ID, Address: "truyenthong@songtien.example", Name: locale.Text{VI: "Phòng Truyền thông"}, Procedure: preset.ID, Prefix: "PTT", Main: true, Active: true}
		h.must(tx.AddMailbox(ctx, &h.box))
		for name, role := range map[string]people.Role{"Nguyễn Thu Hà": people.Communications, "Trần Văn Minh": people.Head, "Lê Thị Hạnh": people.Deputy,
			"Phạm Quốc An": people.Webmaster, "Đỗ Hữu Phước": people.Leadership, "Võ Thị Lan": people.UnitDeputy} {
			p := store.Person{Institution: in.ID, Name: name, Email: strings.ReplaceAll(strings.ToLower(string(role)), "-", "") + "@songtien.example", Lang: locale.VI, State: store.PersonActive}
			place := people.Place{Kind: people.Institution, ID: in.ID}
			if role == people.UnitDeputy {
				p.Unit, place = unit.ID, people.Place{Kind: people.Unit, ID: unit.ID}
			}
			h.must(tx.AddPerson(ctx, &p))
			h.must(tx.AddAppointment(ctx, &store.Appointment{Appointment: people.Appointment{Person: p.ID, Role: role, Place: place, From: from}}))
			h.who[string(role)] = cases.Actor{Person: p.ID, Name: p.Name, Institution: in.ID, Lang: locale.VI}
		}
		return nil
	}))
	h.portal = a.public
	a.public = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, `<html lang="vi"><main><h1>x</h1></main>`) })
	return h
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) drain() {
	h.t.Helper()
	if _, err := h.Runner.Drain(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}

// act does something in a case and expects it to be allowed.
func (h *house) act(role string, id int64, a flow.Act) *cases.Result {
	h.t.Helper()
	res, err := h.Cases.Act(h.t.Context(), h.who[role], cases.Input{Case: id, Act: a})
	if err != nil {
		h.t.Fatalf("%s %s %s: %v", role, a.Kind, a.Move, locale.Error(locale.VI, err)+" / "+err.Error())
	}
	return res
}

// refused expects a fault with a key.
func (h *house) refused(key string, err error) {
	h.t.Helper()
	e, ok := fault.As(err)
	if !ok || key != "" && e.Key != key {
		h.t.Fatalf("got %v, want a refusal %s", err, key)
	}
}

func (h *house) letters(template string) (n int) {
	h.t.Helper()
	h.must(h.Store.View(h.t.Context(), func(tx *store.Tx) error {
		all, err := tx.Letters(h.t.Context(), h.inst, "", 0, 1000)
		for _, l := range all {
			if l.Template == template {
				n++
			}
		}
		return err
	}))
	return n
}

const firstLetter = "From: =?UTF-8?Q?V=C3=B5_Th=E1=BB=8B_Lan?= <unitdeputy@songtien.example>\r\n" +
	"To: truyenthong@songtien.example\r\nSubject: =?UTF-8?Q?Trao_h=E1=BB=8Dc_b=E1=BB=95ng?=\r\nMessage-ID: <one@khoa.example>\r\n" +
	"Date: Fri, 28 Aug 2026 14:29:00 +0700\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" +
	"Kính gửi Phòng Truyền thông,\r\n\r\nKhoa đề nghị đăng tin trao học bổng ngày 27/8.\r\n"

func (h *house) receive(raw string) intake.Receipt {
	h.t.Helper()
	r, err := h.Intake.Receive(h.t.Context(), []string{h.box.Address}, []byte(raw))
	if err != nil {
		h.t.Fatal(err)
	}
	return r[0]
}

// save edits the text of a case as somebody.
func (h *house) save(role string, id int64, edit func(r *content.Revision)) {
	h.t.Helper()
	v, err := h.Cases.See(h.t.Context(), h.who[role], id)
	h.must(err)
	r := *v.Revision
	edit(&r)
	_, _, err = h.Editorial.Save(h.t.Context(), h.who[role], id, v.Revision.Number, r)
	if err != nil {
		h.t.Fatalf("%s saves: %v", role, err)
	}
}

// From a letter to a verified page (R-I1, R-M1, R-M5–R-M7, R-B1–R-B3, R-T1).
func TestStory(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		r := h.receive(firstLetter)
		if r.State != intake.Opened || r.Request != "PTT-2026-000001" {
			t.Fatalf("receipt %+v", r)
		}
		if want := "2026-09-03T14:30:00+07:00"; r.DueAt.In(time.FixedZone("", 7*3600)).Format(time.RFC3339) != want {
			t.Errorf("due %v, want %s", r.DueAt, want)
		}
		if again := h.receive(firstLetter); again.State != intake.Duplicate {
			t.Errorf("the same letter again: %+v", again)
		}
		h.drain()
		if n := h.letters("acknowledgement"); n != 1 {
			t.Errorf("%d acknowledgements", n)
		}
		id := r.Case
		_, err := h.Editorial.TakeOver(ctx, h.who["communications"], id, 0)
		h.must(err)
		_, err = h.Cases.Act(ctx, h.who["communications"], cases.Input{Case: id, Act: flow.Act{Kind: flow.DoMove, Move: "accept"}})
		h.refused("", err) // no source yet
		h.save("communications", id, func(r *content.Revision) {
			r.Title, r.Sources = "Khoa Thủy sản trao 30 suất học bổng", []content.Source{{Title: "Biên bản xét học bổng", Number: "17/BB-TS"}}
		})
		h.act("communications", id, flow.Act{Kind: flow.DoMove, Move: "accept"})

		_, err = h.Cases.Act(ctx, h.who["webmaster"], cases.Input{Case: id, Act: flow.Act{Kind: flow.DoVerdict, Aspect: content.AspectContent, Yes: true}})
		h.refused("", err)
		h.act("head", id, flow.Act{Kind: flow.DoAsk, Reason: "Có được nêu mức học bổng không?"})
		h.act("communications", id, flow.Act{Kind: flow.DoPut, Reason: "Đề xuất: được nêu."})
		h.act("leadership", id, flow.Act{Kind: flow.DoAnswer, Answer: flow.Yes, Reason: "Đồng ý."})
		h.act("head", id, flow.Act{Kind: flow.DoTick, Item: "no-state-secrets", Yes: true})
		h.act("head", id, flow.Act{Kind: flow.DoVerdict, Aspect: content.AspectContent, Yes: true})
		h.act("deputy", id, flow.Act{Kind: flow.DoVerdict, Aspect: content.AspectImages, Yes: true})
		h.act("head", id, flow.Act{Kind: flow.DoMove, Move: "approve"})

		_, err = h.Cases.Act(ctx, h.who["webmaster"], cases.Input{Case: id, Act: flow.Act{Kind: flow.DoMove, Move: "publish"}})
		h.refused("", err) // not classified
		h.save("webmaster", id, func(r *content.Revision) {
			r.Kind, r.Sites = "news", []content.Placement{{Site: h.site.ID, Section: h.section.ID}}
		})
		h.act("webmaster", id, flow.Act{Kind: flow.DoMove, Move: "publish"})
		h.drain()
		if n := h.letters("result"); n != 1 {
			t.Errorf("%d result letters", n)
		}
		var link string
		for _, o := range h.sent {
			if i := strings.Index(o.Text, "/yeu-cau/ket-qua/"); i >= 0 {
				link = strings.Fields(o.Text[i+len("/yeu-cau/ket-qua/"):])[0]
			}
		}
		if link == "" {
			t.Fatal("the result letter has no link to answer with")
		}
		q, err := h.Publishing.Ask(ctx, link)
		if err != nil || !q.CanConfirm || !q.CanObject || len(q.Links) != 1 {
			t.Fatalf("question %+v, %v", q, err)
		}
		_, err = h.Cases.Act(ctx, h.who["webmaster"], cases.Input{Case: id, Act: flow.Act{Kind: flow.DoMove, Move: "confirm"}})
		h.refused("", err) // the poster himself
		_, err = h.Publishing.Answer(ctx, link, q.Shown, false, "Sai số suất học bổng")
		h.must(err)
		v, err := h.Cases.See(ctx, h.who["webmaster"], id)
		h.must(err)
		if v.Case.Step != "post" {
			t.Fatalf("after an objection the case is at %s", v.Case.Step)
		}
		h.act("webmaster", id, flow.Act{Kind: flow.DoMove, Move: "publish"})
		q, err = h.Publishing.Ask(ctx, link)
		h.must(err)
		_, err = h.Publishing.Answer(ctx, link, q.Shown, true, "")
		h.must(err)
		v, err = h.Cases.See(ctx, h.who["head"], id)
		h.must(err)
		if v.Case.Outcome != "settled" || v.Case.EndedAt.IsZero() {
			t.Fatalf("the case ended as %q", v.Case.Outcome)
		}
		if len(v.Editions) != 2 || v.Editions[1].State != store.EditionLive {
			t.Errorf("editions %+v", v.Editions)
		}
	})
}
