package desk

import (
	"slices"
	"strings"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/people"
)

// Decide is what the visitor can decide now, and why not where they cannot.
type Decide struct {
	Title    string
	As       string // in which role, for whom
	Mine     bool   // there is something to decide
	Waits    string // said where there is not
	Verdicts []VerdictView
	Items    []ItemView
	Counted  string   // "4 trên 5 mục"
	Save     bool     // verdicts or ticks can be kept without moving on
	Take     bool     // a document can be made of the request
	TakeFrom []Choice // what it can be made of, where there is a choice
	Aside    bool     // but handing the case to a unit comes first
	Moves    []MoveView
	Acts     []ActView // ask, put, answer …
	Others   []OtherView
	Classes  *Classes // kind, sites, sections, where posting is next
	EditCost string   // said where editing would cost one's own approval
}

// A VerdictView is one aspect to be judged, for exactly the content shown.
type VerdictView struct {
	Aspect string
	Name   string
	Saw    string // hash of what is shown
	Given  []GivenView
	Mine   bool
	Yes    bool // chosen
	No     bool
	Reason string
	Lacks  bool // the reason is missing
	WhyNot string
	Need   string // "cần 2 ý kiến"
	Awaits string // of whom some are still awaited, where several are needed
}

// A GivenView is a verdict that was given.
type GivenView struct {
	Yes    bool
	By     string
	Reason string
}

// An ItemView is an item of the checklist.
type ItemView struct {
	ID       string
	Title    string
	Required bool
	Machine  bool // looked at by the program
	OK       bool
	By       string
	May      bool
	WhyNot   string
}

// A MoveView is a way out of the step.
type MoveView struct {
	ID       string
	Label    string
	Main     bool // the way forward
	Stop     bool // ends the case without publishing
	Reason   bool // wants words
	Optional bool
	Hint     string // who reads the words
	Then     string // what happens next
	Need     string // what must be done in this form before it is possible
	WhyNot   string
	Typed    string
	Publish  bool
	Classify bool // wants the text to be classified
	Saw      string
	Clause   string
	Added    bool
	Wants    *WantsView
	Open     bool           // it was just pressed
	Lacks    bool           // without the reason that it needs
	Letter   bool           // whoever asked is written to: its words can be looked at before
	Preview  *LetterPreview // its words
}

// An ActView is an act that is no move.
type ActView struct {
	Kind    string
	Label   string
	Button  string
	Reason  bool
	Needed  bool
	Field   string // what the words are
	Hint    string
	Answers []Choice
	Typed   string
	Stop    bool
	Open    bool
	Lacks   bool // its words are missing
	Saw     string
	Words   []Typed // what was asked and proposed, for who forwards or answers
}

// An OtherView is something that is for others to do in this step.
type OtherView struct{ Label, Why string }

// option finds an option by its kind.
func (b *book) option(kind flow.Kind) (flow.Option, bool) {
	for _, o := range b.Options {
		if o.Kind == kind {
			return o, true
		}
	}
	return flow.Option{}, false
}

// foreign reports whether a refusal is about who asks and not about how the
// case stands.
func foreign(e *fault.Error) bool {
	if e == nil {
		return false
	}
	switch e.Key {
	case "flow.not_yours", "flow.excepted", "flow.program_only", "flow.no_force":
		return true
	}
	return false
}

func sayFault(l locale.Lang, err error) string { return locale.Error(l, err) }

