package desk

import (
	"context"
	"slices"

	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/paper"
	"congbo/internal/procdoc"
	"congbo/internal/procedures"
	"congbo/internal/procfile"
	"congbo/internal/procform"
	"congbo/internal/store"
)

// procedureDocx and procedurePDF give a version as the controlled document that
// an office files (R-M8).
func (d *Desk) procedureDocx(v *visit) error {
	return v.onPaper("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", (*paper.Document).DOCX)
}

func (d *Desk) procedurePDF(v *visit) error {
	return v.onPaper("pdf", "application/pdf", (*paper.Document).PDF)
}

func (v *visit) onPaper(ext, kind string, write func(*paper.Document) ([]byte, error)) error {
	list, err := v.d.Procedures.Versions(v.ctx(), v.who.Actor, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	chosen, err := v.chosenVersion()
	if err != nil {
		return err
	}
	p, wrong := procfile.Read([]byte(chosen.Text))
	if p == nil {
		return fault.New(fault.Conflict, "procedures.mistakes", len(wrong))
	}
	issue, err := v.issue(list, chosen)
	if err != nil {
		return err
	}
	kinds, err := v.kindTitles()
	if err != nil {
		return err
	}
	data, err := write((&procdoc.Words{P: p, L: v.lang, Kinds: kinds}).Print(*issue))
	if err != nil {
		return err
	}
	v.download(versionFile(chosen, ext), kind, data)
	return nil
}

// issue is what is known of a version beside its text.
func (v *visit) issue(list []procedures.Version, chosen *procedures.Version) (*procdoc.Issue, error) {
	i := &procdoc.Issue{Date: chosen.CreatedAt}
	err := v.view(func(ctx context.Context, tx *store.Tx) error {
		inst, err := tx.Institution(ctx, v.who.Institution)
		if err != nil {
			return err
		}
		i.Parent, i.Office = inst.Parent.In(v.lang), inst.Name.In(v.lang)
		life := chosen.Life
		if life == nil {
			return nil
		}
		i.Decision, i.Effective = decisionOf(chosen), life.Effective
		for _, s := range []struct {
			to *procdoc.Signed
			by store.Signature
		}{{&i.Drafted, life.Drafted}, {&i.Reviewed, life.Reviewed}, {&i.Approved, life.Approved}} {
			if s.by.Person == 0 {
				continue
			}
			person, err := tx.Person(ctx, s.by.Person)
			if err != nil {
				return err
			}
			*s.to = procdoc.Signed{Name: person.Name, At: s.by.At}
		}
		return nil
	})
	switch tag := v.states(list)[chosen.ID]; {
	case chosen.State != store.ProcedureInForce:
		i.Draft = v.t("print.draft")
	case chosen.InForceFrom.After(v.now):
		i.Draft = v.t("print.ahead")
	case tag.Text == v.t("desk.version_past"):
		i.Draft = v.t("print.past")
	}
	if err != nil {
		return nil, err
	}
	kinds, err := v.kindTitles()
	i.Number, i.Changes = issues(v.lang, list, chosen, kinds)
	return i, err
}

// draftKinds are the institution's kinds of information, to be chosen from.
func (v *visit) draftKinds() (list []procform.Choice, err error) {
	err = v.view(func(ctx context.Context, tx *store.Tx) error {
		kinds, err := tx.Kinds(ctx, v.who.Institution)
		for _, k := range kinds {
			if k.Active {
				list = append(list, procform.Choice{Value: k.ID, Label: k.Name.In(v.lang)})
			}
		}
		return err
	})
	return list, err
}

// kindTitles are what the institution's kinds of information are called, by id.
func (v *visit) kindTitles() (names map[string]locale.Text, err error) {
	names = make(map[string]locale.Text)
	err = v.view(func(ctx context.Context, tx *store.Tx) error {
		kinds, err := tx.Kinds(ctx, v.who.Institution)
		for _, k := range kinds {
			names[k.ID] = k.Name
		}
		return err
	})
	return names, err
}

func decisionOf(p *procedures.Version) flow.Decision {
	if p.Life == nil {
		return flow.Decision{}
	}
	return flow.Decision{Number: p.Life.DecisionNumber, Date: p.Life.DecisionDate, Signer: p.Life.DecisionSigner}
}

// issues counts the versions that were ever in force, up to the chosen one and
// with it, and tells what changed from each to the next. What the text of a
// version says of its own number goes before; a first one has no list.
func issues(l locale.Lang, list []procedures.Version, chosen *procedures.Version, kinds map[string]locale.Text) (int, []procdoc.PastIssue) {
	var rows []procdoc.PastIssue
	var before *flow.Procedure
	number := 0
	for i := range slices.Backward(list) {
		p := &list[i]
		if p.ID != chosen.ID && (p.State != store.ProcedureInForce || p.Version > chosen.Version) {
			continue
		}
		text, _ := procfile.Read([]byte(p.Text))
		if text == nil {
			continue
		}
		number = max(number+1, text.Paper.Issue)
		effective := ""
		if p.Life != nil {
			effective = p.Life.Effective
		}
		rows = append(rows, (&procdoc.Words{P: text, L: l, Kinds: kinds}).Past(before, decisionOf(p), effective, number))
		before = text
	}
	if len(rows) < 2 {
		rows = nil
	}
	return number, rows
}
