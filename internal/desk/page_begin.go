package desk

import (
	"context"

	"congbo/internal/cases"
	"congbo/internal/duties"
	"congbo/internal/editorial"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/httpx"
	"congbo/internal/intake"
	"congbo/internal/locale"
	"congbo/internal/store"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

// Where a case begins that nobody requested.
const (
	pathNew        = "/desk/cases/new"
	pathCommission = "/desk/cases/commission"
	// the same of somebody without an account
	pathCommissionGuest = pathCommission + "?of=guest"
)

// beginnings are the ways to begin a case that are open to the visitor, for the
// list of cases.
func (v *visit) beginnings() ([]Action, error) {
	var list []Action
	offices, err := v.d.Editorial.Offices(v.ctx(), v.who.Actor)
	if err != nil {
		return nil, err
	}
	if len(offices) > 0 {
		list = append(list, Action{v.t("desk.begin"), pathNew, "edit"})
	}
	boxes, err := v.d.Intake.Commissions(v.ctx(), v.who.Actor)
	if len(boxes) > 0 {
		list = append(list, Action{v.t("desk.commission"), pathCommission, "send"})
	}
	return list, err
}

// An Action leads to the page of something that the visitor may do.
type Action struct{ Label, Path, Icon string }

// officeField lets choose among mailboxes; of one alone there is no choice.
func (v *visit) officeField(label string, boxes []store.Mailbox) FormField {
	f := FormField{Type: "select", Name: "mailbox", Label: label, Required: true}
	if len(boxes) > 1 {
		f.Choices = append(f.Choices, FormChoice{Label: v.t("desk.choose")})
	}
	for _, b := range boxes {
		f.Choices = append(f.Choices, FormChoice{Value: id(b.ID), Label: b.Name.In(v.lang)})
	}
	return f
}

// beginPage is the page on which somebody begins a text that nobody asked for
// (U II.1, L III.2.1).
func (v *visit) beginPage() (FormPage, error) {
	page := FormPage{Crumbs: []Crumb{{v.t("desk.nav_cases"), pathCases}}, Lead: v.t("desk.begin_lead")}
	boxes, err := v.d.Editorial.Offices(v.ctx(), v.who.Actor)
	if err != nil {
		return page, err
	}
	if len(boxes) == 0 {
		return page, fault.New(fault.Denied, "desk.begin_not")
	}
	said, err := v.saidFields()
	if err != nil {
		return page, err
	}
	of, err := v.dutyToDo()
	if err != nil {
		return page, err
	}
	path := pathNew
	if of != nil {
		path = address(pathNew, "duty", id(of.Duty.ID))
		page.Crumbs = []Crumb{{v.t("desk.nav_plans"), duties.Page(of.Watch.ID)}}
		page.Lead = v.t("desk.duty_begin", of.Title, vi.DateTime(v.lang, of.Duty.Due))
		page.Notes = v.lookFor(&of.Watch)
	}
	page.Form = Form{Path: path, Key: newKey(), Submit: v.t("desk.begin_button"), Cancel: pathCases, Parts: []FormPart{{Fields: append([]FormField{
		{Type: "text", Name: "title", Label: v.t("desk.begin_title"), Required: true},
		v.officeField(v.t("desk.begin_office"), boxes),
	}, said...)}}}
	page.Shell, err = v.shell(v.t("desk.begin"), "cases")
	return page, err
}

func (d *Desk) newText(v *visit) error { return v.showForm(v.beginPage) }

func (d *Desk) beginText(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	page, err := v.beginPage() // for those who may only
	if err != nil {
		return err
	}
	b := editorial.Beginning{Mailbox: number(f.Get("mailbox")), Title: f.Get("title"), Kind: f.Get("kind"), Section: number(f.Get("section")), Key: keyOf(f)}
	if of := number(v.r.URL.Query().Get("duty")); of != 0 {
		b.Came = func(ctx context.Context, tx *store.Tx, c *store.Case) error {
			return d.Duties.Came(ctx, tx, v.who.Actor, of, c.ID)
		}
	}
	opened, err := d.Editorial.Begin(v.ctx(), v.who.Actor, b)
	if err != nil {
		return v.again(page, f.Values, err)
	}
	if opened.Again {
		return v.done(casePath(opened.Case.Code), "begun_before", opened.Case.Code)
	}
	return v.done(casePath(opened.Case.Code)+"/edit", "begun", opened.Case.Code)
}

// commissionPage is the page on which the board asks a unit for information, or
// somebody without an account for a piece (R-I6). Each has a form of its own: a
// unit means another thing in the two.
func (v *visit) commissionPage() (FormPage, error) {
	page := FormPage{Crumbs: []Crumb{{v.t("desk.nav_commissions"), pathCommissions}}, Lead: v.t("desk.commission_lead")}
	boxes, err := v.d.Intake.Commissions(v.ctx(), v.who.Actor)
	if err != nil {
		return page, err
	}
	if len(boxes) == 0 {
		return page, fault.New(fault.Denied, "desk.commission_not")
	}
	guest := v.ofGuest()
	page.Tabs = []FormTab{{v.t("desk.commission_of_unit"), pathCommission, !guest}, {v.t("desk.commission_of_guest"), pathCommissionGuest, guest}}
	cal := v.d.calendar(v.who.Institution)
	due := closeOf(cal, cal.Due(v.now, proposed).In(workday.Zone))
	unit := FormField{Type: "select", Name: "unit", Label: v.t("desk.commission_unit"), Required: true, Choices: v.units(v.t("desk.choose"), 0)}
	title := FormField{Type: "text", Name: "title", Label: v.t("desk.commission_title"), Required: true}
	brief := FormField{Type: "area", Name: "brief", Label: v.t("desk.commission_brief"), Hint: v.t("desk.commission_brief_hint"), Required: true}
	when := []FormField{
		{Type: "date", Name: "date", Label: v.t("desk.commission_date"), Hint: v.t("desk.assign_due_hint", proposed.In(v.lang)), Value: due.Format("2006-01-02"), Required: true},
		{Type: "time", Name: "time", Label: v.t("desk.commission_time"), Value: due.Format("15:04")},
		{Type: "select", Name: "wish", Label: v.t("desk.commission_wish"), Hint: v.t("desk.commission_wish_hint"), Required: true, Choices: []FormChoice{
			{Value: string(flow.WishBoard), Label: v.t("desk.wish_board"), On: true}, {Value: string(flow.WishLeadership), Label: v.t("desk.wish_leadership")}}},
	}
	name, form := v.t("desk.commission"), Form{Path: pathCommission, Key: newKey(), Submit: v.t("desk.commission_button"), Cancel: pathCommissions}
	if guest {
		name = v.t("desk.commission_guest")
		page.Lead, form.Path, form.Submit = v.t("desk.commission_guest_lead"), pathCommissionGuest, v.t("desk.commission_guest_button")
		unit.Label, unit.Hint = v.t("desk.commission_editor"), v.t("desk.commission_editor_hint")
		title.Label, brief.Hint = v.t("desk.commission_guest_title"), v.t("desk.commission_guest_brief_hint")
		when = append(when, unit)
		form.Parts = []FormPart{{Fields: []FormField{
			{Type: "text", Name: "name", Label: v.t("desk.commission_guest_name"), Required: true},
			{Type: "email", Name: "email", Label: v.t("desk.commission_guest_email"), Required: true},
			{Type: "select", Name: "lang", Label: v.t("desk.commission_guest_lang"), Choices: []FormChoice{
				{Value: string(locale.VI), Label: v.t("admin.language_vi"), On: true}, {Value: string(locale.EN), Label: v.t("admin.language_en")}}}}}}
	} else {
		form.Parts = []FormPart{{Fields: []FormField{unit}}}
	}
	if len(boxes) > 1 {
		when = append(when, v.officeField(v.t("desk.commission_office"), boxes))
	}
	form.Parts[0].Fields = append(append(form.Parts[0].Fields, title, brief), when...)
	page.Form = form
	page.Shell, err = v.shell(name, "commissions")
	return page, err
}

// ofGuest reports whether the address is of the form for somebody without an
// account.
func (v *visit) ofGuest() bool { return v.r.URL.Query().Get("of") == "guest" }

func (d *Desk) newCommission(v *visit) error { return v.showForm(v.commissionPage) }

func (d *Desk) commission(v *visit) error {
	f, err := v.form(decision)
	if err != nil {
		return err
	}
	page, err := v.commissionPage() // for those who may only
	if err != nil {
		return err
	}
	c := intake.Commission{Mailbox: number(f.Get("mailbox")), Unit: number(f.Get("unit")), Title: f.Get("title"), Brief: f.Get("brief"), Wish: flow.Wish(f.Get("wish")), Key: keyOf(f)}
	if v.ofGuest() {
		c.Guest = &intake.Guest{Name: f.Get("name"), Email: f.Get("email"), Lang: locale.Lang(f.Get("lang"))}
	}
	if c.Mailbox == 0 {
		boxes, err := d.Intake.Commissions(v.ctx(), v.who.Actor)
		if err != nil {
			return err
		}
		if len(boxes) == 1 {
			c.Mailbox = boxes[0].ID
		}
	}
	cal := d.calendar(v.who.Institution)
	var opened *cases.Opened
	if c.Due, err = moment(f.Get("date"), f.Get("time"), cal); err == nil {
		opened, err = d.Intake.Commission(v.ctx(), v.who.Actor, c)
	} else if e, ok := fault.As(err); ok {
		err = e.In("date")
	}
	if err != nil {
		return v.again(page, f.Values, err)
	}
	if opened.Again {
		return v.done(casePath(opened.Case.Code), "begun_before", opened.Case.Code)
	}
	return v.done(casePath(opened.Case.Code), "commissioned", opened.Case.Sender, dayOff(v.lang, cal, c.Due))
}

// supplies is what a unit may send at once.
var supplies = httpx.Budget{Fields: 10, Field: 2 << 20, Files: intake.MaxFiles, File: intake.MaxFile, Total: intake.MaxLetter}

// A SupplyView is what a unit was asked for, with the form by which it answers
// at the desk.
type SupplyView struct {
	Brief  string
	Button string
	May    bool
	WhyNot string
	Typed  string
}

// commissioned reports whether a unit was asked for what the case is about.
func (b *book) commissioned() bool {
	return b.Request != nil && b.Request.Channel == store.ChannelCommission
}

func (b *book) supply() *SupplyView {
	if !b.commissioned() {
		return nil
	}
	move, ok := b.Procedure.Sent(&b.View.State)
	if !ok {
		return nil
	}
	s := &SupplyView{Button: b.moveLabel(string(b.View.State.Step), string(move)), Typed: b.typed.Get("supply")}
	if g := b.View.State.Assigned; g != nil {
		s.Brief = b.words(g.Words)
	}
	for _, o := range b.Options {
		if o.Kind == flow.DoMove && o.Move == move {
			s.May = o.Allowed
			if o.WhyNot != nil {
				s.WhyNot = sayFault(b.l, o.WhyNot)
			}
		}
	}
	return s
}

// supplied takes in what the unit sends at the desk.
func (d *Desk) supplied(v *visit) error {
	return v.onCase(supplies, func(view *cases.View, f *httpx.Form) (string, error) {
		n := intake.Note{Text: f.Get("supply")}
		for _, file := range f.Files {
			n.Files = append(n.Files, intake.File{Name: file.Name, Data: file.Data})
		}
		return "supplied", d.Intake.Supply(v.ctx(), v.who.Actor, view.Case.ID, shownVersion(f), n)
	})
}
