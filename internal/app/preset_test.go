package app

import (
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/flow"
	"congbo/internal/intake"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/procedures"
	"congbo/internal/sites"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// newOffice is a house set up from a shipped preset, as "congbo init" does it.
func newOffice(t *testing.T, database, preset string) (*house, *sites.Installed) {
	t.Helper()
	h := &house{t: t, clock: storetest.At("2026-08-28 08:00"), who: make(map[string]cases.Actor)}
	c := Default()
	c.Data, c.Database = t.TempDir(), database
	storetest.SQLiteFile(t, c.Data)
	a, err := Open(t.Context(), c, slog.New(slog.DiscardHandler), Options{Clock: h.clock.Now, Sender: h, InProcess: true})
	if err != nil {
		t.Fatal(err)
	}
	h.App = a
	t.Cleanup(func() { a.Close() })
	p, err := sites.Shipped(preset, sites.Blank{Name: locale.Text{VI: "Cơ quan thử", EN: "An office"}, Domain: "thu.example.vn"})
	h.must(err)
	in, err := a.Sites.Install(t.Context(), p, store.PersonInvited)
	h.must(err)
	h.inst = in.Institution.ID
	h.portal = a.public
	a.public = http.NotFoundHandler()
	return h, in
}

func eachOffice(t *testing.T, preset string, fn func(t *testing.T, h *house, in *sites.Installed)) {
	run := func(t *testing.T, database string) {
		h, in := newOffice(t, database, preset)
		fn(t, h, in)
	}
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); run(t, "") })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); run(t, storetest.PostgresURL(t)) })
}

// appoint adds somebody with a role, in a unit or, without one, everywhere.
func (h *house) appoint(name string, role people.Role, unit int64) {
	h.t.Helper()
	place := people.Place{Kind: people.Institution, ID: h.inst}
	if unit != 0 {
		place = people.Place{Kind: people.Unit, ID: unit}
	}
	p := store.Person{Institution: h.inst, Name: name, Email: name + "@thu.example.vn", Unit: unit, Lang: locale.VI, State: store.PersonActive}
	h.must(h.Store.Tx(h.t.Context(), func(tx *store.Tx) error {
		if err := tx.AddPerson(h.t.Context(), &p); err != nil {
			return err
		}
		return tx.AddAppointment(h.t.Context(), &store.Appointment{Appointment: people.Appointment{Person: p.ID, Role: role, Place: place, From: h.clock.Now().Add(-time.Hour)}})
	}))
	h.who[name] = cases.Actor{Person: p.ID, Name: p.Name, Institution: h.inst, Lang: locale.VI}
}

// write sends a form to an office as somebody without an account.
func (h *house) write(box int64, title string) *intake.Receipt {
	h.t.Helper()
	r, err := h.Intake.Submit(h.t.Context(), cases.Actor{}, intake.Form{Mailbox: box, Name: "Trần Văn Bình", Email: "binh@nguoidan.example", Title: title, Text: "Nội dung.", Pledge: true, Lang: locale.VI})
	h.must(err)
	return r
}

func (h *house) see(who string, id int64) *cases.View {
	h.t.Helper()
	v, err := h.Cases.See(h.t.Context(), h.who[who], id)
	h.must(err)
	return v
}

