package app

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/intake"
	"congbo/internal/locale"
	"congbo/internal/notify"
	"congbo/internal/people"
	"congbo/internal/sites"
	"congbo/internal/store"
)

// asking sets the university up with a unit of its own people, and whether the
// office of the main mailbox wants that unit to confirm, at the desk.
func (h *house) asking(in *sites.Installed, on bool) {
	h.t.Helper()
	unit := in.Units["pdt"]
	h.appoint("lan", people.Communications, 0)
	h.appoint("hien", people.CommunicationsHead, 0)
	h.appoint("thuy", people.UnitHead, unit)
	h.appoint("pho", people.UnitDeputy, unit)
	h.appoint("giao", people.Assigned, unit)
	h.appoint("binh", people.Staff, unit)
	h.appoint("khac", people.UnitHead, in.Units["pctsv"])
	h.appoint("phong", people.Staff, in.Units["ptt"])
	h.appoint("tri", people.Administrator, 0)
	h.confirming(in, on)
}

// confirming sets the mailbox by its form at the desk.
func (h *house) confirming(in *sites.Installed, on bool) {
	h.t.Helper()
	id := in.Mailboxes["truyenthong@thu.example.vn"]
	var m *store.Mailbox
	h.must(h.Store.View(h.t.Context(), func(tx *store.Tx) (err error) {
		m, err = tx.Mailbox(h.t.Context(), id)
		return err
	}))
	path := "/desk/mailboxes/" + text(id)
	h.shows(h.page("tri", path), "Yêu cầu của cá nhân cần đơn vị xác nhận")
	form := url.Values{"version": {text(m.Version)}, "address": {m.Address}, "name_vi": {m.Name.VI}, "name_en": {m.Name.EN}, "unit": {text(m.Unit)}, "site": {text(m.Site)},
		"procedure": {m.Procedure}, "prefix": {m.Prefix}, "main": {"1"}, "active": {"1"}}
	if on {
		form.Set("confirm", "1")
	}
	if w := h.at("tri", http.MethodPost, path, form); w.Code != http.StatusSeeOther {
		h.t.Fatalf("the mailbox: %d\n%s", w.Code, between(w.Body.String(), `role="alert"`, "</div>"))
	}
}

// asks sends a request to the main mailbox: signed in, or only with an address.
func (h *house) asks(in *sites.Installed, who cases.Actor, email, title string) *cases.View {
	h.t.Helper()
	r, err := h.Intake.Submit(h.t.Context(), who, intake.Form{Mailbox: in.Mailboxes["truyenthong@thu.example.vn"], Name: "Ai đó", Email: email, Title: title, Text: "Nội dung.", Pledge: true, Lang: locale.VI, Key: title})
	h.must(err)
	return h.see("hien", r.Case)
}

func (h *house) step(v *cases.View, want flow.StepID, waits flow.Waiting) {
	h.t.Helper()
	if v.State.Step != want || v.State.Waiting() != waits || v.Case.Waiting != string(waits) {
		h.t.Fatalf("%s is at %s, waits for %q, want %s, %q", v.Case.Title, v.State.Step, v.State.Waiting(), want, waits)
	}
}

func tasks(v *cases.View) (to []string) {
	for _, l := range v.Letters {
		if l.Template == cases.TemplateTask {
			to = append(to, strings.TrimSuffix(l.ToEmail, "@thu.example.vn"))
		}
	}
	slices.Sort(to)
	return to
}