func (b *book) decide() Decide {
	d := Decide{Title: b.t("desk.decide")}
	s := &b.View.State
	step := b.Procedure.Step(s.Step)
	if step == nil {
		return d
	}
	ready := b.afterYes()
	sent := flow.MoveID("") // stands by the form with what is sent
	if b.supply() != nil {
		sent, _ = b.Procedure.Sent(s)
	}
	asking := s.Consult.Pending() // everything else waits for the answer
	for _, o := range b.Options {
		switch o.Kind {
		case flow.DoVerdict:
			if b.Facts.HasDocument && !asking {
				d.Verdicts = append(d.Verdicts, b.verdict(o))
			}
		case flow.DoTick:
			if i := b.item(o, step); !asking && (b.Facts.HasDocument || i.May) {
				d.Items = append(d.Items, i)
			}
		case flow.DoMove:
			m := step.Move(o.Move)
			switch {
			case m != nil && o.To == "" && slices.Equal(o.Does, []flow.Effect{flow.Unpublish}):
				// It stands with what can be done after publication.
			case m == nil || asking || m.ID == sent && o.Allowed || slices.Contains(m.By, flow.Program):
			case !o.Allowed && foreign(o.WhyNot):
				d.Others = append(d.Others, OtherView{o.Label.In(b.l), sayFault(b.l, o.WhyNot)})
			default:
				d.Moves = append(d.Moves, b.move(o, m, ready))
			}
		case flow.DoExtend, flow.DoGrant, flow.DoPostpone, flow.DoFollow, flow.DoAttach, flow.DoHeed, flow.DoSettle, flow.DoChange, flow.DoDrop, flow.DoTakeDown, flow.DoRemove,
			flow.DoHandOver, flow.DoPlan, flow.DoUnplan, flow.DoTerm, flow.DoShow, flow.DoEmbargo, flow.DoLift:
			// They have a place of their own on the page.
		default:
			if o.Allowed {
				d.Acts = append(d.Acts, b.act(o, step))
			} else if !foreign(o.WhyNot) && o.Kind != flow.DoForce {
				d.Others = append(d.Others, OtherView{b.t("flow.kind." + string(o.Kind)), sayFault(b.l, o.WhyNot)})
			}
		}
	}
	b.finish(&d)
	return d
}

// finish looks at what there is as a whole.
func (b *book) finish(d *Decide) {
	held := 0
	for _, v := range d.Verdicts {
		d.Save = d.Save || v.Mine
	}
	for _, i := range d.Items {
		d.Save = d.Save || i.May
		if i.OK {
			held++
		}
	}
	if len(d.Items) > 0 {
		d.Counted = b.t("desk.items_held", held, len(d.Items))
	}
	main := false
	for i := range d.Moves {
		d.Moves[i].Main = d.Moves[i].Main && !main
		main = main || d.Moves[i].Main
	}
	take, _ := b.option(flow.DoAttach)
	d.Take = take.Allowed && b.supply() == nil
	if d.Take {
		d.TakeFrom = b.takeFrom()
	}
	d.Aside = slices.ContainsFunc(d.Moves, func(m MoveView) bool { return m.Main && m.WhyNot == "" && m.Wants != nil && len(m.Wants.Units) > 0 })
	d.Mine = d.Save || d.Take || slices.ContainsFunc(d.Moves, func(m MoveView) bool { return m.WhyNot == "" }) || len(d.Acts) > 0 || b.Facts.HasDocument && posts(d.Moves)
	switch {
	case !b.View.State.Ended.IsZero():
		d.Title, d.Waits, d.Mine = b.t("desk.decide_ended"), b.state(), false
	case !d.Mine:
		d.Title, d.Waits = b.t("desk.decide_none"), b.state()
	}
	for _, o := range b.Options {
		if o.Allowed && o.Role != "" && d.Mine && !isAfter(o.Kind) && !slices.Contains(ofHours, o.Kind) {
			d.As = upperFirst(b.role(o.Role))
			if o.As.For != 0 {
				d.As = b.t("people.on_behalf", d.As, b.People[o.As.For])
			}
			break
		}
	}
	if len(b.EditCosts) > 0 && slices.ContainsFunc(d.Verdicts, func(v VerdictView) bool { return v.Mine }) {
		d.EditCost = b.t("desk.edit_costs", aspectList(b.l, b.EditCosts))
	}
}

