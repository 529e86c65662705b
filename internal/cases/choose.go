package cases

import (
	"context"
	"slices"

	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/store"
)

// Choose settles by which procedure a case goes that is about to open: by that of
// its mailbox, which o names, unless a rule of the institution is more
// particular (F-A3). A rule whose procedure is not in force is passed by.
func (c *Cases) Choose(ctx context.Context, tx *store.Tx, o *Opening) error {
	all, err := tx.ProcedureRules(ctx, o.Institution)
	if err != nil {
		return err
	}
	var rules []flow.Rule
	for _, r := range all {
		if !r.Active {
			continue
		}
		_, err := tx.ProcedureInForce(ctx, o.Institution, r.Procedure, tx.Now())
		if err == nil {
			rules = append(rules, flow.Rule{ID: r.ID, Mailbox: r.Mailbox, Unit: r.Unit, Section: r.Section, Kind: r.Kind, Procedure: r.Procedure})
		} else if !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	if len(rules) == 0 {
		return nil
	}
	asked := flow.Asked{Mailbox: o.Mailbox, Kind: o.Kind}
	if asked.Units, err = tx.Above(ctx, o.Unit); err != nil {
		return err
	}
	for at := o.Section; at != 0 && len(asked.Sections) < 20; {
		s, err := tx.Section(ctx, at)
		if err != nil {
			return err
		}
		asked.Sections, at = append(asked.Sections, at), s.Parent
	}
	if best, passed := flow.Choose(rules, asked); best != nil {
		o.Procedure = best.Procedure
		o.rule = &store.CaseRule{Rule: best.ID, Mailbox: best.Mailbox, Unit: best.Unit, Section: best.Section, Kind: best.Kind, Passed: passed}
	}
	return nil
}

// Said are a kind and a section that somebody named, as far as the institution
// has them in use; rules choose by these and by nothing else that is typed.
func (c *Cases) Said(ctx context.Context, tx *store.Tx, institution int64, kind string, section int64) (string, int64, error) {
	kinds, err := tx.Kinds(ctx, institution)
	if err != nil {
		return "", 0, err
	}
	if !slices.ContainsFunc(kinds, func(k store.Kind) bool { return k.ID == kind && k.Active }) {
		kind = ""
	}
	if section == 0 {
		return kind, 0, nil
	}
	s, err := tx.Section(ctx, section)
	if fault.Is(err, fault.NotFound) || err == nil && !s.Active {
		return kind, 0, nil
	} else if err != nil {
		return "", 0, err
	}
	site, err := tx.Site(ctx, s.Site)
	if err != nil || site.Institution != institution {
		return kind, 0, err
	}
	return kind, section, nil
}

// Choices are the kinds and sections by which the institution's rules choose a
// procedure, for those who begin a case to say.
func (c *Cases) Choices(ctx context.Context, tx *store.Tx, institution int64) (kinds []string, sections []int64, err error) {
	all, err := tx.ProcedureRules(ctx, institution)
	for _, r := range all {
		if r.Active && r.Kind != "" && !slices.Contains(kinds, r.Kind) {
			kinds = append(kinds, r.Kind)
		}
		if r.Active && r.Section != 0 && !slices.Contains(sections, r.Section) {
			sections = append(sections, r.Section)
		}
	}
	return kinds, sections, err
}
