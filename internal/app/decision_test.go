package app

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/notify"
	"congbo/internal/people"
	"congbo/internal/store"
)

// calledBy is the last letter with a decision link to somebody, and the link.
func (h *house) calledBy(role string) (letter notify.Outgoing, link string) {
	h.t.Helper()
	h.drain()
	to := strings.ReplaceAll(role, "-", "") + "@songtien.example"
	for _, o := range slices.Backward(h.sent) {
		if _, rest, ok := strings.Cut(o.Text, "/desk/decisions/"); ok && o.To == to {
			link, _, _ = strings.Cut(strings.Fields(rest)[0], "?")
			return o, link
		}
	}
	h.t.Fatalf("no letter calls on %s", role)
	return
}

// nobody visits the desk without an account.
func (h *house) nobody(method, path string, form url.Values) *httptest.ResponseRecorder {
	h.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Accept-Language", "vi")
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	h.desk.ServeHTTP(w, r)
	return w
}

func (h *house) decision(link string) *cases.Decision {
	h.t.Helper()
	d, err := h.Cases.Decision(h.t.Context(), link)
	h.must(err)
	return d
}

func (h *house) lines(id int64, verb event.Verb) (list []event.Event) {
	h.t.Helper()
	h.must(h.Store.View(h.t.Context(), func(tx *store.Tx) error {
		all, err := tx.CaseEvents(h.t.Context(), id)
		for _, e := range all {
			if e.Verb == verb {
				list = append(list, e)
			}
		}
		return err
	}))
	return list
}

// A head gets the text as it will appear and approves it without signing in;
// what is looked at changes nothing, the record names the letter and the exact
// revision, the link works once (F-K3).
func TestHeadApprovesFromALetter(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id := h.atReview()
		letter, link := h.calledBy("head")
		h.shows(letter.Text, "Khoa đề nghị đăng tin trao học bổng", "Võ Thị Lan", "Hạn xử lý", "?do=approve", "?do=return", "?do=ask")
		h.shows(letter.HTML, "Khoa đề nghị đăng tin trao học bổng", "?do=approve")
		h.clock.Pass(time.Minute)
		before, err := h.Cases.See(ctx, h.who["head"], id)
		h.must(err)
		path := "/desk/decisions/" + link
		for range 3 { // a mail scanner
			w := h.nobody(http.MethodGet, path+"?do=approve", nil)
			if w.Code != http.StatusOK {
				t.Fatalf("status %d", w.Code)
			}
			h.shows(w.Body.String(), "Khoa đề nghị đăng tin trao học bổng", "Xác nhận duyệt", "Xác nhận trả lại", "Trần Văn Minh")
		}
		v, err := h.Cases.See(ctx, h.who["head"], id)
		h.must(err)
		if v.Case.Version != before.Case.Version || len(v.Events) != len(before.Events) {
			t.Fatal("looking changed something")
		}
		w := h.nobody(http.MethodPost, path, url.Values{"do": {"approve"}})
		if w.Code != http.StatusUnprocessableEntity && w.Code != http.StatusBadRequest {
			t.Errorf("without the required item: %d", w.Code)
		}
		if w = h.nobody(http.MethodPost, path, url.Values{"do": {"approve"}, "item": {"no-state-secrets"}}); w.Code != http.StatusSeeOther {
			t.Fatalf("approving: %d\n%s", w.Code, between(w.Body.String(), `role="alert"`, "</div>"))
		}
		v, err = h.Cases.See(ctx, h.who["head"], id)
		h.must(err)
		if v.Case.Step != "post" {
			t.Errorf("the case is at %s", v.Case.Step)
		}
		given := h.lines(id, event.VerdictGiven)
		if len(given) != 2 {
			t.Fatalf("%d verdicts", len(given))
		}
		for _, e := range append(given, h.lines(id, event.CaseMoved)[1:]...) {
			if !strings.HasPrefix(e.Data[event.KeyVia], "letter:") || e.Actor != int64(h.who["head"].Person) || e.Subject != "revision:"+text(v.Revision.ID) {
				t.Errorf("%s: via %q by %d of %s", e.Verb, e.Data[event.KeyVia], e.Actor, e.Subject)
			}
		}
		h.shows(h.nobody(http.MethodGet, path, nil).Body.String(), "Ông/bà đã duyệt bằng liên kết này")
		err = h.Cases.Decide(ctx, link, cases.DecisionInput{Do: store.CallApproved, Items: []string{"no-state-secrets"}})
		h.refused("cases.call_used", err)
		_, other := h.calledBy("deputy") // who was not faster is told what happened, and by whom
		page := h.nobody(http.MethodGet, "/desk/decisions/"+other, nil).Body.String()
		h.shows(page, "đã được xử lý", "Trần Văn Minh duyệt, chuyển đăng, qua liên kết trong thư")
		if strings.Contains(page, "<textarea") {
			t.Error("there is still something to decide")
		}
		if got := h.verify(); !got.OK() {
			t.Errorf("the record: %+v", got)
		}
	})
}

