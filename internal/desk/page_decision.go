package desk

import (
	"context"
	"net/http"
	"net/url"

	"congbo/internal/accounts"
	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/httpx"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/reporting"
	"congbo/internal/store"
	"congbo/internal/vi"
)

const pathDecisions = "/desk/decisions/{link}"

// A DecisionPage is what the link in a letter to a leader opens: the text as it
// will appear and what can be decided about it, without signing in. Showing it
// changes nothing.
type DecisionPage struct {
	Shell
	Post    string // where its forms are sent
	State   cases.DecisionState
	Says    string // how things stand, where nothing can be decided
	Code    string
	Step    string
	From    string
	Due     string
	As      string // who decides, and for whom
	Opinion bool
	Asked   []Typed // what leadership is asked
	Query   []Typed // what the person asked by this link, with the answer
	Since   []string
	Text    *TextView
	Rows    []StaleRow // what is different from what the letter showed
	Items   []ItemView
	Then    string // what an approval leads to
	Idle    string // why nothing can be approved now; empty: something can
	Returns bool   // it can be returned
	Back    []Choice
	Factor  bool // a code is asked for
	Problem string
	Open    string // which form is open: approve, return, ask
	Words   string // that were typed
	Reply   string
	Renew   bool
	Desk    string // address of the case at the desk
}

// decision reads what the link of the address leads to.
func (v *visit) decision() (*cases.Decision, error) {
	d, err := v.d.Cases.Decision(v.ctx(), v.r.PathValue("link"))
	if err == nil && v.who.Person == 0 && cookie(v.r, langCookie) == "" {
		v.lang = d.Person.Lang
	}
	return d, err
}

func (d *Desk) showDecision(v *visit) error {
	page, err := v.decisionPage()
	if err != nil {
		return err
	}
	page.Open = v.r.URL.Query().Get("do")
	return v.show(http.StatusOK, "decision", page)
}

func (v *visit) decisionPage() (*DecisionPage, error) {
	d, err := v.decision()
	if err != nil {
		return nil, err
	}
	p := &DecisionPage{Shell: v.bareShell(v.t("desk.decision_title")), Post: cases.DecidePath(v.r.PathValue("link")), State: d.State, As: d.Person.Name}
	if d.View == nil {
		p.Says = v.t("desk.decision_denied")
		return p, nil
	}
	if d.Over {
		p.Code, p.Desk, p.Says = d.View.Case.Code, casePath(d.View.Case.Code), v.t("desk.decision_over")
		if d.State == cases.DecisionExpired {
			p.Says, p.Renew = v.t("desk.decision_expired"), true
		}
		return p, nil
	}
	w, err := v.worldOf(d)
	if err != nil {
		return nil, err
	}
	b := &book{View: d.View, w: w, l: v.lang, now: v.now, cal: v.d.calendar(d.Person.Institution), url: v.d.siteURL,
		media: cases.DecidePath(v.r.PathValue("link")) + "/media/"}
	p.Institution, p.Short = w.inst.Name.In(v.lang), w.inst.Settings.Short
	p.about(b, d)
	switch d.State {
	case cases.DecisionOpen:
		p.choices(b, d)
	case cases.DecisionChanged:
		p.Rows = b.stale(*d.Shown, *d.View.Revision).Rows
		p.Renew = true
	}
	if d.State != cases.DecisionOpen {
		p.Says = v.t("desk.decision_"+string(d.State), vi.DateTime(v.lang, d.Call.UsedAt))
		if d.State == cases.DecisionUsed {
			p.Says = v.t("desk.decision_used_"+d.Call.UsedAs, vi.DateTime(v.lang, d.Call.UsedAt))
		}
	}
	return p, nil
}

// about fills in what the page says of the case.
func (p *DecisionPage) about(b *book, d *cases.Decision) {
	p.Title = b.Case.Title
	p.Code, p.From, p.Desk = b.Case.Code, b.from(), casePath(b.Case.Code)
	if step := b.Procedure.Step(b.View.State.Step); step != nil {
		p.Step = step.Title.In(b.l)
	}
	if due := b.View.State.Due(); !due.IsZero() {
		p.Due = vi.DateTime(b.l, due)
	}
	if d.Call.For != 0 {
		p.As = b.t("people.on_behalf", d.Person.Name, b.People[d.Call.For])
	}
	if p.Opinion = d.Opinion; p.Opinion {
		p.Asked = b.asking()
	}
	if d.Question != nil {
		p.Query = append(p.Query, Typed{b.t("desk.decision_asked"), d.Question.Text})
	}
	if d.Answer != nil {
		p.Query = append(p.Query, Typed{b.t("desk.query_by", b.People[d.Answer.Person], shortMoment(b.l, b.now, d.Answer.At)), d.Answer.Text})
	}
	names := b.eventNames()
	for _, e := range d.Since {
		if !reporting.Told(e, b.Events) {
			p.Since = append(p.Since, b.t("desk.decision_line", vi.ShortDateTime(b.l, e.At), event.Say(b.l, e, names)))
		}
	}
	if b.Revision != nil {
		p.Text = b.textOf(b.Revision)
	}
}