// Every shipped preset puts its own procedures in force and nothing else; what
// comes to each of its mailboxes opens a case of that office's procedure with
// its prefix, in the unit where it belongs (R-I1, R-M8, R-P2).
func TestPresets(t *testing.T) {
	type opened struct{ procedure, prefix, step, unit string }
	for preset, want := range map[string]struct {
		procedures []string
		boxes      map[string]opened
	}{
		"truong-dai-hoc": {[]string{"dang-tin-cap-don-vi", "dang-tin-cap-truong"}, map[string]opened{
			"truyenthong@thu.example.vn": {"dang-tin-cap-truong", "PTT", "receive", ""},
			"thuvien@thu.example.vn":     {"dang-tin-cap-don-vi", "TTTV", "receive", "thu-vien"},
		}},
		"so-nganh": {[]string{"cap-nhat-tin", "giai-dap-vuong-mac", "tin-tieng-anh"}, map[string]opened{
			"hopthu@thu.example.vn":     {"giai-dap-vuong-mac", "HD", "receive", ""},
			"banbientap@thu.example.vn": {"cap-nhat-tin", "BBT", "member", ""},
		}},
		"thu-vien": {[]string{"cap-nhat-thong-tin"}, map[string]opened{
			"thuvien@thu.example.vn": {"cap-nhat-thong-tin", "TV", "find", ""},
		}},
	} {
		t.Run(preset, func(t *testing.T) {
			eachOffice(t, preset, func(t *testing.T, h *house, in *sites.Installed) {
				var keys []string
				h.must(h.Store.View(t.Context(), func(tx *store.Tx) error {
					list, err := tx.Procedures(t.Context(), h.inst)
					for _, v := range list {
						keys = append(keys, v.Key)
					}
					return err
				}))
				slices.Sort(keys)
				if !slices.Equal(keys, slices.Sorted(slices.Values(append(want.procedures, procedures.Promulgation)))) {
					t.Errorf("procedures %v, want %v", keys, want.procedures)
				}
				if len(in.Mailboxes) != len(want.boxes) {
					t.Errorf("mailboxes %v", in.Mailboxes)
				}
				for address, w := range want.boxes {
					r := h.write(in.Mailboxes[address], "Thử "+address)
					h.must(h.Store.View(t.Context(), func(tx *store.Tx) error {
						d, err := h.Cases.Dossier(t.Context(), tx, r.Case)
						if err != nil {
							return err
						}
						if got := (opened{d.Procedure.ID, strings.Split(r.Request, "-")[0], string(d.State.Step), w.unit}); got != w || d.Case.Unit != in.Units[w.unit] {
							t.Errorf("%s opened %+v in unit %d, want %+v", address, got, d.Case.Unit, w)
						}
						return nil
					}))
				}
			})
		})
	}
}

// D 7.2: the head gives a question to an office, with another one's help and a
// date. From then on it lies there: its specialists have it on their list and
// nobody else's do, those who help see it, and both are written to.
func TestQuestionIsAssigned(t *testing.T) {
	eachOffice(t, "so-nganh", func(t *testing.T, h *house, in *sites.Installed) {
		ctx := t.Context()
		trade, industry := in.Units["qltm"], in.Units["qlcn"]
		h.appoint("thu", people.Secretariat, 0)
		h.appoint("hoa", people.Head, 0)
		h.appoint("an", people.Functional, trade)
		h.appoint("loc", people.UnitHead, trade)
		h.appoint("cuc", people.Functional, industry)
		h.appoint("vinh", people.Functional, in.Units["tccb"])
		r := h.write(in.Mailboxes["hopthu@thu.example.vn"], "Hồ sơ mở cửa hàng xăng dầu")
		h.act("thu", r.Case, flow.Act{Kind: flow.DoMove, Move: "submit"})
		due := h.clock.Now().Add(72 * time.Hour)
		assign := flow.Act{Kind: flow.DoMove, Move: "assign", Unit: trade, With: []int64{industry}, Due: due, Reason: "Thuộc lĩnh vực của phòng"}
		for _, c := range []struct {
			change func(*flow.Act)
			want   string
		}{
			{func(a *flow.Act) { a.Unit = 0 }, "flow.unit_needed"},
			{func(a *flow.Act) { a.Unit = 9999 }, "cases.no_unit"},
			{func(a *flow.Act) { a.With = []int64{9999} }, "cases.no_unit"},
			{func(a *flow.Act) { a.Due = time.Time{} }, "flow.due_needed"},
			{func(a *flow.Act) { a.Due = h.clock.Now() }, "flow.due_past"},
		} {
			a := assign
			c.change(&a)
			_, err := h.Cases.Act(ctx, h.who["hoa"], cases.Input{Case: r.Case, Act: a})
			h.refused(c.want, err)
		}
		res := h.act("hoa", r.Case, assign)
		if res.Case.Unit != trade || !res.State.Due().Equal(due) || res.State.Assigned.Words.ID == 0 {
			t.Errorf("in unit %d, due %v, %+v", res.Case.Unit, res.State.Due(), res.State.Assigned)
		}
		for name, want := range map[string]bool{"an": true, "loc": true, "cuc": false, "vinh": false} {
			work, err := h.Cases.Worklist(ctx, h.who[name])
			h.must(err)
			if got := slices.ContainsFunc(work, func(w cases.Work) bool { return w.Case.ID == r.Case && !w.Others }); got != want {
				t.Errorf("%s has it on the list: %v, want %v", name, got, want)
			}
		}
		if _, err := h.Cases.See(ctx, h.who["vinh"], r.Case); err == nil {
			t.Error("an office that has nothing to do with it sees it")
		}
		if v := h.see("cuc", r.Case); !v.MayRemark {
			t.Error("who helps may not remark")
		}
		v := h.see("an", r.Case)
		to := map[string]int{}
		for _, l := range v.Letters {
			if l.Template == "assignment" {
				to[l.ToEmail]++
			}
		}
		if to["an@thu.example.vn"] != 1 || to["loc@thu.example.vn"] != 1 || to["cuc@thu.example.vn"] != 1 || len(to) != 3 {
			t.Errorf("written to %v", to)
		}
		recorded := slices.ContainsFunc(v.Events, func(e event.Event) bool {
			return e.Verb == event.UnitAssigned && e.Data[event.KeyPlace] != "" && e.Data[event.KeyWith] != "" && e.Data[event.KeyDue] != ""
		})
		if !recorded {
			t.Error("the record does not say to whom it was given")
		}
		// The office asks for more time: the asker hears the new date, and why.
		later := due.Add(14 * 24 * time.Hour)
		res = h.act("loc", r.Case, flow.Act{Kind: flow.DoMove, Move: "interim", Due: later, Reason: "Đang chờ ý kiến của Bộ"})
		if !res.State.Case.Due.Equal(later) {
			t.Errorf("the case is due %v", res.State.Case.Due)
		}
		for _, l := range h.see("an", r.Case).Letters {
			if l.Template == "interim" && (l.Data["due"] != later.UTC().Format(time.RFC3339) || l.ToEmail != "binh@nguoidan.example") {
				t.Errorf("the interim letter: %+v", l.Data)
			}
		}
		h.act("an", r.Case, flow.Act{Kind: flow.DoMove, Move: "transfer", Reason: "Thuộc phòng khác"})
		res = h.act("hoa", r.Case, flow.Act{Kind: flow.DoMove, Move: "assign", Unit: industry, Due: due})
		if res.Case.Unit != industry {
			t.Errorf("given to %d, lies in %d", industry, res.Case.Unit)
		}
	})
}

