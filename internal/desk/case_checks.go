package desk

import (
	"net/http"
	"slices"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/spelling"
)

// A ChecksView is what the program sees in a text while it is written, and what
// the procedure will ask of it.
type ChecksView struct {
	Findings []FindingView
	Spelling []SpellingView
	More     int    // hints beyond those listed
	Recoded  string // what saving turns into Unicode; "" nothing
	Items    []AskedItem
}

// A SpellingView is a hint with its place.
type SpellingView struct{ Where, Text string }

// An AskedItem is an item of the procedure's checklists, from the step of the
// case on.
type AskedItem struct {
	Title    string
	Required bool
	Step     string // at which it is asked for
	Machine  bool   // the program sees it by itself
	OK       bool
}

// maxSpelling is how many hints are listed.
const maxSpelling = 40

// checks looks at a text as it is being written.
func (b *book) looked(r content.Revision) *ChecksView {
	c := &ChecksView{Findings: b.findings(r), Items: b.askedItems(r)}
	if r.Lang == locale.VI {
		r.Lines(func(part string, block int, line string) {
			if r.VouchedFor(line) {
				return
			}
			for _, h := range spelling.Hints(line) {
				if len(c.Spelling) == maxSpelling {
					c.More++
					continue
				}
				key := "spelling." + string(h.Kind)
				if h.Better == "" {
					key += "_unknown"
				}
				c.Spelling = append(c.Spelling, SpellingView{b.partName(part, block), b.t(key, h.Text, h.Better)})
			}
		})
	}
	now := 0
	for _, x := range r.Recoded {
		if x.Applied && !slices.Contains(b.Revision.Recoded, x) {
			now++
		}
	}
	if now > 0 {
		c.Recoded = b.t("reading.on_saving", now)
	}
	return c
}

// askedItems are those of the checklists of the present step and of those that
// come after it, each once, where it is asked for first.
func (b *book) askedItems(r content.Revision) []AskedItem {
	machine := cases.MachineChecks(r)
	var items []AskedItem
	seen := make(map[string]int)
	steps := b.Procedure.Steps
	if i := slices.IndexFunc(steps, func(s flow.Step) bool { return s.ID == b.View.State.Step }); i > 0 {
		steps = steps[i:]
	}
	for i := range steps {
		s := &steps[i]
		for required, list := range map[bool][]string{true: s.Checklist.Required, false: s.Checklist.Recommended} {
			for _, id := range list {
				if at, ok := seen[id]; ok {
					if required && !items[at].Required {
						items[at].Required, items[at].Step = true, s.Title.In(b.l)
					}
					continue
				}
				ok, looked := machine[id]
				if !looked {
					ok = b.Procedure.Ticked(&b.View.State, &b.Facts, id)
				}
				seen[id] = len(items)
				items = append(items, AskedItem{b.itemTitle(id), required, s.Title.In(b.l), looked, ok})
			}
		}
	}
	slices.SortStableFunc(items, func(x, y AskedItem) int {
		switch {
		case x.Required == y.Required && x.Title == y.Title:
			return 0
		case x.Required && !y.Required, x.Required == y.Required && x.Title < y.Title:
			return -1
		}
		return 1
	})
	return items
}

// asks is how strongly the procedure wants a check of the program: what it
// requires at some step, what it only recommends, or nothing said.
func (b *book) asks(check string) (required, recommended bool) {
	for i := range b.Procedure.Steps {
		c := &b.Procedure.Steps[i].Checklist
		required = required || slices.Contains(c.Required, check)
		recommended = recommended || slices.Contains(c.Recommended, check)
	}
	return required, recommended
}

// A ChecksPage answers the editor's script with the checks alone.
type ChecksPage struct {
	Shell
	Seen *ChecksView
}

func (v *visit) showChecks(view *cases.View, w *world, r content.Revision) error {
	b := &book{View: view, w: w, l: v.lang, now: v.now, me: v.who.Person, url: v.d.siteURL, actor: actorIn(view, v.who.Actor)}
	p := ChecksPage{Seen: b.looked(r)}
	var err error
	if p.Shell, err = v.shell(v.t("desk.edit_title", view.Case.Title), ""); err != nil {
		return err
	}
	return v.show(http.StatusOK, "checks", p)
}