// afterYes is what would be possible if the visitor now gave every yes and
// tick that is theirs: those moves need nothing but this form.
func (b *book) afterYes() map[flow.MoveID]bool {
	s, changed := b.View.State, false
	for _, o := range b.Options {
		var a flow.Act
		switch {
		case !o.Allowed:
			continue
		case o.Kind == flow.DoVerdict:
			a = flow.Act{Kind: o.Kind, Aspect: o.Aspect, Yes: true}
		case o.Kind == flow.DoTick && !b.Procedure.Ticked(&s, &b.Facts, o.Item):
			a = flow.Act{Kind: o.Kind, Item: o.Item, Yes: true}
		default:
			continue
		}
		if next, _, err := b.Procedure.Apply(s, a, b.actor, b.Facts); err == nil {
			s, changed = next, true
		}
	}
	if !changed {
		return nil
	}
	return b.movesIn(s)
}

// movesIn are the moves that the visitor could make, were the case in a state.
func (b *book) movesIn(s flow.State) map[flow.MoveID]bool {
	ready := make(map[flow.MoveID]bool)
	for _, o := range b.Procedure.Options(s, b.actor, b.Facts) {
		if o.Kind == flow.DoMove && o.Allowed {
			ready[o.Move] = true
		}
	}
	return ready
}

func (b *book) verdict(o flow.Option) VerdictView {
	v := VerdictView{Aspect: string(o.Aspect), Name: upperFirst(b.t("flow.aspect." + string(o.Aspect))), Saw: b.Facts.Hashes.Of(o.Aspect), Mine: o.Allowed}
	if o.WhyNot != nil {
		v.WhyNot = sayFault(b.l, o.WhyNot)
	}
	for _, a := range b.Approvals {
		if a.Step != b.View.State.Step || a.Aspect != o.Aspect {
			continue
		}
		for _, g := range append(slices.Clone(a.Yes), a.No...) {
			v.Given = append(v.Given, GivenView{g.Yes, b.t("desk.given_by", b.holder(people.Holder{Person: g.Person, For: g.For}), shortMoment(b.l, b.now, g.At)), b.words(g.Reason)})
			if g.Person == b.me {
				v.Yes, v.No = g.Yes, !g.Yes
				v.Reason = b.words(g.Reason)
			}
		}
		if a.Need > 1 {
			v.Need = b.t("desk.verdicts_need", a.Need)
			if more := a.Need - len(a.Yes); more > 0 && len(a.No) == 0 {
				v.Awaits = b.t("desk.verdicts_await", more, b.stillAwaited(a))
			}
		}
		if a.Valid() && !v.Yes {
			v.Mine = false // settled by others
			v.WhyNot = ""
		}
	}
	if b.typed != nil {
		choice := b.typed.Get("verdict." + v.Aspect)
		v.Yes, v.No = choice == "yes", choice == "no"
		v.Reason = b.typed.Get("reason.verdict." + v.Aspect)
		v.Lacks = b.lacks == "reason.verdict."+v.Aspect
	}
	return v
}

// stillAwaited names those who can give an approval and have not.
func (b *book) stillAwaited(a flow.Approval) string {
	var names []string
	for _, r := range a.By {
		for _, h := range b.Holders(r) {
			if !slices.ContainsFunc(a.Yes, func(y flow.Verdict) bool { return y.Person == h.Person }) {
				names = appendNew(names, b.name(h.Person))
			}
		}
	}
	if len(names) == 0 {
		return b.roles(a.By)
	}
	return andList(b.l, names)
}

func (b *book) item(o flow.Option, step *flow.Step) ItemView {
	i := ItemView{ID: o.Item, Title: b.itemTitle(o.Item), Required: slices.Contains(step.Checklist.Required, o.Item), May: o.Allowed}
	s := &b.View.State
	i.OK = b.Procedure.Ticked(s, &b.Facts, o.Item)
	if _, machine := b.Facts.Checks[o.Item]; machine {
		i.Machine, i.May = true, false
	} else {
		for _, t := range s.Ticks {
			if t.Item == o.Item && i.OK {
				i.By = b.holder(people.Holder{Person: t.Person, For: t.For})
			}
		}
	}
	if !i.May && !i.Machine && o.WhyNot != nil && !foreign(o.WhyNot) {
		i.WhyNot = sayFault(b.l, o.WhyNot)
	}
	if b.typed != nil && i.May {
		i.OK = b.typed.Has("tick." + i.ID)
	}
	return i
}