// D 7.1: what the provider sends again, by letter and without an account, comes
// back to the member of the board by itself.
func TestProviderSendsAgain(t *testing.T) {
	eachOffice(t, "so-nganh", func(t *testing.T, h *house, in *sites.Installed) {
		h.appoint("mai", people.Member, 0)
		r := h.write(in.Mailboxes["banbientap@thu.example.vn"], "Hội chợ hàng Việt")
		res := h.act("mai", r.Case, flow.Act{Kind: flow.DoMove, Move: "return", Reason: "Thiếu tệp số liệu"})
		if res.State.Step != "supply" || res.Case.Waiting != string(flow.WaitsForRequester) {
			t.Fatalf("at %s, waits for %q", res.State.Step, res.Case.Waiting)
		}
		h.must(h.Store.Tx(t.Context(), func(tx *store.Tx) error {
			req, err := tx.Request(t.Context(), r.RequestID)
			if err != nil {
				return err
			}
			m := store.Message{Direction: "in", Channel: "mail", Mailbox: in.Mailboxes["banbientap@thu.example.vn"], Request: req.ID, Digest: "again", FromEmail: req.SenderEmail, Body: "Gửi lại kèm tệp", State: store.MessagePlaced, ReceivedAt: tx.Now()}
			if _, err := tx.AddMessage(t.Context(), &m); err != nil {
				return err
			}
			return h.Cases.MessageCame(t.Context(), tx, req, &m)
		}))
		if v := h.see("mai", r.Case); v.State.Step != "member" || v.State.Held != nil {
			t.Errorf("at %s", v.State.Step)
		}
	})
}

