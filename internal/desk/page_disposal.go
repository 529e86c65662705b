package desk

import (
	"context"
	"net/http"
	"strconv"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/httpx"
	"congbo/internal/procdoc"
	"congbo/internal/procedures"
	"congbo/internal/store"
	"congbo/internal/vi"
)

const pathDisposals = "/desk/disposals"

// A DisposalsPage lists what was proposed for disposal (R-T10).
type DisposalsPage struct {
	Shell
	Rows    []DisposalRow
	Expired string // where a proposal is made; empty: not for the visitor
}

// A DisposalRow is one proposal of the list.
type DisposalRow struct {
	Path, Name, By, Day string
	Tag                 Tag
}

// A DisposalPage is one proposal, as it is decided on and as it is printed.
type DisposalPage struct {
	Shell
	Path, Office  string
	Tag           Tag
	Facts         []Fact
	Reason, Words string
	Rows          []ExpiredRow
	May, Own      bool // decide on it; it is the visitor's
	Saw           int64
	Typed         struct{ Number, Words string }
	Problem       string
	Papers        []PaperLinks // to be printed and signed
}

func (v *visit) disposalTag(d *procedures.Disposal) Tag {
	tag := Tag{"wait", "calendar", v.t("desk.disposal_proposed")}
	switch d.State {
	case store.DisposalApproved:
		tag = Tag{"good", "check", v.t("desk.disposal_approved", vi.Date(v.lang, d.DecidedAt))}
		if !d.Work.Done.IsZero() {
			tag.Text = v.t("desk.disposal_done", vi.Date(v.lang, d.Work.Done))
		}
	case store.DisposalDropped:
		tag = Tag{"", "reply", v.t("desk.disposal_dropped", vi.Date(v.lang, d.DecidedAt))}
	case store.DisposalRefused:
		tag = Tag{"", "reply", v.t("desk.disposal_refused", vi.Date(v.lang, d.DecidedAt))}
	}
	return tag
}

func disposalPath(id int64) string { return pathDisposals + "/" + strconv.FormatInt(id, 10) }

func (d *Desk) disposals(v *visit) error {
	list, err := d.Procedures.Disposals(v.ctx(), v.who.Actor)
	if err != nil {
		return err
	}
	var page DisposalsPage
	for i := range list {
		x := &list[i]
		page.Rows = append(page.Rows, DisposalRow{Path: disposalPath(x.ID), Name: v.t("desk.disposal_name", strconv.FormatInt(x.ID, 10)), By: x.Proposer, Day: vi.Date(v.lang, x.At), Tag: v.disposalTag(x)})
	}
	if r, _ := routeTo(pathRegister + "/expired"); v.allowed(r) == nil {
		page.Expired = pathRegister + "/expired"
	}
	if page.Shell, err = v.shell(v.t("desk.disposals"), "procedures"); err != nil {
		return err
	}
	return v.show(http.StatusOK, "disposals", page)
}

func (d *Desk) disposal(v *visit) error {
	return v.showDisposal(http.StatusOK, DisposalPage{})
}

func (v *visit) showDisposal(status int, page DisposalPage) error {
	x, err := v.d.Procedures.Disposal(v.ctx(), v.who.Actor, number(v.r.PathValue("id")))
	if err != nil {
		return err
	}
	page.Path, page.Tag, page.Reason, page.Words, page.May, page.Saw = disposalPath(x.ID), v.disposalTag(x), x.Reason, x.Words, x.MayDecide, x.Version
	page.Own = x.Own && x.State == store.DisposalProposed
	page.Facts = []Fact{{Name: v.t("desk.disposal_by"), Text: v.t("desk.batch_by", x.Proposer, vi.DateTime(v.lang, x.At))}}
	if x.DecidedBy != 0 {
		page.Facts = append(page.Facts, Fact{Name: v.t("desk.disposal_decided_by"), Text: v.t("desk.batch_by", x.Decider, vi.DateTime(v.lang, x.DecidedAt))})
	}
	if x.Decision != "" {
		page.Facts = append(page.Facts, Fact{Name: v.t("desk.disposal_decision"), Text: x.Decision})
	}
	page.Facts = append(page.Facts, Fact{Name: v.t("desk.disposal_count"), Text: strconv.Itoa(len(x.Items))})
	page.Papers = v.disposalPapers(x)
	for _, i := range x.Items {
		title := x.Titles[i.Case]
		if title == "" {
			title = v.t("desk.disposal_untitled")
		}
		page.Rows = append(page.Rows, ExpiredRow{Title: title, Outcome: v.disposalOutcome(x, i), Case: Crumb{i.Code, casePath(i.Code)}, Record: i.Record, Ended: vi.Date(v.lang, i.Ended),
			Keep: procdoc.Retention(v.lang, flow.Retention(i.Retention)), Day: vi.Date(v.lang, i.From)})
	}
	if err := v.view(func(ctx context.Context, tx *store.Tx) error {
		in, err := tx.Institution(ctx, v.who.Institution)
		if err == nil {
			page.Office = in.Name.In(v.lang)
		}
		return err
	}); err != nil {
		return err
	}
	if page.Shell, err = v.shell(v.t("desk.disposal_list"), "procedures"); err != nil {
		return err
	}
	return v.show(status, "disposal", page)
}

