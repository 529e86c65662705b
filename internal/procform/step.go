package procform

import (
	"slices"
	"strconv"
	"strings"

	"congbo/internal/flow"
	"congbo/internal/people"
)

func (f *form) step(s *flow.Step) Part {
	id := string(s.ID)
	path := "steps/" + id
	at := path + "/"
	part := Part{ID: id, Title: s.Title.In(f.l), Fields: f.both(at+"title", f.t("desk.proc_draft_step_title"), s.Title), Open: f.within(path), Focus: f.at == path}
	if part.Title == "" {
		part.Title = id
	}
	part.Fields = append(part.Fields, f.field("text", at+"clause", f.t("desk.proc_draft_clause"), s.Clause))
	if s.End == "" {
		f.hands(&part, at, s)
		if !s.Within.IsZero() {
			part.Note = s.Within.In(f.l)
		}
	}
	ends := []Choice{{Label: f.t("desk.proc_draft_no_end")}}
	for _, o := range flow.Outcomes {
		ends = append(ends, Choice{Value: string(o), Label: f.t("flow.outcome." + string(o))})
	}
	part.More = append(part.More, f.choice(at+"end", f.what("end"), string(s.End), ends), f.flag(at+"addition", f.t("desk.proc_draft_addition"), s.Addition))
	if s.End == "" {
		part.Lists = []List{f.alarms(at+"overdue", f.what("overdue"), s.Overdue), f.alarms(at+"stale", f.what("stale"), s.Stale)}
	}
	if s.End == "" && !s.Pause {
		if s.Consult != nil {
			part.Lists = append(part.Lists, f.alarms(at+"consult/overdue", f.what("consult_overdue"), s.Consult.Overdue))
		}
		f.batch(&part, at, s)
	}
	part.More = append(part.More, f.additions(at+"additions", s.Additions, stepKeys(s)...)...)
	for i := range s.Moves {
		if m := &s.Moves[i]; m.ID != "" {
			part.Moves = append(part.Moves, f.move(path+"/moves/"+string(m.ID), s, m, i))
		}
	}
	part.New = &New{Title: f.t("desk.proc_draft_add_move"), Act: f.act("add "+path+"/moves", "add_move", "plus"), Open: f.at == path+"/moves", Fields: append(f.freshBoth(path+"/moves", f.t("desk.proc_draft_label")),
		f.freshChoice(path+"/moves/to", f.t("desk.proc_draft_to"), f.targets(s)))}
	part.Behind = &New{Title: f.t("desk.proc_draft_add_step"), Act: f.act("add "+path, "add_step", "plus"), Fields: append(f.freshBoth(path, f.t("desk.proc_draft_step_title")),
		f.freshChoice(path+"/by", f.t("desk.proc_who"), append([]Choice{{Label: f.t("desk.choose")}}, f.roles(false)...)))}
	part.Acts = []Act{f.act("up "+path, "up", "up"), f.act("down "+path, "down", "lower"), f.act("remove "+path, "remove_step", "cross")}
	part.Rename = f.rename(path, id)
	of(part.Title, part.Acts, part.New, part.Behind, part.Rename)
	return part
}

// rename asks for another id, by which the file and the record name a thing.
func (f *form) rename(path, id string) *New {
	d := f.fresh("text", path+"/id", f.t("desk.proc_draft_id"))
	if d.Value == "" {
		d.Value = id
	}
	d.Hint = f.t("desk.proc_draft_id_hint")
	return &New{Title: f.t("desk.proc_draft_rename"), Fields: []Field{d}, Act: f.act("rename "+path, "rename", "check")}
}