// What is stored of a letter does not decide: colleagues may read what was
// sent, and the link is theirs to whom it went.
func TestStoredLettersHaveNoDecisionLink(t *testing.T) {
	h := newHouse(t, "")
	h.atReview()
	_, link := h.calledBy("head")
	h.must(h.Store.View(t.Context(), func(tx *store.Tx) error {
		all, err := tx.Letters(t.Context(), h.inst, "", 0, 100)
		for _, l := range all {
			if strings.Contains(l.Body+l.HTML+l.Subject, link) || strings.Contains(l.Body, "/desk/decisions/d.") {
				t.Errorf("the letter %s to %s keeps the link", l.Template, l.ToEmail)
			}
			for _, v := range l.Data {
				if strings.Contains(v, link) {
					t.Errorf("the data of %s keep the link", l.Template)
				}
			}
		}
		return err
	}))
}

// A link that was changed by a single character, is somebody else's or is for
// another purpose opens nothing.
func TestDecisionLinksAreSigned(t *testing.T) {
	h := newHouse(t, "")
	id := h.atReview()
	_, link := h.calledBy("head")
	for i := range len(link) {
		c := byte('0')
		if link[i] == c {
			c = '1'
		}
		if w := h.nobody(http.MethodGet, "/desk/decisions/"+link[:i]+string(c)+link[i+1:], nil); w.Code != http.StatusNotFound {
			t.Fatalf("changed at %d: %d", i, w.Code)
		}
	}
	track := h.Cases.TrackLink(id, h.clock.Now())
	if w := h.nobody(http.MethodGet, "/desk/decisions/"+track, nil); w.Code != http.StatusNotFound {
		t.Errorf("a requester's link: %d", w.Code)
	}
	forged := h.Cases.Sign(cases.Link{Purpose: cases.LinkDecide, Case: id, Person: int64(h.who["deputy"].Person), Bound: "1-2-x", Expires: h.clock.Now().Add(time.Hour)})
	if w := h.nobody(http.MethodGet, "/desk/decisions/"+forged, nil); w.Code != http.StatusNotFound {
		t.Errorf("signed for another call: %d", w.Code)
	}
}

// A link on a text that was changed shows what is different and refuses; what
// does not touch what is decided on leaves it good (invariants 1, 3).
func TestDecisionLinkOnAChangedText(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id := h.atReview()
		_, link := h.calledBy("head")
		h.save("communications", id, func(r *content.Revision) { // classification is nobody's to approve here
			r.Kind, r.Sites = "news", []content.Placement{{Site: h.site.ID, Section: h.section.ID}}
		})
		if d := h.decision(link); d.State != cases.DecisionOpen {
			t.Fatalf("after a change of the classification: %s", d.State)
		}
		h.save("communications", id, func(r *content.Revision) { r.Title = "Trao 12 suất học bổng" })
		w := h.nobody(http.MethodGet, "/desk/decisions/"+link, nil)
		h.shows(w.Body.String(), "Nội dung đã được sửa", "<ins>12 suất </ins>", "Gửi cho tôi thư mới")
		if strings.Contains(w.Body.String(), "Xác nhận duyệt") {
			t.Error("it can still be approved")
		}
		for _, do := range []string{store.CallApproved, store.CallReturned, store.CallAsked} {
			h.refused("cases.call_changed", h.Cases.Decide(ctx, link, cases.DecisionInput{Do: do, Items: []string{"no-state-secrets"}, Words: "Lý do"}))
		}
		if n := len(h.lines(id, event.VerdictGiven)); n != 0 {
			t.Errorf("%d verdicts were given", n)
		}
		if w := h.nobody(http.MethodPost, "/desk/decisions/"+link, url.Values{"do": {"renew"}}); w.Code != http.StatusSeeOther {
			t.Fatalf("renewing: %d", w.Code)
		}
		letter, fresh := h.calledBy("head")
		h.shows(letter.Text, "Trao 12 suất học bổng")
		if fresh == link {
			t.Fatal("no new letter")
		}
		h.refused("cases.call_used", h.Cases.Decide(ctx, link, cases.DecisionInput{Do: store.CallRenewed}))
		h.must(h.Cases.Decide(ctx, fresh, cases.DecisionInput{Do: store.CallReturned, Words: "Thiếu danh sách"}))
		v, err := h.Cases.See(ctx, h.who["head"], id)
		h.must(err)
		if v.Case.Step != "supplement" {
			t.Errorf("returned, the case is at %s", v.Case.Step)
		}
	})
}