// Where the office asks for it, what somebody of a unit requests waits until the
// unit confirms it, on no time of the office's; the unit's people are told and
// have it on their list, the sender is told whom it waits for (R-I2).
func TestUnitConfirms(t *testing.T) {
	eachOffice(t, "truong-dai-hoc", func(t *testing.T, h *house, in *sites.Installed) {
		h.asking(in, true)
		v := h.asks(in, h.who["binh"], "", "Lễ khai giảng")
		h.step(v, "unit-confirm", flow.WaitsForUnit)
		if !v.Case.DueAt.IsZero() {
			t.Errorf("due %v, while the unit is waited for", v.Case.DueAt)
		}
		if to := tasks(v); !slices.Equal(to, []string{"giao", "pho", "thuy"}) {
			t.Errorf("called: %v", to)
		}
		h.drain()
		i := slices.IndexFunc(h.sent, func(o notify.Outgoing) bool { return strings.Contains(o.Subject, "Đã tiếp nhận") })
		if i < 0 || !strings.Contains(h.sent[i].Text, "đang chờ đơn vị xác nhận (Phòng Đào tạo)") || strings.Contains(h.sent[i].Text, "sẽ được đăng trước") {
			t.Errorf("the acknowledgement: %d %v", i, h.sent)
		}
		for who, others := range map[string]bool{"thuy": false, "giao": false, "hien": true} {
			work, err := h.Cases.Worklist(t.Context(), h.who[who])
			h.must(err)
			if len(work) != 1 || work[0].Others != others {
				t.Errorf("%s has %+v", who, work)
			}
		}
		if work, err := h.Cases.Worklist(t.Context(), h.who["khac"]); err != nil || len(work) != 0 {
			t.Errorf("the head of another unit has %+v, %v", work, err)
		}
		path := "/desk/cases/" + v.Case.Code
		page := h.page("thuy", path)
		h.shows(page, "Đơn vị xác nhận, chuyển Phòng Truyền thông", "Đơn vị không đồng ý", "Chờ Phòng Đào tạo xác nhận yêu cầu.")
		if strings.Contains(page, "⟨") || strings.Contains(page, "bổ sung, chỉnh sửa") {
			t.Error("the page of the unit has words that are none, or of another wait")
		}
		h.shows(h.page("hien", path), "Chờ Phòng Đào tạo xác nhận yêu cầu.", "Tiếp nhận không chờ đơn vị")
		h.shows(h.page("thuy", "/desk"), "Xem, xác nhận")
		_, err := h.Editorial.TakeOver(t.Context(), h.who["lan"], v.Case.ID, 0)
		h.refused("flow.unit_first", err)
		_, err = h.Cases.Act(t.Context(), h.who["khac"], cases.Input{Case: v.Case.ID, Act: flow.Act{Kind: flow.DoMove, Move: "confirm"}})
		h.refused("flow.not_yours", err)

		h.clock.Set("2026-09-07 09:00")
		h.act("thuy", v.Case.ID, flow.Act{Kind: flow.DoMove, Move: "confirm"})
		v = h.see("lan", v.Case.ID)
		h.step(v, "receive", flow.WaitsForNobody)
		if want := storeTime("2026-09-08 09:00"); !v.Case.DueAt.Equal(want) {
			t.Errorf("due %v, want %v: one day from the confirmation", v.Case.DueAt, want)
		}
		if to := tasks(v); !slices.Contains(to, "lan") {
			t.Errorf("called: %v", to)
		}
		if !slices.ContainsFunc(v.Events, func(e event.Event) bool {
			return e.Verb == event.CaseMoved && e.Actor == int64(h.who["thuy"].Person) && e.Data[event.KeyClause] == "IV.b.1"
		}) {
			t.Error("the record does not say who confirmed, by what clause")
		}
		h.shows(h.page("lan", path), "xác nhận yêu cầu của đơn vị, chuyển Phòng Truyền thông", "chờ đơn vị xác nhận")
		if verdict := h.verify(); !verdict.OK() {
			t.Errorf("the record: %+v", verdict)
		}
	})
}

// A refusal by the unit ends the request, and its sender hears why and from
// whom; who heads the office may take it without the unit, with a reason.
func TestUnitRefusesOrIsPassedBy(t *testing.T) {
	eachOffice(t, "truong-dai-hoc", func(t *testing.T, h *house, in *sites.Installed) {
		h.asking(in, true)
		v := h.asks(in, h.who["binh"], "", "Tin riêng")
		_, err := h.Cases.Act(t.Context(), h.who["pho"], cases.Input{Case: v.Case.ID, Act: flow.Act{Kind: flow.DoMove, Move: "refuse"}})
		h.refused("flow.reason_needed", err)
		h.act("pho", v.Case.ID, flow.Act{Kind: flow.DoMove, Move: "refuse", Reason: "Việc riêng"})
		v = h.see("pho", v.Case.ID)
		if v.State.Outcome != flow.Declined {
			t.Errorf("ended as %q", v.State.Outcome)
		}
		h.drain()
		if i := slices.IndexFunc(h.sent, func(o notify.Outgoing) bool { return strings.Contains(o.Subject, "không đồng ý") }); i < 0 ||
			h.sent[i].To != "binh@thu.example.vn" || !strings.Contains(h.sent[i].Text, "Việc riêng") {
			t.Errorf("the letter: %d", i)
		}

		v = h.asks(in, h.who["binh"], "", "Tin bão")
		_, err = h.Cases.Act(t.Context(), h.who["lan"], cases.Input{Case: v.Case.ID, Act: flow.Act{Kind: flow.DoMove, Move: "take", Reason: "Gấp"}})
		if !fault.Is(err, fault.Denied) {
			t.Errorf("taken by the office's staff: %v", err)
		}
		h.act("hien", v.Case.ID, flow.Act{Kind: flow.DoMove, Move: "take", Reason: "Gấp"})
		h.step(h.see("hien", v.Case.ID), "receive", flow.WaitsForNobody)

		// Nobody answers: the head of the unit is reminded.
		v = h.asks(in, h.who["binh"], "", "Tin để quên")
		h.clock.Set("2026-09-04 09:00")
		h.drain()
		stale := slices.DeleteFunc(h.see("hien", v.Case.ID).Letters, func(l store.Letter) bool { return l.Template != cases.TemplateStale })
		if len(stale) != 1 || stale[0].ToEmail != "thuy@thu.example.vn" {
			t.Errorf("reminded: %+v", stale)
		}
	})
}