// hands are the fields of a step in which somebody does something: who, by when,
// with which verdicts and items.
func (f *form) hands(part *Part, at string, s *flow.Step) {
	all := f.roles(false)
	part.Fields = append(part.Fields, f.limit(at+"within", f.t("desk.proc_limit"), s.Within), f.reminders(at+"remind", s.Remind),
		f.choice(at+"answerable", f.t("desk.proc_draft_answerable"), string(s.Answerable), append([]Choice{{Label: f.t("desk.proc_draft_first_of")}}, all...)),
		f.checks(at+"by", f.t("desk.proc_who"), words(s.By), all), f.checks(at+"except", f.what("except"), words(s.Except), f.relations()))
	if !s.Pause {
		var on []string
		for _, v := range s.Verdicts {
			on = append(on, string(v.Aspect))
		}
		part.Fields = append(part.Fields, f.checks(at+"verdicts", f.t("desk.proc_verdicts"), on, f.aspects()))
		for _, v := range s.Verdicts {
			way := at + "verdicts/" + string(v.Aspect)
			about := f.t("flow.aspect." + string(v.Aspect))
			need := f.field("text", way+"/need", f.t("desk.proc_draft_need", about), strconv.Itoa(v.Need))
			need.Hint = f.t("desk.proc_draft_need_hint")
			part.Fields = append(part.Fields, need, f.checks(way+"/by", f.t("desk.proc_draft_verdict_by", about), words(v.By), all))
		}
		part.Fields = append(part.Fields, f.checks(at+"checklist/required", f.t("desk.proc_required"), s.Checklist.Required, f.items()),
			f.checks(at+"checklist/recommended", f.t("desk.proc_recommended"), s.Checklist.Recommended, f.items()))
	}
	if len(f.p.Paper.Forms) > 0 {
		part.Fields = append(part.Fields, f.checks(at+"forms", f.what("forms"), s.Forms, f.codes()))
	}
	part.More = append(part.More,
		f.choice(at+"or", f.what("or"), string(s.Or), []Choice{{Label: f.t("desk.proc_draft_nobody")}, {Value: string(people.Requester), Label: upper(f.t(people.Requester.Title()))}}),
		f.flag(at+"pause", f.t("desk.proc_draft_pause"), s.Pause),
		f.checks(at+"else", f.what("else"), words(s.Else), all), f.checks(at+"edit", f.what("edit"), words(s.Edit), all),
		f.field("text", at+"as", f.what("as"), string(s.As)))
	c, k, q := flow.Consult{}, flow.Skip{}, flow.Silence{}
	if s.Consult != nil {
		c = *s.Consult
	}
	if s.Skip != nil {
		k = *s.Skip
	}
	if s.Silence != nil {
		q = *s.Silence
	}
	if !s.Pause {
		part.More = append(part.More, f.checks(at+"consult/of", f.what("consult"), words(c.Of), all), f.checks(at+"consult/through", f.t("desk.proc_draft_through"), words(c.Through), all),
			f.limit(at+"consult/within", f.what("consult_within"), c.Within))
		if s.Consult != nil {
			part.More = append(part.More, f.named(f.reminders(at+"consult/remind", c.Remind), "consult_remind"), f.choice(at+"consult/letter", f.what("consult_letter"), string(c.Letter), f.letters()[1:]),
				f.field("text", at+"consult/clause", f.t("desk.proc_draft_consult_clause"), c.Clause))
		}
	}
	part.More = append(part.More, f.checks(at+"skip/when", f.what("skip"), said(k.When), f.conditions(k.When, "supplied", "unit-vouched")), f.other(at+"skip/when"),
		f.choice(at+"skip/to", f.t("desk.proc_draft_skip_to"), string(k.To), f.steps(f.t("desk.proc_draft_no_skip"))))
	moves := []Choice{{Label: f.t("desk.proc_draft_no_silence")}}
	for i := range s.Moves {
		moves = append(moves, Choice{Value: string(s.Moves[i].ID), Label: s.Moves[i].Label.In(f.l)})
	}
	part.More = append(part.More, f.limit(at+"silence/after", f.t("desk.proc_draft_silence_after"), q.After), f.choice(at+"silence/move", f.t("desk.proc_draft_silence_move"), string(q.Move), moves))
}

func (f *form) named(d Field, what string) Field {
	d.Label = f.what(what)
	return d
}

func said(list []flow.Predicate) []string {
	var s []string
	for _, c := range list {
		s = append(s, c.String())
	}
	return s
}

// other takes conditions that no box is offered for.
func (f *form) other(path string) Field {
	d := Field{Type: "text", Name: "x." + path, Label: f.t("desk.proc_draft_other_when"), Hint: f.t("desk.proc_draft_other_when_hint")}
	d.Value = f.typed.Get(d.Name)
	return d
}