// The link lives three working days, to the second; after them another letter
// can be had.
func TestDecisionLinkExpires(t *testing.T) {
	h := newHouse(t, "")
	id := h.atReview()
	_, link := h.calledBy("head")
	until := h.decision(link).Call.ExpiresAt
	if want := h.clock.Now().AddDate(0, 0, 11); until.Before(h.clock.Now().AddDate(0, 0, 3)) || until.After(want) { // Friday, a weekend and the National Day between
		t.Errorf("a link of %v lives until %v", h.clock.Now(), until)
	}
	h.clock.Pass(until.Sub(h.clock.Now()))
	if d := h.decision(link); d.State != cases.DecisionOpen {
		t.Errorf("at its last second: %s", d.State)
	}
	h.clock.Pass(time.Second)
	h.refused("cases.old_link", h.Cases.Decide(t.Context(), link, cases.DecisionInput{Do: store.CallApproved, Items: []string{"no-state-secrets"}}))
	if d := h.decision(link); d.State != cases.DecisionExpired {
		t.Errorf("a second later: %s", d.State)
	}
	text := h.seen(id).Revision
	for range 2 { // before and after a new letter
		w := h.nobody(http.MethodGet, "/desk/decisions/"+link, nil)
		h.shows(w.Body.String(), "đã hết hạn")
		for _, secret := range []string{text.Title, text.Body.PlainText("vi")} {
			if strings.Contains(w.Body.String(), secret) {
				t.Errorf("an old link still shows %q", secret)
			}
		}
		if d := h.decision(link); d.State == cases.DecisionExpired {
			h.must(h.Cases.Decide(t.Context(), link, cases.DecisionInput{Do: store.CallRenewed}))
		}
	}
	_, fresh := h.calledBy("head")
	h.must(h.Cases.Decide(t.Context(), fresh, cases.DecisionInput{Do: store.CallApproved, Items: []string{"no-state-secrets"}}))
	if n := len(h.lines(id, event.VerdictGiven)); n != 2 {
		t.Errorf("%d verdicts", n)
	}
}

// By the link somebody has the authority of this moment and no more: who no
// longer holds the role, wrote the text, or is disabled decides nothing
// (invariants 2, 10).
func TestDecisionLinkLendsNoAuthority(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		h.atReview()
		_, link := h.calledBy("deputy")
		var of []store.Appointment
		h.must(h.Store.Tx(ctx, func(tx *store.Tx) (err error) {
			if of, err = tx.AppointmentsOf(ctx, h.who["deputy"].Person); err != nil {
				return err
			}
			_, err = tx.EndAppointment(ctx, of[0].ID, tx.Now())
			return err
		}))
		approve := cases.DecisionInput{Do: store.CallApproved, Items: []string{"no-state-secrets"}, Words: "x"}
		h.refused("cases.call_denied", h.Cases.Decide(ctx, link, approve))
		if w := h.nobody(http.MethodGet, "/desk/decisions/"+link, nil); strings.Contains(w.Body.String(), "Khoa đề nghị đăng") {
			t.Error("somebody without a role is shown the text")
		}
		_, link = h.calledBy("head")
		id := h.decision(link).Call.Case
		h.save("head", id, func(r *content.Revision) { r.Title = "Trao học bổng năm 2026" })
		h.save("head", id, func(r *content.Revision) { r.Title = "Trao học bổng" }) // the text of the letter again, and now theirs
		if d := h.decision(link); slices.Contains(d.Aspects, content.AspectContent) {
			t.Errorf("an author is asked about %v", d.Aspects)
		}
		h.must(h.Cases.Decide(ctx, link, approve)) // of the pictures, which they did not touch
		for _, e := range h.lines(id, event.VerdictGiven) {
			if e.Data[event.KeyAspect] != string(content.AspectImages) {
				t.Errorf("an author approved the %s", e.Data[event.KeyAspect])
			}
		}
		if n := len(h.lines(id, event.CaseMoved)); n != 1 {
			t.Error("it was passed on")
		}
	})
}

