package desk

import (
	"context"
	"html/template"
	"net/http"
	"slices"
	"time"

	"congbo/internal/chart"
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

// A VersionRow is a version of a procedure with its history.
type VersionRow struct {
	Number   int
	Path     string
	State    Tag
	Decision string
	Three    []Fact // who drafted, reviewed, approved, and when
	Case     Crumb
	Compare  string
	On       bool // the one that is shown
}

// states says of each version of one procedure what it is now: of those in force
// the newest that has begun rules.
func (v *visit) states(list []procedures.Version) map[int64]Tag {
	tags := make(map[int64]Tag)
	rules := inForce(list, v.now)
	for _, p := range list {
		switch {
		case p.State == store.ProcedureDraft:
			tags[p.ID] = Tag{Text: v.t("desk.version_draft")}
		case p.State == store.ProcedureChecked:
			tags[p.ID] = Tag{Text: v.t("desk.version_checked"), Kind: "warn"}
		case p.State == store.ProcedureDropped:
			tags[p.ID] = Tag{Text: v.t("desk.version_dropped")}
		case p.InForceFrom.After(v.now):
			tags[p.ID] = Tag{Text: v.t("desk.version_ahead", vi.Date(v.lang, p.InForceFrom)), Kind: "warn"}
		case rules != nil && rules.ID == p.ID:
			tags[p.ID] = Tag{Text: v.t("desk.version_in_force"), Kind: "good", Icon: "check"}
		default:
			tags[p.ID] = Tag{Text: v.t("desk.version_past")}
		}
	}
	return tags
}

// inForce is the version of one procedure that new cases begin under.
func inForce(list []procedures.Version, now time.Time) *procedures.Version {
	var best *procedures.Version
	for i := range list {
		p := &list[i]
		if p.State != store.ProcedureInForce || p.InForceFrom.After(now) {
			continue
		}
		if best == nil || p.InForceFrom.After(best.InForceFrom) || p.InForceFrom.Equal(best.InForceFrom) && p.Version > best.Version {
			best = p
		}
	}
	return best
}

// versionRows are the versions of a procedure, the newest first.
func (v *visit) versionRows(list []procedures.Version, shown int) ([]VersionRow, error) {
	names := make(map[people.PersonID]string)
	name := func(id people.PersonID) (string, error) {
		if n, ok := names[id]; ok {
			return n, nil
		}
		err := v.view(func(ctx context.Context, tx *store.Tx) error {
			p, err := tx.Person(ctx, id)
			if err == nil {
				names[id] = p.Name
			}
			return err
		})
		return names[id], err
	}
	tags := v.states(list)
	var rows []VersionRow
	for i := range list {
		p := &list[i]
		path := pathProcedures + "/" + p.Key
		row := VersionRow{Number: p.Version, Path: path + "?version=" + number10(p.Version), State: tags[p.ID], On: p.Version == shown}
		if i+1 < len(list) {
			row.Compare = path + "/compare?a=" + number10(list[i+1].Version) + "&b=" + number10(p.Version)
		}
		l := p.Life
		if l == nil {
			row.Decision = v.t("desk.version_shipped")
			rows = append(rows, row)
			continue
		}
		if l.BasedOn != 0 {
			for j := range list {
				if list[j].ID == l.BasedOn {
					row.Compare = path + "/compare?a=" + number10(list[j].Version) + "&b=" + number10(p.Version)
				}
			}
		}
		if l.DecisionNumber != "" {
			row.Decision = v.t("desk.version_decided", l.DecisionNumber, plainDay(v.lang, l.DecisionDate), l.DecisionSigner)
		}
		if p.CaseCode != "" {
			row.Case = Crumb{p.CaseCode, casePath(p.CaseCode)}
		}
		for _, s := range []struct {
			key string
			by  store.Signature
		}{{"drafter", l.Drafted}, {"reviewer", l.Reviewed}, {"approver", l.Approved}} {
			if s.by.Person == 0 {
				continue
			}
			n, err := name(s.by.Person)
			if err != nil {
				return nil, err
			}
			row.Three = append(row.Three, Fact{Name: v.t("compare.what_" + s.key), Text: n + ", " + vi.Date(v.lang, s.by.At)})
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// basis is the version that a draft was made from, as a procedure.
func (v *visit) basis(p *procedures.Version) (bool, *flow.Procedure, error) {
	if p.Life == nil || p.Life.BasedOn == 0 {
		return false, nil, nil
	}
	from, err := v.d.Procedures.See(v.ctx(), v.who.Actor, p.Life.BasedOn)
	if err != nil {
		return false, nil, err
	}
	was, _ := procfile.Read([]byte(from.Text))
	return was != nil && from.Key == p.Key, was, nil
}

// changes tells what is another in b than in a.
func (v *visit) changes(a, b *flow.Procedure) (told []string, err error) {
	kinds, err := v.kindTitles()
	if err != nil {
		return nil, err
	}
	for _, c := range procdoc.Compare(a, b, kinds) {
		told = append(told, c.Text.In(v.lang))
	}
	return told, nil
}

// A ComparePage tells what differs between two versions (F-A16).
type ComparePage struct {
	Shell
	Crumbs  []Crumb
	Path    string
	A, B    int
	Choices []Choice
	Changes []string
	Old     template.HTML
	New     template.HTML
}

// versionAt is the version of the procedure in the address with a number.
func versionAt(list []procedures.Version, n int64) (*procedures.Version, error) {
	i := slices.IndexFunc(list, func(v procedures.Version) bool { return int64(v.Version) == n })
	if i < 0 {
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	return &list[i], nil
}

func (d *Desk) compareProcedure(v *visit) error {
	key := v.r.PathValue("id")
	list, err := d.Procedures.Versions(v.ctx(), v.who.Actor, key)
	if err != nil {
		return err
	}
	page := ComparePage{Path: pathProcedures + "/" + key + "/compare"}
	ask := v.r.URL.Query()
	nb, na := number(ask.Get("b")), number(ask.Get("a"))
	if nb == 0 {
		nb = int64(list[0].Version)
	}
	if na == 0 {
		na = int64(list[min(1, len(list)-1)].Version)
	}
	b, err := versionAt(list, nb)
	if err != nil {
		return err
	}
	a, err := versionAt(list, na)
	if err != nil {
		return err
	}
	page.A, page.B = a.Version, b.Version
	tags := v.states(list)
	for i := range list {
		page.Choices = append(page.Choices, Choice{Value: number10(list[i].Version), Label: v.t("desk.version_no", list[i].Version) + " · " + tags[list[i].ID].Text})
	}
	was, wrong := procfile.Read([]byte(a.Text))
	now, wrongB := procfile.Read([]byte(b.Text))
	if was == nil || now == nil {
		return fault.New(fault.Conflict, "procedures.mistakes", len(wrong)+len(wrongB))
	}
	if page.Changes, err = v.changes(was, now); err != nil {
		return err
	}
	page.Old, page.New = template.HTML(chart.Lay(was, v.lang).SVG(false)), template.HTML(chart.Lay(now, v.lang).SVG(false))
	title := now.Title.In(v.lang)
	page.Crumbs = []Crumb{{v.t("desk.nav_procedures"), pathProcedures}, {title, pathProcedures + "/" + key}}
	if page.Shell, err = v.shell(v.t("desk.versions_title"), "procedures"); err != nil {
		return err
	}
	return v.show(http.StatusOK, "procedure_compare", page)
}

// chosenVersion is the version that an address names: by its number, or the one
// in force.
func (v *visit) chosenVersion() (*procedures.Version, error) {
	list, err := v.d.Procedures.Versions(v.ctx(), v.who.Actor, v.r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	if p, err := versionAt(list, number(v.r.URL.Query().Get("version"))); err == nil {
		return p, nil
	}
	if now := inForce(list, v.now); now != nil {
		return now, nil
	}
	return &list[0], nil
}

// procedureChart gives the flow chart as a file.
func (d *Desk) procedureChart(v *visit) error {
	chosen, err := v.chosenVersion()
	if err != nil {
		return err
	}
	p, wrong := procfile.Read([]byte(chosen.Text))
	if p == nil {
		return fault.New(fault.Conflict, "procedures.mistakes", len(wrong))
	}
	v.download(versionFile(chosen, "svg"), "image/svg+xml", []byte(chart.Lay(p, v.lang).SVG(true)))
	return nil
}

// procedureFile gives the procedure as its file: to be kept, or taken elsewhere.
func (d *Desk) procedureFile(v *visit) error {
	chosen, err := v.chosenVersion()
	if err == nil {
		v.download(versionFile(chosen, "yaml"), "application/yaml; charset=utf-8", []byte(chosen.Text))
	}
	return err
}

// versionFile is what a file made of a version is called.
func versionFile(p *procedures.Version, ext string) string {
	return p.Key + "-" + number10(p.Version) + "." + ext
}

// download sends a file that was just made. What is opened from it runs nothing.
func (v *visit) download(name, kind string, data []byte) {
	h := v.w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", disposition(name))
	h.Set("X-Content-Type-Options", "nosniff")
	v.w.Write(data)
}

// plainDay writes a day that is kept as yyyy-mm-dd.
func plainDay(l locale.Lang, day string) string {
	t, err := time.ParseInLocation(time.DateOnly, day, vi.Zone)
	if err != nil {
		return day
	}
	return vi.Date(l, t)
}
