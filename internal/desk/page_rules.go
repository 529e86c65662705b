package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"congbo/internal/flow"
	"congbo/internal/httpx"
	"congbo/internal/locale"
	"congbo/internal/sites"
	"congbo/internal/store"
)

const pathRules = "/desk/rules"

func flowRule(mailbox, unit, section int64, kind string) *flow.Rule {
	return &flow.Rule{Mailbox: mailbox, Unit: unit, Section: section, Kind: kind}
}

// readRules reads the rules of the visitor's institution, the more particular
// first, as they are chosen.
func (v *visit) readRules() (list []store.ProcedureRule, err error) {
	err = v.view(func(ctx context.Context, tx *store.Tx) error {
		list, err = tx.ProcedureRules(ctx, v.who.Institution)
		return err
	})
	rank := func(r store.ProcedureRule) []int {
		named := func(is bool) int { return map[bool]int{true: 1}[is] }
		return []int{named(r.Active), flowRule(r.Mailbox, r.Unit, r.Section, r.Kind).Names(), named(r.Kind != ""), named(r.Section != 0), named(r.Unit != 0)}
	}
	slices.SortStableFunc(list, func(a, b store.ProcedureRule) int {
		return cmp.Or(-slices.Compare(rank(a), rank(b)), cmp.Compare(a.ID, b.ID))
	})
	return list, err
}

// ruleWords says which cases a rule is for. The mailbox is named last, as it is
// where every case comes to.
func (v *visit) ruleWords(mailbox, unit, section int64, kind string) string {
	all := v.places()
	var parts []string
	if kind != "" {
		name := kind
		if k := all.Kind(v.who.Institution, kind); k != nil {
			name = k.Name.In(v.lang)
		}
		parts = append(parts, v.t("desk.rule_kind", name))
	}
	if s := all.Section(section); s != nil {
		name := s.Title
		if site := all.Site(s.Site); site != nil {
			name += ", " + site.Name
		}
		parts = append(parts, v.t("desk.rule_section", name))
	}
	if unit != 0 {
		parts = append(parts, v.t("desk.rule_unit", v.unitName(unit)))
	}
	if m := all.Mailbox(mailbox); m != nil {
		parts = append(parts, v.t("desk.rule_mailbox", m.Name.In(v.lang)))
	}
	return strings.Join(parts, "; ")
}

// rules lists which cases go by which procedure (F-A3): the rules, then what
// holds where none fits.
func (d *Desk) rules(v *visit) error {
	list, err := v.readRules()
	if err != nil {
		return err
	}
	titles, err := v.starters()
	if err != nil {
		return err
	}
	page := AdminList{Crumbs: []Crumb{{v.t("desk.nav_procedures"), pathProcedures}}, Lead: v.t("desk.rules_lead")}
	t := AdminTable{Title: v.t("desk.rules_own"), Add: Crumb{v.t("desk.rule_new"), pathRules + "/new"}, Empty: v.t("desk.rules_empty"), Columns: []string{v.t("desk.rule_cases"), v.t("admin.procedure")}}
	for _, r := range list {
		t.Rows = append(t.Rows, AdminRow{Name: upperFirst(v.ruleWords(r.Mailbox, r.Unit, r.Section, r.Kind)), Path: pathRules + "/" + id(r.ID), Tags: v.closed(r.Active), Cells: t.cells(titleOf(titles, r.Procedure))})
	}
	rest := AdminTable{Title: v.t("desk.rules_rest"), Columns: []string{v.t("admin.mailbox"), v.t("admin.procedure")}}
	all := v.places()
	for i := range all.Mailboxes {
		if m := &all.Mailboxes[i]; m.Institution == v.who.Institution && m.Active {
			rest.Rows = append(rest.Rows, AdminRow{Name: m.Name.In(v.lang), Sub: m.Address, Path: pathMailboxes + "/" + id(m.ID), Cells: rest.cells(titleOf(titles, m.Procedure))})
		}
	}
	page.Tables = []AdminTable{t, rest}
	if page.Shell, err = v.shell(v.t("desk.rules"), "procedures"); err != nil {
		return err
	}
	return v.list(page)
}

// sectionChoices are the sections of all sites, by site.
func (v *visit) sectionChoices(none string, chosen int64) []FormChoice {
	list := []FormChoice{{Label: none}}
	all := v.places()
	for _, site := range all.SitesOf(v.who.Institution) {
		for _, s := range all.SectionTree(site.ID) {
			list = append(list, FormChoice{Value: id(s.ID), Label: site.Name + ": " + indent(s.Depth) + s.Title, On: s.ID == chosen})
		}
	}
	return list
}

func (v *visit) kindChoices(none, chosen string, only func(kind string) bool) []FormChoice {
	list := []FormChoice{{Label: none}}
	for _, k := range v.places().Kinds {
		if k.Institution == v.who.Institution && (k.Active || k.ID == chosen) && only(k.ID) {
			list = append(list, FormChoice{Value: k.ID, Label: k.Name.In(v.lang), On: k.ID == chosen})
		}
	}
	return list
}