func (b *book) itemTitle(id string) string {
	if c, ok := b.Procedure.Criterion(id); ok && c.Title.In(b.l) != "" {
		return c.Title.In(b.l)
	}
	return b.t("flow.item." + id)
}

func (b *book) move(o flow.Option, m *flow.Move, ready map[flow.MoveID]bool) MoveView {
	v := MoveView{ID: string(o.Move), Label: o.Label.In(b.l), Reason: o.Reason != flow.NoReason, Optional: o.Reason == flow.ReasonOptional,
		Typed: b.typed.Get("reason.move." + string(o.Move)), Clause: m.Clause, Added: o.Addition}
	to := b.Procedure.Step(o.To)
	v.Stop = to != nil && to.End != "" && to.End != flow.Settled
	v.Wants = b.wants(o)
	v.Main = !v.Stop && (o.Reason == flow.NoReason || v.Wants != nil && o.Reason == flow.ReasonOptional)
	_, pressed, _ := strings.Cut(b.typed.Get("do"), ":")
	v.Open = pressed != "" && pressed == v.ID
	v.Lacks = b.lacks == "reason.move."+v.ID
	v.Letter = v.Reason && cases.Facing(o.Letter) && b.Request != nil && b.Request.SenderEmail != ""
	if v.Open {
		v.Preview = b.preview
	}
	v.Publish = slices.Contains(o.Does, flow.Publish)
	v.Classify = slices.ContainsFunc(m.When, func(p flow.Predicate) bool { return p.Name == "classified" && !p.Not })
	if v.Publish || slices.Contains(o.Does, flow.Promulgate) {
		v.Saw = b.Facts.Hashes.All
	}
	switch {
	case o.Allowed:
	case ready[o.Move]:
		v.Need = sayFault(b.l, o.WhyNot)
	default:
		v.WhyNot = sayFault(b.l, o.WhyNot)
	}
	v.Then = b.then(o, to, v.Publish)
	if v.Reason {
		v.Hint = b.t("desk.reason_inside")
		if cases.Facing(o.Letter) && b.Request != nil {
			v.Hint = b.t("desk.reason_to_sender", b.Case.Sender)
		}
	}
	return v
}

// then says what a move leads to.
func (b *book) then(o flow.Option, to *flow.Step, publish bool) string {
	var s []string
	if publish {
		s = append(s, b.t("desk.then_publish", b.chosenSites()))
	}
	switch {
	case o.To == flow.Back && b.View.State.Held != nil:
		if held := b.Procedure.Step(b.View.State.Held.Step); held != nil {
			s = append(s, b.t("desk.then_back", held.Title))
		}
	case to == nil:
	case to.End == flow.Closed:
		s = append(s, b.t("desk.then_closed"))
	case to.End != "":
		s = append(s, b.t("desk.then_end"))
	case to.Pause:
		s = append(s, b.t("desk.then_pause", b.Case.Sender))
	case slices.Contains(o.Wants, flow.WantUnit):
		s = append(s, b.t("desk.then_unit", to.Title))
	default:
		s = append(s, b.t("desk.then_step", to.Title, b.holders(to.By)))
	}
	if o.Letter != "" && (b.Request != nil || !cases.Facing(o.Letter)) {
		s = append(s, b.t("desk.then_letter", lowerFirst(b.t("flow.letter."+string(o.Letter)))))
	}
	return strings.Join(s, " ")
}

func (b *book) chosenSites() string {
	if b.Revision == nil {
		return ""
	}
	var names []string
	for _, p := range b.Revision.Sites {
		names = append(names, b.w.sites[p.Site].Name)
	}
	return andList(b.l, names)
}

