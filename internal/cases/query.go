package cases

import (
	"context"
	"slices"
	"strconv"

	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/people"
	"congbo/internal/store"
)

// The letters about a question that somebody who is to decide asks back.
const (
	TemplateQuery     = "query"      // to those who passed the text on
	TemplateQueryDone = "query-done" // the answer, where the decision is no longer theirs
)

const maxWords = 4000 // runes of a question or an answer

// words reads what somebody wrote, and refuses nothing and far too much.
func words(s, field string) (content.Said, error) {
	w := content.ReadSaid(s)
	switch n := len([]rune(w.Text)); {
	case n == 0:
		return content.Said{}, fault.New(fault.Invalid, "flow.reason_needed").In(field)
	case n > maxWords:
		return content.Said{}, fault.New(fault.Invalid, "cases.words_long", maxWords).In(field)
	}
	return w, nil
}

// askBack keeps a question of whoever is to decide and tells those who passed
// the text on. The link is used up: with the answer comes another letter.
func (d *Decision) askBack(ctx context.Context, tx *store.Tx, text string) error {
	said, err := words(text, "question")
	if err != nil {
		return err
	}
	v := d.View
	ref, err := v.remark(ctx, "query", d.who, said)
	if err != nil {
		return err
	}
	if err := d.use(ctx, tx, store.CallAsked, ref.ID); err != nil {
		return err
	}
	v.recordWords(event.QueryMade, d.who, ref)
	data := letterData(v.Dossier, flow.Happening{}, said.Text)
	if err := v.signed(ctx, data, d.who); err != nil {
		return err
	}
	return v.cases.tellAll(ctx, tx, v.Dossier, TemplateQuery, v.presenters(), map[people.PersonID]bool{d.Person.ID: true}, data)
}

// recordWords tells the record that somebody wrote something about the revision
// that stands there now.
func (d *Dossier) recordWords(verb event.Verb, who Actor, ref flow.Ref) {
	e := event.Event{Verb: verb, Case: d.Case.ID, Actor: int64(who.Person), OnBehalfOf: int64(who.For),
		Data: map[string]string{event.KeyReason: strconv.FormatInt(ref.ID, 10), event.KeyDigest: ref.Digest, event.KeyStep: string(d.State.Step)}}
	if d.Revision != nil {
		e.Subject = subject("revision", d.Revision.ID)
	}
	if who.Call != 0 {
		e.Data[event.KeyVia] = viaLetter(who.Call)
	}
	d.tx.Record(d.Case.Institution, e)
}

// presenters are those who answer for a text before whoever is to decide on it:
// who last passed it on or put the question, and those who prepare it in this
// step; else the office that took it in.
func (v *View) presenters() []people.Holder {
	var list []people.Holder
	for _, e := range slices.Backward(v.Events) {
		if e.Actor != 0 && (e.Verb == event.CaseMoved || e.Verb == event.QuestionPut || e.Verb == event.QuestionAsked || e.Verb == event.CaseOpened) {
			list = append(list, people.Holder{Person: people.PersonID(e.Actor)})
			break
		}
	}
	step := v.Procedure.Step(v.State.Step)
	roles := slices.Clone(step.Edit)
	if v.State.Consult.Pending() && step.Consult != nil {
		roles = append(roles, step.Consult.Through...)
	}
	for _, role := range roles {
		list = append(list, v.Holders(role)...)
	}
	if len(list) == 0 {
		for _, role := range v.office() {
			list = append(list, v.Holders(role)...)
		}
	}
	return list
}

// OpenQueries are the calls of a case by which somebody asked back and who has
// not been answered.
func (v *View) OpenQueries() []store.Call {
	return slices.DeleteFunc(slices.Clone(v.Calls), func(c store.Call) bool { return c.Question == 0 || c.Answer != 0 })
}

// AnswerQuery answers what somebody who is to decide asked back from a letter,
// by a colleague who may speak in the case. The asker gets the answer, with a
// new link where the decision is still theirs.
func (c *Cases) AnswerQuery(ctx context.Context, who Actor, id, call int64, text string) error {
	said, err := words(text, "answer")
	if err != nil {
		return err
	}
	return c.Store.Tx(ctx, func(tx *store.Tx) error {
		v, err := c.see(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if !v.MayRemark {
			return fault.New(fault.Denied, "fault.denied")
		}
		i := slices.IndexFunc(v.Calls, func(k store.Call) bool { return k.ID == call && k.Question != 0 })
		if i < 0 {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		asked := v.Calls[i]
		if asked.Person == who.Person {
			return fault.New(fault.Denied, "cases.query_own")
		}
		who.For = v.SpeaksFor(who)
		ref, err := v.remark(ctx, "query-answer", who, said)
		if err != nil {
			return err
		}
		if ok, err := tx.AnswerCall(ctx, call, ref.ID); err != nil {
			return err
		} else if !ok {
			return fault.New(fault.Conflict, "cases.query_answered")
		}
		v.recordWords(event.QueryAnswered, who, ref)
		return v.reply(ctx, asked, who, said.Text)
	})
}

// reply writes the answer to whoever asked.
func (v *View) reply(ctx context.Context, asked store.Call, who Actor, text string) error {
	data := letterData(v.Dossier, flow.Happening{}, text)
	if err := v.signed(ctx, data, who); err != nil {
		return err
	}
	for _, r := range v.Remarks {
		if r.ID == asked.Question {
			data["question"] = r.Text
		}
	}
	template := TemplateQueryDone
	if mine, err := v.mine(ctx, &asked); err != nil {
		return err
	} else if mine {
		template = TemplateReplied
	}
	return v.cases.tellAll(ctx, v.tx, v.Dossier, template, []people.Holder{{Person: asked.Person, For: asked.For}}, map[people.PersonID]bool{}, data)
}