// disposalOutcome tells what became of a case of a proposal; "" while nothing has.
func (v *visit) disposalOutcome(x *procedures.Disposal, i store.DisposalItem) string {
	if e, ended := x.Ends[i.ID]; ended {
		return v.t("desk.disposal_end_"+e.How, vi.Date(v.lang, e.At))
	}
	if x.State == store.DisposalApproved {
		return v.t("desk.disposal_end_waiting")
	}
	return ""
}

// proposeDisposal makes a proposal of the cases that were ticked.
func (d *Desk) proposeDisposal(v *visit) error {
	f, err := v.form(httpx.Budget{Fields: 2 * procedures.MaxExpired, Field: 16 << 10, Total: 64 << 10})
	if err != nil {
		return err
	}
	id, err := d.Procedures.Propose(v.ctx(), v.who.Actor, procedures.Proposal{Codes: f.Values["case"], Reason: f.Get("reason"), NoTitle: f.Get("no_title") != ""})
	if k := fault.KindOf(err); err != nil && (k == fault.Conflict || k == fault.Invalid) {
		page := RegisterPage{Reason: f.Get("reason"), NoTitle: f.Get("no_title") != "", Problem: v.sayAll(err)}
		return v.showExpired(httpx.Status(err), page, f.Values["case"])
	} else if err != nil {
		return err
	}
	return v.done(disposalPath(id), "disposal_proposed")
}

// decideDisposal approves or refuses a proposal.
func (d *Desk) decideDisposal(v *visit) error {
	f, err := v.form(httpx.Budget{Fields: 8, Field: 16 << 10, Total: 64 << 10})
	if err != nil {
		return err
	}
	what, yes := "disposal_refused", f.Get("do") == "approve"
	if yes {
		what = "disposal_approved"
	} else if f.Get("do") != "refuse" {
		return fault.New(fault.Invalid, "flow.no_such_act", f.Get("do"))
	}
	id := number(v.r.PathValue("id"))
	err = d.Procedures.Decide(v.ctx(), v.who.Actor, id, procedures.Decision{Yes: yes, Number: f.Get("number"), Words: f.Get("words"), Version: number(f.Get("version"))})
	if k := fault.KindOf(err); err != nil && (k == fault.Conflict || k == fault.Invalid || k == fault.Denied) {
		page := DisposalPage{Problem: v.sayAll(err)}
		page.Typed.Number, page.Typed.Words = f.Get("number"), f.Get("words")
		return v.showDisposal(httpx.Status(err), page)
	} else if err != nil {
		return err
	}
	return v.done(disposalPath(id), what)
}

// A DisposalNote says on the page of a case what stands about its papers.
type DisposalNote struct {
	Text, Path string // Path is empty for those who do not see proposals
}

func (v *visit) disposalNote(id int64) (*DisposalNote, error) {
	x, err := v.d.Procedures.Disposing(v.ctx(), id)
	if err != nil || x == nil {
		return nil, err
	}
	n := &DisposalNote{Text: v.t("desk.disposal_case_proposed", vi.Date(v.lang, x.At))}
	if x.State == store.DisposalApproved {
		n.Text = v.t("desk.disposal_case_approved", vi.Date(v.lang, x.At), x.Decision)
	}
	if v.toDisposals() != "" {
		n.Path = disposalPath(x.Disposal)
	}
	return n, nil
}

// followsNote says on the page of a case that its letter was about another, whose
// papers are to be destroyed or were; nil: it was not.
func (v *visit) followsNote(view *cases.View) *DisposalNote {
	for _, e := range view.Events {
		if code := e.Data[event.KeyName]; e.Verb == event.FollowsDisposed && code != "" && !view.Outside {
			return &DisposalNote{Text: v.t("desk.follows", code), Path: casePath(code)}
		}
	}
	return nil
}