// rulePage is the form of the rule that the address names, or of a new one.
func (v *visit) rulePage() (page FormPage, err error) {
	r := &store.ProcedureRule{Active: true}
	title, path := v.t("desk.rule_new"), pathRules
	if name := v.r.PathValue("id"); name != "" {
		list, err := v.readRules()
		if err != nil {
			return page, err
		}
		i := slices.IndexFunc(list, func(r store.ProcedureRule) bool { return r.ID == number(name) })
		if i < 0 {
			return page, errNoSuch
		}
		r, title, path = &list[i], v.t("desk.rule"), pathRules+"/"+name
	}
	procedures, err := v.starters()
	if err != nil {
		return page, err
	}
	boxes := []FormChoice{{Label: v.t("desk.rule_any_mailbox")}}
	all := v.places()
	for i := range all.Mailboxes {
		if m := &all.Mailboxes[i]; m.Institution == v.who.Institution && (m.Active || m.ID == r.Mailbox) {
			boxes = append(boxes, FormChoice{Value: id(m.ID), Label: m.Name.In(v.lang), On: m.ID == r.Mailbox})
		}
	}
	page.Lead = v.t("desk.rule_lead")
	page.Crumbs = []Crumb{{v.t("desk.nav_procedures"), pathProcedures}, {v.t("desk.rules"), pathRules}}
	page.Form = Form{Path: path, Version: r.Version, Submit: v.t("admin.save"), Cancel: pathRules, Parts: []FormPart{{Fields: []FormField{
		{Type: "select", Name: "kind", Label: v.t("admin.kind"), Choices: v.kindChoices(v.t("desk.rule_any_kind"), r.Kind, func(string) bool { return true })},
		{Type: "select", Name: "section", Label: v.t("desk.rule_section_label"), Choices: v.sectionChoices(v.t("desk.rule_any_section"), r.Section), Hint: v.t("desk.rule_below")},
		{Type: "select", Name: "unit", Label: v.t("desk.rule_unit_label"), Choices: v.units(v.t("desk.rule_any_unit"), r.Unit), Hint: v.t("desk.rule_below")},
		{Type: "select", Name: "mailbox", Label: v.t("admin.mailbox"), Choices: boxes},
		{Type: "select", Name: "procedure", Label: v.t("desk.rule_goes_by"), Choices: choose(r.Procedure, procedures), Required: true},
		check("active", v.t("admin.in_use"), "", r.Active),
	}}}}
	page.Notes = []string{v.t("desk.rule_note")}
	page.Shell, err = v.shell(title, "procedures")
	return page, err
}

func (d *Desk) newRule(v *visit) error { return v.showForm(v.rulePage) }
func (d *Desk) rule(v *visit) error    { return v.showForm(v.rulePage) }

// saveRule stores the rule that the address names, or a new one.
func (d *Desk) saveRule(v *visit) error {
	f, err := v.form(httpx.SmallForm)
	if err != nil {
		return err
	}
	in := sites.RuleInput{Mailbox: number(f.Get("mailbox")), Unit: number(f.Get("unit")), Section: number(f.Get("section")), Kind: f.Get("kind"), Procedure: f.Get("procedure"), Active: f.Has("active")}
	_, err = d.Sites.SaveRule(v.ctx(), v.who.Actor, number(v.r.PathValue("id")), number(f.Get("version")), in)
	return v.saved(err, f, v.rulePage, pathRules, "kept", v.t("desk.rule"))
}

// saidFields ask of which kind a text is, and for which section, where that decides
// by which procedure it goes.
func (v *visit) saidFields() ([]FormField, error) {
	var kinds []string
	var sections []int64
	if err := v.view(func(ctx context.Context, tx *store.Tx) (err error) {
		kinds, sections, err = v.d.Cases.Choices(ctx, tx, v.who.Institution)
		return err
	}); err != nil {
		return nil, err
	}
	var fields []FormField
	if len(kinds) > 0 && v.d.Sites != nil {
		fields = append(fields, FormField{Type: "select", Name: "kind", Label: v.t("admin.kind"), Hint: v.t("desk.begin_decides"),
			Choices: v.kindChoices(v.t("desk.begin_not_said"), "", func(string) bool { return true })})
	}
	if len(sections) > 0 && v.d.Sites != nil {
		fields = append(fields, FormField{Type: "select", Name: "section", Label: v.t("desk.rule_section_label"), Hint: v.t("desk.begin_decides"), Choices: v.sectionChoices(v.t("desk.begin_not_said"), 0)})
	}
	return fields, nil
}

// chosen says why the case goes by its procedure, where a rule of the office
// chose it.
func (b *book) chosen() string {
	r := b.Rule
	if r == nil {
		return ""
	}
	var parts []string
	if r.Kind != "" {
		name := b.w.kinds[r.Kind]
		if name == "" {
			name = r.Kind
		}
		parts = append(parts, b.t("desk.rule_kind", name))
	}
	if s, ok := b.w.sections[r.Section]; ok {
		parts = append(parts, b.t("desk.rule_section", s.Title))
	}
	if r.Unit != 0 {
		parts = append(parts, b.t("desk.rule_unit", b.w.units[r.Unit]))
	}
	if r.Mailbox != 0 {
		parts = append(parts, b.t("desk.rule_this_mailbox"))
	}
	text := locale.T(b.l, "desk.rule_why", b.Procedure.Title, strings.Join(parts, "; "))
	if r.Passed > 0 {
		text += " " + locale.T(b.l, "desk.rule_passed", r.Passed)
	}
	return text
}
