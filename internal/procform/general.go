package procform

import (
	"slices"
	"strconv"

	"congbo/internal/flow"
	"congbo/internal/locale"
)

// general is what stands above the steps: the head, the paper, what the office
// declares for itself.
func (f *form) general() Part {
	p := f.p
	part := Part{ID: "all", Title: f.t("desk.proc_draft_general"), Open: f.at == "all" || f.within("paper") || f.within("roles") || f.within("criteria") || f.within("overdue")}
	part.Focus = part.Open
	part.Fields = slices.Concat(f.both("title", f.t("desk.procedure_title"), p.Title), []Field{f.limit("within", f.t("desk.proc_within"), p.Within), f.reminders("remind", p.Remind),
		f.field("text", "clause", f.what("clause"), p.Clause),
		f.field("text", "paper/code", f.t("desk.proc_paper"), p.Paper.Code), f.field("text", "paper/issue", f.t("desk.proc_draft_issue"), issue(p.Paper.Issue))})
	for _, x := range []struct {
		path string
		text locale.Text
	}{{"purpose", p.Paper.Purpose}, {"scope", p.Paper.Scope}} {
		for _, d := range f.both("paper/"+x.path, f.t("desk.proc_draft_"+x.path), x.text) {
			d.Type, d.Wide = "area", true
			part.Fields = append(part.Fields, d)
		}
	}
	part.More = []Field{
		f.choice("subject", f.what("subject"), string(p.Subject), f.subjects()), f.choice("lies", f.what("lies"), string(p.Lies), f.places()),
		f.choice("receipt", f.what("receipt"), string(p.Receipt), f.letters()), f.choice("commission", f.what("commission"), string(p.Commission), f.letters()),
		f.checks("force", f.what("force"), words(p.Force), f.roles(false)), f.checks("escalate", f.what("escalate"), words(p.Escalate), f.roles(false)),
	}
	part.More = append(part.More, f.additions("additions", p.Additions, f.wholeKeys()...)...)
	part.Lists = []List{f.alarms("overdue", f.what("overdue"), p.Overdue), f.declared(), f.criteria(), f.forms(), f.abbreviations(), f.issued()}
	return part
}

func issue(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func (f *form) list(path, title, hint string, n int, row func(i int, at string) Row, fresh ...Field) List {
	l := List{Title: title, Hint: hint, Open: f.within(path)}
	for i := range n {
		at := path + "/" + strconv.Itoa(i)
		r := row(i, at)
		r.Acts = f.rowActs(path, i, n)
		of(r.Title, r.Acts)
		l.Rows = append(l.Rows, r)
	}
	l.New = &New{Title: f.t("desk.proc_draft_add_to", title), Fields: fresh, Act: f.act("add "+path, "add", "plus")}
	of(title, nil, l.New)
	return l
}

// alarms are who is told, and when: of a limit that ran out, or of a case that
// lies still.
func (f *form) alarms(path, title string, list []flow.Alarm) List {
	var roles []Choice
	roles = append(roles, f.roles(false)...)
	return f.list(path, title, f.t("desk.proc_draft_alarm_hint"), len(list), func(i int, at string) Row {
		return Row{Title: f.words.Alarms(list[i:i+1], false), Fields: []Field{f.limit(at+"/after", f.t("desk.proc_draft_after"), list[i].After), f.checks(at+"/notify", f.t("desk.proc_draft_notify"), words(list[i].Notify), roles)}}
	}, f.fresh("text", path+"/after", f.t("desk.proc_draft_after")), f.freshChoice(path+"/notify", f.t("desk.proc_draft_notify"), append([]Choice{{Label: f.t("desk.choose")}}, roles...)))
}

func (f *form) declared() List {
	return f.list("roles", f.what("roles"), f.t("desk.proc_draft_roles_hint"), len(f.p.Roles), func(i int, at string) Row {
		r := f.p.Roles[i]
		return Row{Title: r.Title.In(f.l), Fields: f.both(at+"/title", f.t("desk.proc_draft_called"), r.Title)}
	}, f.freshBoth("roles", f.t("desk.proc_draft_called"))...)
}

func (f *form) criteria() List {
	none := Choice{Label: f.t("desk.proc_draft_no_aspect")}
	return f.list("criteria", f.what("criteria"), "", len(f.p.Criteria), func(i int, at string) Row {
		c := f.p.Criteria[i]
		return Row{Title: c.Title.In(f.l), Fields: append(f.both(at+"/title", f.t("desk.proc_draft_called"), c.Title),
			f.choice(at+"/aspect", f.t("desk.proc_draft_aspect"), string(c.Aspect), append([]Choice{none}, f.aspects()...)))}
	}, append(f.freshBoth("criteria", f.t("desk.proc_draft_called")), f.freshChoice("criteria/aspect", f.t("desk.proc_draft_aspect"), append([]Choice{none}, f.aspects()...)))...)
}

// forms is the register of forms: with retention and place.
func (f *form) forms() List {
	list := f.p.Paper.Forms
	return f.list("paper/forms", f.t("desk.proc_draft_forms"), "", len(list), func(i int, at string) Row {
		x := list[i]
		keep := f.field("text", at+"/retention", f.t("desk.proc_draft_retention"), string(x.Retention))
		keep.Hint = f.t("desk.proc_draft_retention_hint")
		return Row{Title: x.Title.In(f.l), Fields: slices.Concat([]Field{f.field("text", at+"/code", f.t("desk.proc_draft_code"), x.Code), keep},
			f.both(at+"/title", f.t("desk.proc_draft_called"), x.Title), f.both(at+"/place", f.t("desk.proc_draft_kept_at"), x.Place),
			[]Field{f.flag(at+"/case", f.t("desk.proc_draft_form_case"), x.Case)})}
	}, append([]Field{f.fresh("text", "paper/forms/code", f.t("desk.proc_draft_code"))}, f.freshBoth("paper/forms", f.t("desk.proc_draft_called"))...)...)
}

// codes are the forms and records of the register that a step can name.
func (f *form) codes() []Choice {
	var list []Choice
	for _, x := range f.p.Paper.Forms {
		if x.Code != "" {
			list = append(list, Choice{Value: x.Code, Label: x.Code + " " + x.Title.In(f.l)})
		}
	}
	return list
}

func (f *form) abbreviations() List {
	list := f.p.Paper.Abbreviations
	return f.list("paper/abbreviations", f.what("abbreviations"), "", len(list), func(i int, at string) Row {
		x := list[i]
		return Row{Title: x.Short, Fields: append([]Field{f.field("text", at+"/short", f.t("desk.proc_draft_short"), x.Short)}, f.both(at+"/long", f.t("desk.proc_draft_long"), x.Long)...)}
	}, append([]Field{f.fresh("text", "paper/abbreviations/short", f.t("desk.proc_draft_short"))}, f.freshBoth("paper/abbreviations", f.t("desk.proc_draft_long"))...)...)
}