// A delegate is called, acts "theo ủy quyền của …", and no longer once the
// delegation is over (F-A11).
func TestDelegateDecidesFromALetter(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		now := h.clock.Now()
		end := now.Add(24 * time.Hour)
		h.must(h.Store.Tx(ctx, func(tx *store.Tx) error {
			return tx.AddDelegation(ctx, &store.Delegation{Delegation: people.Delegation{From: h.who["head"].Person, To: h.who["webmaster"].Person, Roles: []people.Role{people.Head},
				Place: people.Place{Kind: people.Institution, ID: h.inst}, Start: now, End: end, Paper: "12/GUQ"}})
		}))
		id := h.atReview()
		letter, link := h.calledBy("webmaster")
		h.shows(letter.Text, "theo ủy quyền của Trần Văn Minh")
		h.clock.Pass(24*time.Hour - time.Second) // its last second
		if d := h.decision(link); d.State != cases.DecisionOpen {
			t.Errorf("while it runs: %s", d.State)
		}
		h.clock.Pass(time.Second)
		approve := cases.DecisionInput{Do: store.CallApproved, Items: []string{"no-state-secrets"}}
		h.refused("cases.call_denied", h.Cases.Decide(ctx, link, approve))
		h.clock.Pass(-time.Second)
		h.must(h.Cases.Decide(ctx, link, approve))
		for _, e := range h.lines(id, event.VerdictGiven) {
			if e.Actor != int64(h.who["webmaster"].Person) || e.OnBehalfOf != int64(h.who["head"].Person) {
				t.Errorf("by %d for %d", e.Actor, e.OnBehalfOf)
			}
		}
		h.shows(h.nobody(http.MethodGet, "/desk/decisions/"+link, nil).Body.String(), "theo ủy quyền của Trần Văn Minh")
	})
}

// Leadership, asked for an opinion, answers from the letter; it asks back, and
// the answer comes with another link (design: Consultation).
func TestLeadershipAnswersFromALetter(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		id := h.atReview()
		h.act("head", id, flow.Act{Kind: flow.DoAsk, Reason: "Tin về đối tác nước ngoài"})
		h.act("communications", id, flow.Act{Kind: flow.DoPut, Reason: "Kính trình"})
		letter, link := h.calledBy("leadership")
		h.shows(letter.Subject, "Xin ý kiến chỉ đạo")
		page := h.nobody(http.MethodGet, "/desk/decisions/"+link, nil).Body.String()
		h.shows(page, "Tin về đối tác nước ngoài", "Kính trình", "Xác nhận đồng ý", "Gửi ý kiến")
		if w := h.nobody(http.MethodPost, "/desk/decisions/"+link, url.Values{"do": {"ask"}, "words": {" "}}); w.Code == http.StatusSeeOther {
			t.Error("asked nothing")
		}
		h.must(h.Cases.Decide(ctx, link, cases.DecisionInput{Do: store.CallAsked, Words: "Đối tác nào?"}))
		h.drain()
		if n := h.letters(cases.TemplateQuery); n == 0 {
			t.Error("nobody was told of the question")
		}
		h.shows(h.page("communications", "/desk/cases/PTT-2026-000001"), "Hỏi thêm trước khi quyết định", "Đối tác nào?")
		call := h.decision(link).Call
		h.refused("cases.query_own", h.Cases.AnswerQuery(ctx, h.who["leadership"], id, call.ID, "Tôi"))
		h.must(h.Cases.AnswerQuery(ctx, h.who["communications"], id, call.ID, "Đại học Bremen"))
		h.refused("cases.query_answered", h.Cases.AnswerQuery(ctx, h.who["communications"], id, call.ID, "Khác"))
		letter, fresh := h.calledBy("leadership")
		h.shows(letter.Text, "Đối tác nào?", "Đại học Bremen", "Nguyễn Thu Hà")
		if fresh == link {
			t.Fatal("the answer brings no new link")
		}
		h.must(h.Cases.Decide(ctx, fresh, cases.DecisionInput{Do: store.CallReturned, Answer: flow.YesWithChanges, Words: "Bỏ tên đối tác"}))
		v, err := h.Cases.See(ctx, h.who["head"], id)
		h.must(err)
		if c := v.State.Consult; c.Pending() || c.Answer != flow.YesWithChanges || c.AnsweredBy.Person != h.who["leadership"].Person {
			t.Errorf("answered: %+v", c)
		}
		if e := h.lines(id, event.QuestionAnswered); len(e) != 1 || !strings.HasPrefix(e[0].Data[event.KeyVia], "letter:") {
			t.Errorf("the record: %+v", e)
		}
		if got := h.verify(); !got.OK() {
			t.Errorf("the record: %+v", got)
		}
	})
}

