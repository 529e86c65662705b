package desk

import (
	"context"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"congbo/internal/cases"
	"congbo/internal/chart"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/procdoc"
	"congbo/internal/procedures"
	"congbo/internal/procfile"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// A ProceduresPage lists the procedures of the institution.
type ProceduresPage struct {
	Shell
	Rows []ProcedureRow
	New  string // where another one is begun

	Rules string // where it is said which cases go by which
}

// A ProcedureRow is a procedure with the version in force.
type ProcedureRow struct {
	Title, Path string
	Since       string // version and date; empty while none is in force
	Steps       int
	Clause      string
	Within      string
	Draft       Crumb // the version that is being drafted
}

func (d *Desk) procedureList(v *visit) error {
	all, err := d.Procedures.Versions(v.ctx(), v.who.Actor, "")
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	var page ProceduresPage
	for len(all) > 0 { // they come procedure by procedure
		n := 1
		for n < len(all) && all[n].Key == all[0].Key {
			n++
		}
		list := all[:n]
		all = all[n:]
		shown := inForce(list, v.now)
		if shown == nil {
			shown = &list[0]
			if shown.State == store.ProcedureDropped {
				continue // begun and given up
			}
		}
		p, _ := procfile.Read([]byte(shown.Text))
		row := ProcedureRow{Title: shown.Key, Path: pathProcedures + "/" + shown.Key}
		if p != nil {
			row.Title, row.Clause = p.Title.In(v.lang), p.Clause
			for i := range p.Steps {
				if p.Steps[i].OnTheWay() {
					row.Steps++
				}
			}
			if !p.Within.IsZero() {
				row.Within = p.Within.In(v.lang)
			}
		}
		if shown.State == store.ProcedureInForce {
			row.Since = v.t("desk.procedure_version", shown.Version, vi.Date(v.lang, shown.InForceFrom))
		}
		if draft := procedures.Drafted(list, shown.Key); draft != nil {
			row.Draft = Crumb{v.t("desk.procedure_draft", draft.Version), row.Path + "?version=" + number10(draft.Version)}
		}
		page.Rows = append(page.Rows, row)
	}
	if r, _ := routeTo(pathProcedures + "/new"); v.allowed(r) == nil {
		page.New, page.Rules = pathProcedures+"/new", pathRules
	}
	if page.Shell, err = v.shell(v.t("desk.nav_procedures"), "procedures"); err != nil {
		return err
	}
	return v.show(http.StatusOK, "procedures", page)
}

// A ProcedurePage is a procedure as people read it: each step with who does
// it, by when, by which clause, and where it leads. What the source document
// does not state is marked.
type ProcedurePage struct {
	Shell
	Version  int
	Since    string
	Paper    string // number of the controlled document
	Purpose  string
	Scope    string
	Facts    []Fact
	Steps    []StepRule
	Abbr     []Fact // abbreviations
	Extra    bool   // something in it is not in the source document
	Versions []VersionRow
	State    Tag
	Drafting bool // it is no version that was promulgated
	Path     string
	Which    string // that names this version in addresses
	Chart    template.HTML
	Change   bool // the visitor may draft a new version
	Draft    string
	DraftNo  int
	Mistakes int
}

// A Fact is a name with what it is.
type Fact struct {
	Name, Text string
	Extra      bool
	Parts      string // what of it alone the source document does not state
}

// A StepRule is a step of a procedure in words.
type StepRule struct {
	Number     int
	ID         string
	Title      string
	Clause     string
	Who        string
	WhoParts   string // of who does it, those whom the source document does not name; "*": nobody of them
	Answerable string
	NotStated  bool // that who is answerable is our reading
	Limit      string
	Lines      []Fact // verdicts, checklist, consultation, reminders …
	Moves      []MoveRule
	End        bool
	Extra      bool
}

// A MoveRule is a move of a step in words.
type MoveRule struct {
	Label, To, Who string
	Notes          []string
	Extra          bool
	Parts          string
}

func (d *Desk) procedure(v *visit) error {
	key := v.r.PathValue("id")
	list, err := d.Procedures.Versions(v.ctx(), v.who.Actor, key)
	if err != nil {
		return err
	}
	chosen, err := v.chosenVersion()
	if err != nil {
		return err
	}
	page := ProcedurePage{Path: pathProcedures + "/" + key, Which: "?version=" + number10(chosen.Version), Version: chosen.Version}
	if page.Versions, err = v.versionRows(list, chosen.Version); err != nil {
		return err
	}
	page.State, page.Drafting = v.states(list)[chosen.ID], chosen.State != store.ProcedureInForce
	p, mistakes := procfile.Read([]byte(chosen.Text))
	page.Mistakes = len(mistakes)
	if p == nil {
		p = &flow.Procedure{ID: key, Title: locale.Text{VI: key, EN: key}}
	}
	p.Version = chosen.Version
	var inst *store.Institution
	if err := v.view(func(ctx context.Context, tx *store.Tx) (err error) {
		inst, err = tx.Institution(ctx, v.who.Institution)
		return err
	}); err != nil {
		return err
	}
	r := &reader{l: v.lang, p: p, b: &book{View: &cases.View{Dossier: &cases.Dossier{Procedure: p, Case: &store.Case{}}}, l: v.lang, w: &world{inst: inst}}}
	if !page.Drafting {
		page.Since = vi.Date(v.lang, chosen.InForceFrom)
	}
	r.head(&page)
	for i := range p.Steps {
		page.Steps = append(page.Steps, r.step(&p.Steps[i]))
	}
	page.Extra = r.extra
	page.Chart = template.HTML(chart.Lay(p, v.lang).SVG(false))
	if draft, _ := routeTo(pathProcedures + "/{id}/draft"); v.allowed(draft) == nil {
		page.Change = true
		if open := procedures.Drafted(list, key); open != nil {
			page.Draft, page.DraftNo = page.Path+"/draft", open.Version
		}
	}
	if page.Shell, err = v.shell(p.Title.In(v.lang), "procedures"); err != nil {
		return err
	}
	return v.show(http.StatusOK, "procedure", page)
}

// A reader puts a procedure into words.
type reader struct {
	l     locale.Lang
	p     *flow.Procedure
	b     *book
	n     int
	extra bool
}

func (r *reader) t(key string, args ...any) string { return locale.T(r.l, key, args...) }

// added tells whether the source document does not state a value, or which parts
// of it, and remembers that there is such a one.
func (r *reader) added(list []string, key string) (all bool, parts string) {
	all, some := r.words().Added(list, key)
	r.extra = r.extra || all || len(some) > 0
	return all, strings.Join(some, "; ")
}

func (r *reader) fact(name, text string, list []string, key string) Fact {
	all, parts := r.added(list, key)
	return Fact{r.t("desk.proc_" + name), text, all, parts}
}

func (r *reader) head(page *ProcedurePage) {
	p := r.p
	fact := func(key, text string) {
		if text != "" {
			page.Facts = append(page.Facts, r.fact(key, text, p.Additions, key))
		}
	}
	page.Paper, page.Purpose, page.Scope = p.Paper.Code, p.Paper.Purpose.In(r.l), p.Paper.Scope.In(r.l)
	if !p.Within.IsZero() {
		text := r.t("procdoc.within_is", p.Within.In(r.l))
		if p.Clause != "" {
			text += " (" + event.Clause(r.l, p.Clause) + ")"
		}
		fact("within", text)
	}
	fact("remind", r.reminders(p.Remind))
	fact("overdue", r.alarms(p.Overdue, false))
	if p.Receipt != "" {
		fact("receipt", r.t("flow.letter."+string(p.Receipt)))
	}
	if len(p.Force) > 0 {
		fact("force", upperFirst(r.b.roles(p.Force)))
	}
	if len(p.Escalate) > 0 {
		fact("escalate", upperFirst(r.b.roles(p.Escalate)))
	}
	for _, a := range p.Paper.Abbreviations {
		page.Abbr = append(page.Abbr, Fact{Name: a.Short, Text: a.Long.In(r.l)})
	}
}

func (r *reader) reminders(list []flow.Reminder) string { return r.words().Reminders(list) }

// words says the procedure's rules with the institution's names for roles.
func (r *reader) words() *procdoc.Words {
	return &procdoc.Words{P: r.p, L: r.l, Role: r.b.role}
}

// alarms tells whom a limit that has run out is told; since tells that it
// counts from entering the step.
func (r *reader) alarms(list []flow.Alarm, since bool) string { return r.words().Alarms(list, since) }

func (r *reader) step(s *flow.Step) StepRule {
	v := StepRule{ID: string(s.ID), Title: s.Title.In(r.l), Clause: s.Clause, End: s.End != "", Extra: s.Addition}
	r.extra = r.extra || s.Addition
	if s.OnTheWay() {
		r.n++
		v.Number = r.n
	}
	if v.End {
		v.Who = r.t("flow.outcome." + string(s.End))
	} else {
		hands := slices.Clone(s.By)
		if s.Or != "" {
			hands = append(hands, s.Or)
		}
		v.Who = upperFirst(r.roles(hands))
		v.Answerable = upperFirst(r.roles([]people.Role{s.AnswerableRole()}))
		if !s.Addition {
			all, parts := r.added(s.Additions, "by")
			v.WhoParts = parts
			if all {
				v.WhoParts = "*"
			}
			v.NotStated, _ = r.added(s.Additions, "answerable")
		}
	}
	if !s.Within.IsZero() {
		v.Limit = s.Within.In(r.l)
	}
	line := func(name, text, key string) {
		if text != "" {
			v.Lines = append(v.Lines, r.fact(name, text, s.Additions, key))
		}
	}
	if len(s.Edit) > 0 {
		line("edit", upperFirst(r.roles(s.Edit)), "edit")
	}
	if len(s.Else) > 0 {
		line("else", upperFirst(r.roles(s.Else)), "else")
	}
	for _, rule := range s.Verdicts {
		line("verdicts", upperFirst(r.words().Verdict(s, rule)), r.words().Either(s.Additions, "verdicts", string(rule.Aspect)))
	}
	line("required", r.items(s.Checklist.Required), r.words().Either(s.Additions, "checklist", "required"))
	line("recommended", r.items(s.Checklist.Recommended), r.words().Either(s.Additions, "checklist", "recommended"))
	if s.Consult != nil {
		line("consult", r.words().Consult(s.Consult), "consult")
	}
	if s.Pause {
		line("pause", r.t("procdoc.pause_is"), "pause")
	}
	line("remind", r.reminders(s.Remind), "remind")
	line("overdue", r.alarms(s.Overdue, false), "overdue")
	line("stale_name", r.alarms(s.Stale, true), "stale")
	if s.Silence != nil {
		line("silence", r.words().Silence(s), "silence")
	}
	for i := range s.Moves {
		v.Moves = append(v.Moves, r.move(s, &s.Moves[i]))
	}
	return v
}

// roles lists roles; whoever asked has no name here.
func (r *reader) roles(list []people.Role) string {
	names := make([]string, len(list))
	for i, role := range list {
		names[i] = r.b.role(role)
	}
	return orList(r.l, names)
}

func (r *reader) items(list []string) string {
	names := make([]string, len(list))
	for i, id := range list {
		names[i] = lowerFirst(r.b.itemTitle(id))
	}
	return upperFirst(strings.Join(names, "; "))
}

func (r *reader) move(s *flow.Step, m *flow.Move) MoveRule {
	v := MoveRule{Label: m.Label.In(r.l), Extra: m.Addition && !s.Addition}
	if r.extra = r.extra || m.Addition; !m.Addition && !s.Addition {
		var parts []string
		for _, key := range m.Additions {
			parts = append(parts, r.words().Key(key))
		}
		v.Parts = strings.Join(parts, "; ")
		r.extra = r.extra || v.Parts != ""
	}
	switch to := r.p.Step(m.To); {
	case m.To == flow.Back:
		v.To = r.t("procdoc.back")
	case to != nil:
		v.To = to.Title.In(r.l)
	}
	switch {
	case slices.Contains(m.By, flow.Program):
		v.Who = r.t("procdoc.program")
	case len(m.By) > 0:
		v.Who = upperFirst(r.roles(m.By))
	}
	for _, rel := range append(slices.Clone(s.Except), m.Except...) {
		v.Notes = append(v.Notes, r.t("procdoc.except", r.p.RelationTitle(r.l, rel)))
	}
	for _, when := range m.When {
		v.Notes = append(v.Notes, r.condition(when))
	}
	switch m.Reason {
	case flow.ReasonRequired:
		v.Notes = append(v.Notes, r.t("procdoc.reason"))
	}
	for _, w := range m.Wants {
		v.Notes = append(v.Notes, r.t("procdoc.wants_"+string(w)))
	}
	for _, e := range m.Does {
		v.Notes = append(v.Notes, r.t("procdoc.does_"+string(e)))
	}
	if m.Letter != "" {
		v.Notes = append(v.Notes, lowerFirst(r.t("flow.letter."+string(m.Letter))))
	}
	if m.Until > 0 {
		v.Notes = append(v.Notes, r.t("procdoc.until", m.Until))
	}
	if m.Clause != "" {
		v.Notes = append(v.Notes, event.Clause(r.l, m.Clause))
	}
	return v
}

func (r *reader) condition(c flow.Predicate) string { return r.words().Condition(c) }
