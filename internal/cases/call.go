package cases

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"congbo/internal/content"
	"congbo/internal/flow"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/workday"
)

// The letters that call on somebody to decide, with the text as it will appear
// and links that need no signing in.
const (
	TemplateDecision = "decision"         // an approval
	TemplateOpinion  = "decision-opinion" // an opinion that leadership was asked for
	TemplateReplied  = "decision-replied" // what was asked back has been answered
)

// LetterCall is the value of a letter that names its call; the link itself is
// made when the letter is worded and kept nowhere.
const LetterCall = "call"

// callDays is how long the link of such a letter lives (design: One click).
const callDays = 3

// DecidePath is where somebody decides by the link of a letter.
func DecidePath(link string) string { return "/desk/decisions/" + link }

// CallLink is the address part by which somebody who was called decides. It
// names the person, the case and the text, and is good for that call alone.
func (c *Cases) CallLink(call *store.Call) string {
	return c.Sign(Link{Purpose: LinkDecide, Case: call.Case, Person: int64(call.Person), Bound: callBound(call), Expires: call.ExpiresAt})
}

func callBound(call *store.Call) string {
	return strconv.FormatInt(call.ID, 36) + "-" + call.Turn + "-" + call.Bound
}

// readCall reads the call that a link is about; old tells that its days are
// over. A forged link is fault.NotFound.
func (c *Cases) readCall(ctx context.Context, tx *store.Tx, link string) (call *store.Call, old bool, err error) {
	l, err := c.ReadLink(link, LinkDecide, time.Time{})
	if err != nil {
		return nil, false, err
	}
	number, _, _ := strings.Cut(l.Bound, "-")
	id, err := strconv.ParseInt(number, 36, 64)
	if err != nil {
		return nil, false, errNoLink
	}
	if call, err = tx.Call(ctx, id); err != nil {
		return nil, false, err
	}
	if call.Case != l.Case || int64(call.Person) != l.Person || callBound(call) != l.Bound {
		return nil, false, errNoLink
	}
	return call, tx.Now().After(l.Expires), nil
}

// turnKey names the turn that a case is at: a stay in a step, or a question to
// leadership within it.
func turnKey(s *flow.State) string {
	key := strconv.Itoa(s.Entry)
	if s.Consult.Pending() {
		key += "q" + strconv.Itoa(len(s.Earlier))
	}
	return key
}

// bound is the digest of the aspects of a text that the present turn decides
// on: a change of anything else leaves a link good (invariant 3).
func (d *Dossier) bound(of content.Hashes) string {
	var aspects []content.Aspect
	add := func(a content.Aspect) {
		if !slices.Contains(aspects, a) {
			aspects = append(aspects, a)
		}
	}
	steps := d.Procedure.Steps
	if d.State.Consult.Pending() { // as package flow compares what a question is about
		add(content.AspectContent)
		add(content.AspectImages)
	} else if step := d.Procedure.Step(d.State.Step); step != nil {
		steps = []flow.Step{*step}
	}
	for _, s := range steps {
		for _, v := range s.Verdicts {
			add(v.Aspect)
		}
	}
	slices.Sort(aspects)
	h := sha256.New()
	for _, a := range aspects {
		fmt.Fprintf(h, "%s %s\n", a, of.Of(a))
	}
	return hex.EncodeToString(h.Sum(nil)[:10])
}

// deciders are those whose decision the case waits for: who can give a verdict
// that is missing, or answer what leadership was asked.
func (d *Dossier) deciders(ctx context.Context) ([]people.Holder, error) {
	if d.Revision == nil || !d.State.Ended.IsZero() {
		return nil, nil
	}
	facts, err := d.facts(ctx)
	if err != nil {
		return nil, err
	}
	var list []people.Holder
	for _, hand := range d.Procedure.Turn(&d.State, &facts).Hands {
		if hand.Kind != flow.DoVerdict && hand.Kind != flow.DoAnswer {
			continue
		}
		for _, h := range d.Holders(hand.Role) {
			barred := slices.Contains(hand.Barred, h.Person) || h.For != 0 && slices.Contains(hand.Barred, h.For)
			if !barred && !slices.Contains(list, h) {
				list = append(list, h)
			}
		}
	}
	return list, nil
}

// calling are those who are called on to decide by a letter: nobody, unless it
// says that it is their turn.
func (d *Dossier) calling(ctx context.Context, template string) ([]people.Holder, error) {
	if template != TemplateTask && template != string(flow.LetterOpinion) && template != TemplateReplied {
		return nil, nil
	}
	inst, err := d.tx.Institution(ctx, d.Case.Institution)
	if err != nil || inst.Settings.NoDecisionLetters {
		return nil, err
	}
	return d.deciders(ctx)
}

// call makes the call of a letter to one of those who are to decide, and the
// values that the letter has beside the others.
func (d *Dossier) call(ctx context.Context, h people.Holder, data map[string]string) (map[string]string, error) {
	call := &store.Call{Case: d.Case.ID, Person: h.Person, For: h.For, Turn: turnKey(&d.State), Step: string(d.State.Step), Revision: d.Revision.ID,
		Bound: d.bound(d.Revision.Hashes())}
	call.ExpiresAt = d.cases.calendar(d.Case.Institution, 0).Due(d.tx.Now(), workday.Limit{Days: callDays})
	if err := d.tx.AddCall(ctx, call); err != nil {
		return nil, err
	}
	data = maps.Clone(data)
	data[LetterCall] = strconv.FormatInt(call.ID, 10)
	data["until"] = call.ExpiresAt.UTC().Format(time.RFC3339)
	if h.For != 0 {
		p, err := d.tx.Person(ctx, h.For)
		if err != nil {
			return nil, err
		}
		data["for"] = p.Name
	}
	return data, nil
}

// callFor turns a letter to somebody into one by which they can decide, where
// they are among who is called and want such letters.
func (d *Dossier) callFor(ctx context.Context, p *store.Person, template string, who []people.Holder, data map[string]string) (string, map[string]string, error) {
	i := slices.IndexFunc(who, func(h people.Holder) bool { return h.Person == p.ID })
	if i < 0 {
		return template, data, nil
	}
	if wanted, err := d.tx.DecisionLetters(ctx, p.ID); err != nil || !wanted {
		return template, data, err
	}
	data, err := d.call(ctx, who[i], data)
	switch {
	case template == TemplateReplied:
	case d.State.Consult.Pending():
		template = TemplateOpinion
	default:
		template = TemplateDecision
	}
	return template, data, err
}