// act is an act that is no move.
func (b *book) act(o flow.Option, step *flow.Step) ActView {
	kind := string(o.Kind)
	v := ActView{Kind: kind, Label: b.t("desk.do_" + kind), Button: b.t("desk.do_" + kind + "_button"), Reason: o.Reason != flow.NoReason,
		Needed: o.Reason == flow.ReasonRequired, Typed: b.typed.Get("reason." + kind), Stop: o.Kind == flow.DoForce}
	v.Lacks = b.lacks == "reason."+kind
	key := "desk.do_" + kind + "_field"
	if v.Reason && locale.Has(b.l, key) {
		v.Field = b.t(key)
	}
	asked, through := "", ""
	if c := step.Consult; c != nil {
		asked, through = b.roles(c.Of), b.roles(c.Through)
	}
	switch o.Kind {
	case flow.DoAsk:
		v.Label = b.t("desk.do_ask", asked)
		v.Hint = b.t("desk.do_ask_direct", asked)
		if through != "" {
			v.Hint = b.t("desk.do_ask_through", through, asked)
		}
	case flow.DoPut:
		v.Open, v.Words = true, b.asking()
		v.Label, v.Hint = b.t("desk.do_put", asked), b.t("desk.do_put_hint")
	case flow.DoAnswer:
		v.Open, v.Saw, v.Words = true, b.Facts.Hashes.All, b.asking()
		v.Hint = b.t("desk.do_answer_hint")
		for _, a := range flow.Answers {
			v.Answers = append(v.Answers, Choice{string(a), b.t("flow.answer." + string(a)), b.typed.Get("answer") == string(a)})
		}
	case flow.DoForce:
		v.Saw = b.Facts.Hashes.All
		v.Hint = b.t("desk.do_force_hint")
	}
	return v
}

// asking is the question that waits, with what was proposed.
func (b *book) asking() []Typed {
	q := b.View.State.Consult
	words := []Typed{{b.t("desk.consult_asked", b.holder(q.By), shortMoment(b.l, b.now, q.Asked)), b.words(q.Question)}}
	if !q.Put.IsZero() {
		words = append(words, Typed{b.t("desk.consult_put", b.holder(q.PutBy), shortMoment(b.l, b.now, q.Put)), b.proposal(*q)})
	}
	return slices.DeleteFunc(words, func(t Typed) bool { return t.Text == "" })
}

// unrecorded are the words of a form that was not carried out, so that none
// is lost even where the form is not on the page any more.
func (b *book) unrecorded() []Typed {
	var list []Typed
	for _, key := range typedKeys(b.typed) {
		text := strings.TrimSpace(b.typed.Get(key))
		if text == "" {
			continue
		}
		label := b.t("desk.typed_reason")
		rest := strings.TrimPrefix(key, "reason.")
		if id, ok := strings.CutPrefix(rest, "move."); ok {
			label = b.moveLabel("", id)
		} else if aspect, ok := strings.CutPrefix(rest, "verdict."); ok {
			label = b.t("desk.typed_verdict", b.t("flow.aspect."+string(content.Aspect(aspect))))
		} else if locale.Has(b.l, "flow.kind."+rest) {
			label = b.t("flow.kind." + rest)
		} else if kind, _, ok := strings.Cut(rest, ":"); ok && locale.Has(b.l, "flow.kind."+kind) {
			label = b.t("flow.kind." + kind)
		} else if rest == "note" || rest == "letter" || rest == "notice" || rest == "comment" {
			label = b.t("desk.typed_" + rest)
		}
		list = append(list, Typed{label, text})
	}
	return list
}

// typedKeys are the fields with words of a form, in order.
func typedKeys(f map[string][]string) []string {
	var keys []string
	for k := range f {
		if strings.HasPrefix(k, "reason.") || k == "note" || k == "letter" || k == "comment" {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return keys
}