// choices fills in what can be decided.
func (p *DecisionPage) choices(b *book, d *cases.Decision) {
	p.Factor, p.Returns = d.Code, d.Returnable()
	if d.Idle != nil {
		p.Idle = locale.Error(b.l, d.Idle)
	}
	if d.NoFactor {
		p.Says = b.t("cases.call_no_factor")
	}
	for _, item := range d.Items {
		p.Items = append(p.Items, ItemView{ID: item, Title: b.itemTitle(item), Required: true})
	}
	if p.Opinion {
		p.Back = []Choice{{string(flow.No), b.t("flow.answer.no"), true}, {string(flow.YesWithChanges), b.t("flow.answer.yes-with-changes"), false}}
		p.Then = b.t("desk.decision_then_opinion")
		return
	}
	for i, o := range d.Back {
		p.Back = append(p.Back, Choice{string(o.Move), o.Label.In(b.l), i == 0})
	}
	p.Then = b.t("desk.decision_then", aspectList(b.l, d.Aspects))
}

// worldOf reads the names and pictures that the page of a decision shows.
func (v *visit) worldOf(d *cases.Decision) (w *world, err error) {
	err = v.view(func(ctx context.Context, tx *store.Tx) error {
		if w, err = readWorld(ctx, tx, d.Person.Institution, v.lang); err != nil || d.View.Revision == nil {
			return err
		}
		for _, m := range usedMedia(d.View.Revision) {
			media, err := tx.Media(ctx, m)
			if fault.Is(err, fault.NotFound) {
				continue
			} else if err != nil {
				return err
			}
			w.media[m] = *media
		}
		return nil
	})
	return w, err
}

// decideByLetter carries out what the page asks for. The link is used up; what
// was refused is told on the page as things stand now.
func (d *Desk) decideByLetter(v *visit) error {
	f, err := v.form(decision)
	if err != nil {
		return err
	}
	if _, err := v.decision(); err != nil { // also settles the language
		return err
	}
	do := f.Get("do")
	err = d.Cases.Decide(v.ctx(), v.r.PathValue("link"), cases.DecisionInput{
		Do:    map[string]string{"approve": store.CallApproved, "return": store.CallReturned, "ask": store.CallAsked, "renew": store.CallRenewed}[do],
		Items: f.Values["item"], Move: flow.MoveID(f.Get("move")), Answer: flow.Answer(f.Get("answer")), Words: f.Get("words"),
		Confirm: func(ctx context.Context, person people.PersonID) error {
			return d.confirmCode(ctx, v.visitor(), person, f.Get("code"))
		},
	})
	if err == nil {
		v.redirect(cases.DecidePath(v.r.PathValue("link")))
		return nil
	}
	switch fault.KindOf(err) {
	case fault.Conflict, fault.Invalid, fault.Denied, fault.TooMany:
	default:
		return err
	}
	page, perr := v.decisionPage()
	if perr != nil {
		return perr
	}
	page.Problem, page.Open, page.Words = v.sayAll(err), do, f.Get("words")
	page.typed(f.Values)
	return v.show(httpx.Status(err), "decision", page)
}

// typed puts what was chosen back into a form that was refused.
func (p *DecisionPage) typed(values url.Values) {
	for i := range p.Items {
		for _, item := range values["item"] {
			p.Items[i].OK = p.Items[i].OK || item == p.Items[i].ID
		}
	}
	chosen := values.Get("move") + values.Get("answer")
	for i := range p.Back {
		if chosen != "" {
			p.Back[i].On = p.Back[i].Value == chosen
		}
	}
}

func (d *Desk) confirmCode(ctx context.Context, v accounts.Visitor, person people.PersonID, code string) error {
	if d.Accounts == nil {
		return fault.New(fault.Denied, "cases.call_no_factor")
	}
	return d.Accounts.ConfirmCode(ctx, v, person, code)
}

// decisionMedia gives out a picture of the text that a link is about, as long
// as the person sees the case.
func (d *Desk) decisionMedia(v *visit) error {
	none := fault.New(fault.NotFound, "fault.not_found")
	id := v.r.PathValue("id")
	if !mediaID.MatchString(id) {
		return none
	}
	dec, err := v.decision()
	if err != nil {
		return err
	}
	if dec.View == nil || dec.Over {
		return none
	}
	var m *store.Media
	err = v.view(func(ctx context.Context, tx *store.Tx) error {
		if ok, err := dec.View.HasMedia(ctx, tx, id); err != nil || !ok {
			return orNone(err, none)
		}
		m, err = tx.Media(ctx, id)
		return err
	})
	if err != nil {
		return err
	}
	return v.serveBlob(m.ID, m.Type, "", rasters[m.Type])
}

func orNone(err, none error) error {
	if err == nil {
		return none
	}
	return err
}

// A QueryView is what somebody who is to decide asked back from a letter.
type QueryView struct {
	ID   int64
	Head string
	Text string
	May  bool // the visitor may answer
}

// queries are the questions that wait for an answer.
func (b *book) queries() []QueryView {
	var list []QueryView
	for _, c := range b.OpenQueries() {
		for _, r := range b.Remarks {
			if r.ID == c.Question {
				list = append(list, QueryView{c.ID, b.t("desk.query_by", b.holder(people.Holder{Person: r.Person, For: r.For}), shortMoment(b.l, b.now, r.At)), r.Text,
					b.MayRemark && r.Person != b.me})
			}
		}
	}
	return list
}

// answerQuery answers a question that somebody asked back before deciding.
func (d *Desk) answerQuery(v *visit) error {
	return v.onCase(decision, func(view *cases.View, f *httpx.Form) (string, error) {
		return "query", d.Cases.AnswerQuery(v.ctx(), v.who.Actor, view.Case.ID, number(f.Get("query")), f.Get("answer"))
	})
}