// Of many who press the same button at once exactly one gets through.
func TestDecisionLinkWorksOnce(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		id := h.atReview()
		_, link := h.calledBy("head")
		var all sync.WaitGroup
		results := make(chan error, 12)
		for i := range 12 {
			do := []string{store.CallApproved, store.CallReturned, store.CallAsked}[i%3]
			all.Go(func() {
				results <- h.Cases.Decide(t.Context(), link, cases.DecisionInput{Do: do, Items: []string{"no-state-secrets"}, Words: "Lý do"})
			})
		}
		all.Wait()
		close(results)
		won := 0
		for err := range results {
			if err == nil {
				won++
			} else if k := fault.KindOf(err); k != fault.Conflict && k != fault.Denied {
				t.Errorf("unexpected: %v", err)
			}
		}
		if won != 1 {
			t.Errorf("%d got through", won)
		}
		if n := len(h.lines(id, event.CaseMoved)) + len(h.lines(id, event.QueryMade)); n != 2 {
			t.Errorf("%d lines", n)
		}
	})
}

// Who does not want such letters, and an institution that does not, are told
// that something waits and decide at the desk; a code is asked for by rule.
func TestDecisionLettersBySetting(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		if w := h.at("head", http.MethodPost, "/desk/account/letters", url.Values{}); w.Code != http.StatusSeeOther {
			t.Fatalf("turning the letters off: %d", w.Code)
		}
		h.atReview()
		h.drain()
		if n := h.letters(cases.TemplateDecision); n != 1 { // the deputy's
			t.Errorf("%d letters to decide by", n)
		}
		if n := h.letters(cases.TemplateTask); n == 0 {
			t.Error("who turned them off is told nothing")
		}
		_, link := h.calledBy("deputy")
		h.setting(func(s *store.Settings) { s.DecisionCode = true })
		err := h.Cases.Decide(ctx, link, cases.DecisionInput{Do: store.CallApproved, Items: []string{"no-state-secrets"}})
		h.refused("cases.call_no_factor", err)
		h.setting(func(s *store.Settings) { s.DecisionCode = false })
		h.must(h.Store.Tx(ctx, func(tx *store.Tx) error { return tx.SetSecondFactor(ctx, h.who["deputy"].Person, "sealed", 0, nil) }))
		if d := h.decision(link); !d.Code || d.NoFactor {
			t.Errorf("who has a second factor: %+v", d)
		}
		wrong := fault.New(fault.Invalid, "accounts.wrong_code")
		asked := 0
		in := cases.DecisionInput{Do: store.CallApproved, Items: []string{"no-state-secrets"}, Confirm: func(_ context.Context, p people.PersonID) error {
			asked++
			if p != h.who["deputy"].Person || asked == 1 {
				return wrong
			}
			return nil
		}}
		h.refused("accounts.wrong_code", h.Cases.Decide(ctx, link, in))
		if d := h.decision(link); d.State != cases.DecisionOpen {
			t.Errorf("after a wrong code: %s", d.State)
		}
		h.must(h.Cases.Decide(ctx, link, in))
		h.setting(func(s *store.Settings) { s.NoDecisionLetters = true })
		sent := h.letters(cases.TemplateDecision)
		second := strings.NewReplacer("one@khoa", "two@khoa", "Khoa đề nghị", "Khoa lại đề nghị").Replace(firstLetter)
		id := h.receive(second).Case
		_, err = h.Editorial.TakeOver(ctx, h.who["communications"], id, 0)
		h.must(err)
		h.save("communications", id, func(r *content.Revision) { r.OwnWork = true })
		h.act("communications", id, flow.Act{Kind: flow.DoMove, Move: "accept"})
		if n := h.letters(cases.TemplateDecision); n != sent {
			t.Error("the institution wants none")
		}
	})
}

// setting changes what the institution has settled.
func (h *house) setting(change func(*store.Settings)) {
	h.t.Helper()
	h.must(h.Store.Tx(h.t.Context(), func(tx *store.Tx) error {
		i, err := tx.Institution(h.t.Context(), h.inst)
		if err != nil {
			return err
		}
		change(&i.Settings)
		return tx.SaveInstitution(h.t.Context(), i)
	}))
}