// Who speaks for the unit, or belongs to the office, waits for nobody; nor does
// anybody of no unit, or where the office does not ask. An address alone is no
// identity: what bears a head's waits until the head says that it is theirs.
func TestWhoNeedsNoConfirmation(t *testing.T) {
	eachOffice(t, "truong-dai-hoc", func(t *testing.T, h *house, in *sites.Installed) {
		h.asking(in, true)
		for _, who := range []string{"thuy", "pho", "giao", "phong", "lan"} {
			v := h.asks(in, h.who[who], "", "Tin của "+who)
			h.step(v, "receive", flow.WaitsForNobody)
			if v.Case.DueAt.IsZero() || strings.Contains(h.page("lan", "/desk/cases/"+v.Case.Code), "Đơn vị xác nhận") {
				t.Errorf("%s: due %v, or the page tells of a step that was passed over", who, v.Case.DueAt)
			}
		}
		h.step(h.asks(in, cases.Actor{}, "nguoi@ngoai.example", "Tin ngoài"), "receive", flow.WaitsForNobody)
		for _, who := range []string{"binh", "thuy", "phong"} {
			h.step(h.asks(in, cases.Actor{}, who+"@thu.example.vn", "Thư mang địa chỉ của "+who), "unit-confirm", flow.WaitsForUnit)
		}

		v := h.asks(in, cases.Actor{}, "thuy@thu.example.vn", "Thư của trưởng phòng")
		h.clock.Pass(90 * time.Minute)
		h.act("thuy", v.Case.ID, flow.Act{Kind: flow.DoSettle, Yes: true})
		v = h.see("lan", v.Case.ID)
		h.step(v, "receive", flow.WaitsForNobody)
		if v.Request.Person != h.who["thuy"].Person || v.Case.DueAt.IsZero() {
			t.Errorf("sent by %d, due %v", v.Request.Person, v.Case.DueAt)
		}
		if to := tasks(v); !slices.Contains(to, "lan") {
			t.Errorf("called: %v", to)
		}
		h.shows(h.page("lan", "/desk/cases/"+v.Case.Code), "bỏ qua bước “Đơn vị xác nhận”")

		// That a colleague did send it is not yet the unit's word; nor is a denial.
		v = h.asks(in, cases.Actor{}, "binh@thu.example.vn", "Thư của viên chức")
		h.act("pho", v.Case.ID, flow.Act{Kind: flow.DoSettle, Yes: true})
		h.step(h.see("hien", v.Case.ID), "unit-confirm", flow.WaitsForUnit)
		h.act("pho", v.Case.ID, flow.Act{Kind: flow.DoMove, Move: "confirm"})
		h.step(h.see("hien", v.Case.ID), "receive", flow.WaitsForNobody)
		v = h.asks(in, cases.Actor{}, "thuy@thu.example.vn", "Thư mạo danh")
		h.act("thuy", v.Case.ID, flow.Act{Kind: flow.DoSettle})
		h.step(h.see("hien", v.Case.ID), "unit-confirm", flow.WaitsForUnit)

		h.confirming(in, false)
		h.step(h.asks(in, h.who["binh"], "", "Không hỏi nữa"), "receive", flow.WaitsForNobody)
	})
}