// The units of a university moderate what came to their own mailbox, and no
// others do.
func TestUnitModeratesItsOwn(t *testing.T) {
	eachOffice(t, "truong-dai-hoc", func(t *testing.T, h *house, in *sites.Installed) {
		library := in.Units["thu-vien"]
		h.appoint("tu", people.Webmaster, library)
		h.appoint("hoa", people.UnitHead, library)
		h.appoint("khac", people.UnitHead, in.Units["pdt"])
		r := h.write(in.Mailboxes["thuvien@thu.example.vn"], "Sách mới tháng Chín")
		_, err := h.Editorial.TakeOver(t.Context(), h.who["tu"], r.Case, 0)
		h.must(err)
		h.must(h.Store.View(t.Context(), func(tx *store.Tx) error {
			d, err := h.Cases.Dossier(t.Context(), tx, r.Case)
			if err != nil {
				return err
			}
			if got := d.Holders(people.UnitHead); len(got) != 1 || got[0].Person != h.who["hoa"].Person {
				t.Errorf("moderated by %+v", got)
			}
			return nil
		}))
		if _, err := h.Cases.Act(t.Context(), h.who["khac"], cases.Input{Case: r.Case, Act: flow.Act{Kind: flow.DoVerdict, Aspect: content.AspectContent, Yes: true}}); err == nil {
			t.Error("the head of another unit judged it")
		}
		h.save("tu", r.Case, func(r *content.Revision) {
			r.Kind, r.OwnWork, r.Sites = "news", true, []content.Placement{{Site: in.Sites["thu-vien"], Section: in.Sections["thu-vien"]["don-vi-hoat-dong"]}}
		})
		h.act("tu", r.Case, flow.Act{Kind: flow.DoMove, Move: "accept"})
		for _, a := range []content.Aspect{content.AspectContent, content.AspectImages} {
			h.act("hoa", r.Case, flow.Act{Kind: flow.DoVerdict, Aspect: a, Yes: true})
		}
		h.act("hoa", r.Case, flow.Act{Kind: flow.DoTick, Item: "no-state-secrets", Yes: true})
		h.act("hoa", r.Case, flow.Act{Kind: flow.DoMove, Move: "approve"})
		h.act("tu", r.Case, flow.Act{Kind: flow.DoMove, Move: "publish"})
		if v := h.see("hoa", r.Case); v.State.Step != "result" || len(v.Editions) != 1 || v.Editions[0].Site != in.Sites["thu-vien"] {
			t.Errorf("at %s, %+v", v.State.Step, v.Editions)
		}
	})
}

// L III: found, checked by another one, classified, posted and archived,
// verified; a page that is wrong is posted and archived again.
func TestLibraryPosts(t *testing.T) {
	eachOffice(t, "thu-vien", func(t *testing.T, h *house, in *sites.Installed) {
		ctx := t.Context()
		h.appoint("sen", people.Librarian, 0)
		h.appoint("dao", people.Librarian, 0)
		h.appoint("phu", people.DeputyDirector, 0)
		h.appoint("an", people.Technical, 0)
		r := h.write(in.Mailboxes["thuvien@thu.example.vn"], "Sách mới tháng Chín")
		_, err := h.Editorial.TakeOver(ctx, h.who["sen"], r.Case, 0)
		h.must(err)
		h.act("sen", r.Case, flow.Act{Kind: flow.DoMove, Move: "submit"})
		_, err = h.Cases.Act(ctx, h.who["sen"], cases.Input{Case: r.Case, Act: flow.Act{Kind: flow.DoMove, Move: "accept"}})
		h.refused("flow.excepted", err)
		h.act("dao", r.Case, flow.Act{Kind: flow.DoMove, Move: "accept"})
		h.save("dao", r.Case, func(r *content.Revision) {
			r.Kind, r.Sites = "new-materials", []content.Placement{{Site: in.Sites["vi"], Section: in.Sections["vi"]["tai-lieu-moi"]}}
		})
		h.act("dao", r.Case, flow.Act{Kind: flow.DoMove, Move: "pass"})
		h.act("sen", r.Case, flow.Act{Kind: flow.DoMove, Move: "ahead", Reason: "Bạn đọc đang hỏi"})
		h.act("an", r.Case, flow.Act{Kind: flow.DoMove, Move: "publish"})
		h.act("phu", r.Case, flow.Act{Kind: flow.DoMove, Move: "wrong", Reason: "Thiếu ảnh bìa"})
		h.act("an", r.Case, flow.Act{Kind: flow.DoMove, Move: "publish"})
		res := h.act("phu", r.Case, flow.Act{Kind: flow.DoMove, Move: "confirm"})
		if res.State.Outcome != flow.Settled {
			t.Errorf("ended as %q", res.State.Outcome)
		}
		v := h.see("phu", r.Case)
		archived := map[string]bool{}
		for _, e := range v.Events {
			if e.Verb == event.Archived && strings.HasPrefix(e.Subject, "edition:") {
				archived[e.Subject] = true
			}
		}
		if len(v.Editions) != 2 || len(archived) != 2 {
			t.Errorf("%d editions, archived %v", len(v.Editions), archived)
		}
		letters := map[string]bool{}
		for _, l := range v.Letters {
			letters[l.Template+" "+l.ToEmail] = true
		}
		for _, want := range []string{"batch an@thu.example.vn", "returned an@thu.example.vn", "posted binh@nguoidan.example"} {
			if !letters[want] {
				t.Errorf("no letter %q among %v", want, letters)
			}
		}
	})
}
