package sites

import (
	"context"
	"fmt"
	"slices"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/people"
	"congbo/internal/procfile"
	"congbo/internal/store"
)

// RuleInput is what is said about which cases go by a procedure (F-A3): those
// that fit all that is named here.
type RuleInput struct {
	Mailbox, Unit, Section int64
	Kind                   string
	Procedure              string
	Active                 bool
}

// SaveRule changes a rule, or adds one for id 0, unless somebody else has since
// the version was read. Cases that are open keep the procedure that they began
// with.
func (s *Sites) SaveRule(ctx context.Context, who cases.Actor, id, version int64, in RuleInput) (*store.ProcedureRule, error) {
	var r *store.ProcedureRule
	err := s.change(ctx, who, func(c *change) error {
		if err := c.may(people.ManageProcedures, people.Scope{Institution: who.Institution}); err != nil {
			return err
		}
		all, err := c.tx.ProcedureRules(ctx, who.Institution)
		if err != nil {
			return err
		}
		if id != 0 && !slices.ContainsFunc(all, func(o store.ProcedureRule) bool { return o.ID == id }) {
			return errNotFound
		}
		if err := c.rule(&in, id, all); err != nil {
			return err
		}
		r = &store.ProcedureRule{ID: id, Institution: who.Institution, Mailbox: in.Mailbox, Unit: in.Unit, Section: in.Section, Kind: in.Kind, Procedure: in.Procedure, Active: in.Active, Version: version}
		save := c.tx.SaveProcedureRule
		if id == 0 {
			save = c.tx.AddProcedureRule
		}
		if err := save(ctx, r); err != nil {
			return err
		}
		c.record(event.SettingChanged, "rule", r.ID, map[string]string{event.KeyProcedure: in.Procedure, event.KeyVersion: fmt.Sprint(r.Version)})
		return nil
	})
	return r, err
}

// rule checks what a rule refers to, that it names something, and that no other
// in use names the same.
func (c *change) rule(in *RuleInput, id int64, all []store.ProcedureRule) error {
	if in.Unit != 0 {
		u, err := c.tx.Unit(c.ctx, in.Unit)
		if err = c.mine(unitOf(u, err), err); err != nil {
			return none(err, "unit", "sites.unit_unknown")
		}
	}
	if in.Mailbox != 0 {
		m, err := c.tx.Mailbox(c.ctx, in.Mailbox)
		if err == nil {
			err = c.mine(m.Institution, nil)
		}
		if err != nil {
			return none(err, "mailbox", "sites.rule_mailbox")
		}
	}
	if in.Section != 0 {
		s, err := c.tx.Section(c.ctx, in.Section)
		if err == nil {
			_, err = c.site(s.Site)
		}
		if err != nil {
			return none(err, "section", "sites.rule_section")
		}
	}
	if in.Kind != "" {
		kinds, err := c.tx.Kinds(c.ctx, c.who.Institution)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(kinds, func(k store.Kind) bool { return k.ID == in.Kind }) {
			return fault.New(fault.Invalid, "sites.rule_kind").In("kind")
		}
	}
	if (&flow.Rule{Mailbox: in.Mailbox, Unit: in.Unit, Section: in.Section, Kind: in.Kind}).Names() == 0 {
		return fault.New(fault.Invalid, "sites.rule_empty").In("kind")
	}
	v, err := c.tx.ProcedureInForce(c.ctx, c.who.Institution, in.Procedure, c.tx.Now())
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.Invalid, "sites.procedure_unknown", cut(in.Procedure)).In("procedure")
	} else if err != nil {
		return err
	}
	if p, _ := procfile.Parse([]byte(v.Text)); p == nil || p.Subject != flow.SubjectRequest && p.Subject != flow.SubjectDocument && p.Subject != flow.SubjectQuestion {
		return fault.New(fault.Invalid, "sites.rule_procedure").In("procedure")
	}
	for _, o := range all {
		if o.ID != id && o.Active && in.Active && o.Mailbox == in.Mailbox && o.Unit == in.Unit && o.Section == in.Section && o.Kind == in.Kind {
			return fault.New(fault.Conflict, "sites.rule_taken").In("procedure")
		}
	}
	return nil
}