func (f *form) steps(none string) []Choice {
	list := []Choice{{Label: none}}
	for i := range f.p.Steps {
		s := &f.p.Steps[i]
		label := s.Title.In(f.l)
		if label == "" {
			label = string(s.ID)
		}
		list = append(list, Choice{Value: string(s.ID), Label: label})
	}
	for _, o := range flow.Outcomes { // an end that the file need not have
		if f.p.Step(flow.StepID(o)) == nil {
			list = append(list, Choice{Value: string(o), Label: f.t("desk.proc_draft_end_as", f.t("flow.outcome."+string(o)))})
		}
	}
	return list
}

func (f *form) targets(s *flow.Step) []Choice {
	list := f.steps(f.t("desk.proc_draft_stays"))
	if s.Pause {
		list = slices.Insert(list, 1, Choice{Value: string(flow.Back), Label: upper(f.t("procdoc.back"))})
	}
	return list
}

// moveConditions are those without a value that a move may wait for.
var moveConditions = strings.Fields("verdicts checklist classified has-document beyond-authority answered-yes answered-no forced published sender-changed reopened source-approved")

func (f *form) move(path string, s *flow.Step, m *flow.Move, i int) Move {
	at := path + "/"
	d := Move{ID: string(s.ID) + "-" + string(m.ID), Title: m.Label.In(f.l), Fields: f.both(at+"label", f.t("desk.proc_draft_label"), m.Label), Open: f.within(path), Focus: f.at == path}
	if d.Title == "" {
		d.Title = string(m.ID)
	}
	reason := map[flow.Reason]string{flow.ReasonOptional: "optional", flow.ReasonRequired: "required"}[m.Reason]
	d.Fields = append(d.Fields, f.choice(at+"to", f.t("desk.proc_draft_to"), string(m.To), f.targets(s)), f.choice(at+"letter", f.t("desk.proc_draft_letter"), string(m.Letter), f.letters()),
		f.choice(at+"reason", f.t("desk.reason"), reason, []Choice{{Label: f.t("desk.proc_draft_reason_none")}, {Value: "optional", Label: f.t("desk.proc_draft_reason_optional")}, {Value: "required", Label: f.t("desk.proc_draft_reason_required")}}))
	names := moveConditions
	if f.p.Subject == flow.SubjectProcedure {
		names = append(slices.Clone(names), "sound")
	}
	var does, wants []Choice
	for _, e := range flow.Effects {
		if (e == flow.Promulgate) == (f.p.Subject == flow.SubjectProcedure) {
			does = append(does, Choice{Value: string(e), Label: upper(f.t("procdoc.does_" + string(e)))})
		}
	}
	for _, w := range flow.Wants {
		wants = append(wants, Choice{Value: string(w), Label: upper(f.t("procdoc.wants_" + string(w)))})
	}
	d.More = []Field{
		f.checks(at+"when", f.what("when"), said(m.When), f.conditions(m.When, names...)), f.other(at + "when"),
		f.checks(at+"does", f.what("does"), words(m.Does), does), f.checks(at+"wants", f.what("wants"), words(m.Wants), wants),
		f.checks(at+"by", f.what("move_by"), words(m.By), f.roles(true, people.Requester, flow.Program)), f.checks(at+"except", f.what("except"), words(m.Except), f.relations()),
		f.field("text", at+"clause", f.t("desk.proc_draft_clause"), m.Clause), f.flag(at+"addition", f.t("desk.proc_draft_addition"), m.Addition),
	}
	d.More = append(d.More, f.additions(at+"additions", m.Additions, moveKeys(m)...)...)
	if s.End != "" {
		until := f.field("text", at+"until", f.what("until"), issue(m.Until))
		until.Hint = f.t("desk.proc_draft_until_hint")
		d.More = append(d.More, until)
	}
	for _, x := range f.both(at+"minutes", f.what("minutes"), m.Minutes) {
		x.Wide, x.Hint = true, f.t("desk.proc_draft_minutes_hint")
		d.More = append(d.More, x)
	}
	if i > 0 {
		d.Acts = append(d.Acts, f.act("up "+path, "up", "up"))
	}
	if i+1 < len(s.Moves) {
		d.Acts = append(d.Acts, f.act("down "+path, "down", "lower"))
	}
	d.Acts = append(d.Acts, f.act("remove "+path, "remove_move", "cross"))
	d.Rename = f.rename(path, string(m.ID))
	of(d.Title, d.Acts, d.Rename)
	return d
}
