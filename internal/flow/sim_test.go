package flow_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"congbo/internal/content"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/people"
	"congbo/internal/workday"
)

var (
	office = people.Place{Kind: people.Institution, ID: 1}
)

// where is the scope of a case that lies in a unit; 0 for none.
func where(unit int64) people.Scope {
	if unit == 0 {
		return people.Scope{Institution: 1}
	}
	return people.Scope{Institution: 1, Units: []int64{unit}}
}

// A sim is a case in the hands of people who press whatever comes to mind.
type sim struct {
	oracle
	s    flow.State
	now  time.Time
	cal  *workday.Calendar
	text map[content.Aspect]int

	document, classified, requested bool
	told                            bool // the text says to readers what it changes
	kind                            string

	askUnit          bool          // the office wants the sender's unit to confirm
	sender, claimant []people.Role // who is known to have sent it, and whose address it bears
	claimed          people.PersonID

	agreed  agreed    // what was planned, as whoever planned it remembers
	embargo time.Time // nothing is public before

	seen map[event.Verb]int
}

func newSim(t *rapid.T) *sim { return simOf(t, nil) }

// simOf is a case in which somebody was asked for something by a date, under a
// procedure that knows that; nil: any case under any procedure.
func simOf(t *rapid.T, asking *flow.Procedure) *sim {
	w := &sim{
		now: time.Date(2026, 8, 27, 7, 30, 0, 0, workday.Zone), cal: workday.Vietnam(), text: map[content.Aspect]int{},
		kind: rapid.SampledFrom([]string{"news", "brief"}).Draw(t, "kind"),
	}
	if w.p = asking; asking == nil {
		w.p = procedures(t)
	}
	w.complete, w.seen = map[content.Aspect][]time.Time{}, map[event.Verb]int{}
	for id := people.PersonID(1); id <= 8; id++ {
		roles := someRoles(1, 4).Draw(t, "roles")
		if w.p.ID != "random" {
			roles = append(roles, rapid.SampledFrom(hands(w.p)).Draw(t, "hand of this procedure"))
		}
		for _, r := range roles {
			a := people.Appointment{Person: id, Role: r, Place: office}
			if chance(t, 8, "in a unit") {
				a.Place = people.Place{Kind: people.Unit, ID: int64(rapid.IntRange(1, 2).Draw(t, "unit"))}
			}
			if chance(t, 10, "term") {
				a.To = w.now.AddDate(0, 0, rapid.IntRange(0, 20).Draw(t, "days"))
			}
			w.appointments = append(w.appointments, a)
		}
	}
	for range rapid.IntRange(0, 4).Draw(t, "delegations") {
		start := w.now.AddDate(0, 0, rapid.IntRange(-3, 10).Draw(t, "start"))
		d := people.Delegation{
			From: anybody(t), To: anybody(t), Place: office, Start: start, End: start.AddDate(0, 0, rapid.IntRange(0, 20).Draw(t, "length")),
		}
		if chance(t, 40, "one role") {
			d.Roles = someRoles(1, 2).Draw(t, "lent")
		}
		w.delegations = append(w.delegations, d)
	}
	w.requested = asking == nil && chance(t, 85, "somebody asked")
	by := flow.Actor{Outside: w.requested}
	if !w.requested || chance(t, 50, "requester has an account") {
		by.Person = anybody(t)
	}
	w.document = chance(t, 60, "a document from the start")
	w.classified = chance(t, 60, "classified from the start")
	if w.requested && chance(t, 70, "the unit is asked") {
		w.askUnit = true
		if chance(t, 50, "sender with roles") {
			w.sender = someRoles(1, 2).Draw(t, "sender")
		} else if by.Person == 0 && chance(t, 70, "somebody's address") {
			w.claimed, w.claimant = anybody(t), someRoles(0, 4).Draw(t, "claimant")
		}
	}
	begin := flow.Beginning{}
	if asking != nil {
		begin.Due = w.now.AddDate(0, 0, rapid.IntRange(1, 9).Draw(t, "asked for within"))
	}
	w.s, _ = w.p.Begin(w.facts(), by, begin)
	w.vouched(t)
	return w
}

// vouched: where the office asks the unit, a case opens there unless its sender
// is of those who may confirm it or who take it over; otherwise it never does.
func (w *sim) vouched(t *rapid.T) {
	first := &w.p.Steps[0]
	if first.Skip == nil || first.Skip.When[0].Name != "unit-vouched" {
		return
	}
	known := slices.ContainsFunc(w.sender, func(r people.Role) bool {
		return slices.Contains(first.By, r) || slices.Contains(w.p.Step(first.Skip.To).By, r)
	})
	if asked := w.s.Step == first.ID; asked != (w.askUnit && !known) || asked != (w.s.Waiting() == flow.WaitsForUnit) {
		t.Fatalf("asks %v, known %v, the case opens at %s", w.askUnit, known, w.s.Step)
	}
	if !w.s.Passes(first) && w.s.Step == first.ID {
		t.Fatal("the case is where it does not pass")
	}
}

func anybody(t *rapid.T) people.PersonID {
	return people.PersonID(rapid.IntRange(1, 8).Draw(t, "person"))
}

func (w *sim) hashes() content.Hashes {
	if !w.document {
		return content.Hashes{}
	}
	h := func(a content.Aspect) string { return fmt.Sprintf("%s%d", a[:2], w.text[a]) }
	all := content.Hashes{
		Content: h(content.AspectContent), Images: h(content.AspectImages), Classification: h(content.AspectClassification),
		Layout: h(content.AspectLayout), Translation: h(content.AspectTranslation),
	}
	all.All = all.Content + all.Images + all.Classification + all.Layout + all.Translation
	return all
}

func (w *sim) facts() flow.Facts {
	return flow.Facts{
		Now: w.now, Calendar: w.cal, HasDocument: w.document, Hashes: w.hashes(), Edits: w.edits, Classified: w.classified, Kind: w.kind, ChangeTold: w.told, Misfits: w.misfits(),
		AskUnit: w.askUnit, Sender: w.sender, Claimed: w.claimed, Claimant: w.claimant,
		Undelivered: w.missing(), Requested: w.requested, SourceApproved: true, Sound: w.sound(), Holders: w.holders(w.unit), HoldersAt: w.holders,
	}
}

// misfits: of some texts a passage is in an old charset.
func (w *sim) misfits() []content.Misfit {
	if w.text[content.AspectContent] != 2 || w.text[content.AspectTranslation] != 1 {
		return nil
	}
	return []content.Misfit{{Kind: content.MisfitLegacy, Charset: "TCVN3", Part: content.PartBody, Block: 2, Line: "Tr\u00adêng"}}
}

// sound: every third text of a procedure has mistakes.
func (w *sim) sound() bool { return w.text[content.AspectContent] != 2 }

func (w *sim) holders(unit int64) func(people.Role) []people.Holder {
	return func(r people.Role) []people.Holder {
		return people.Holders(r, where(unit), w.appointments, w.delegations, w.now)
	}
}

func (w *sim) actor(t *rapid.T) flow.Actor {
	switch rapid.SampledFrom([]int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}).Draw(t, "who") {
	case 0:
		return flow.Actor{Outside: true}
	case 1:
		return flow.Actor{System: true}
	}
	by := flow.Actor{Person: anybody(t)}
	by.Holdings = people.Holdings(by.Person, where(w.unit), w.appointments, w.delegations, w.now)
	if chance(t, 15, "for somebody") {
		by.For = anybody(t)
	}
	by.Outside = chance(t, 10, "outside")
	return by
}

// willing picks, most of the time, somebody whose turn it is.
func (w *sim) willing(t *rapid.T) flow.Actor {
	f := w.facts()
	turn := w.p.Turn(&w.s, &f)
	if len(turn.People) == 0 || chance(t, 25, "somebody else") {
		return w.actor(t)
	}
	h := rapid.SampledFrom(turn.People).Draw(t, "hand")
	return flow.Actor{Person: h.Person, For: h.For, Holdings: people.Holdings(h.Person, where(w.unit), w.appointments, w.delegations, w.now)}
}

// press does one thing at random and checks everything that must hold.
func (w *sim) press(t *rapid.T) {
	w.now = w.now.Add(time.Duration(rapid.SampledFrom([]int{0, 1, 1, 5, 30, 60, 600, 3000}).Draw(t, "minutes")) * time.Minute)
	by := w.willing(t)
	if w.s.Extension != nil && chance(t, 40, "decides on more time") {
		by = w.actor(t)
	}
	a := flow.Act{Reason: rapid.SampledFrom([]string{"vì", "vì", "vì", " "}).Draw(t, "reason"), Words: flow.Ref{ID: 7, Digest: "d"}}
	if chance(t, 80, "names a unit and a date") {
		a.Unit, a.Due = int64(rapid.IntRange(1, 2).Draw(t, "to unit")), w.now.Add(time.Duration(rapid.IntRange(-60, 9000).Draw(t, "due in"))*time.Minute)
		a.With = rapid.SliceOfN(rapid.Int64Range(1, 3), 0, 3).Draw(t, "with")
	}
	if chance(t, 80, "names a decision") {
		day := func(label string, least, most int) string {
			return w.now.AddDate(0, 0, rapid.IntRange(least, most).Draw(t, label)).Format(time.DateOnly)
		}
		a.Promulgation = flow.Promulgation{Decision: flow.Decision{Number: "12/QĐ", Date: day("signed", -3, 1), Signer: "Hiệu trưởng"}, From: day("in force", -2, 9)}
	}
	step := w.p.Step(w.s.Step)
	before := *w // for what a refused act must leave alone
	before.text = map[content.Aspect]int{}
	for k, v := range w.text {
		before.text[k] = v
	}
	a.Kind = rapid.SampledFrom([]flow.Kind{
		flow.DoMove, flow.DoMove, flow.DoMove, flow.DoMove, flow.DoHandOver, flow.DoVerdict, flow.DoVerdict, flow.DoVerdict, flow.DoTick, flow.DoAsk, flow.DoPut,
		flow.DoAnswer, flow.DoWithdraw, flow.DoClaim, flow.DoAttach, flow.DoRevise, flow.DoCorrect, flow.DoHeed, flow.DoForce, flow.DoExtend, flow.DoGrant, flow.DoPostpone, flow.DoSettle, flow.DoWake,
		flow.DoPlan, flow.DoUnplan, flow.DoRun, flow.DoMiss, flow.DoTerm, flow.DoExpire, flow.DoShow, flow.DoEmbargo, flow.DoLift,
		flow.DoChange, flow.DoDrop, flow.DoTakeDown, flow.DoRemove, flow.DoSource, flow.DoFollow,
	}).Draw(t, "act")
	if w.hour(t, &before) {
		return
	}
	if f := w.facts(); chance(t, 7, "edits") && w.p.CanEdit(&w.s, &f, by) == nil {
		w.change(t, by)
		w.apply(t, &before, flow.Act{Kind: flow.DoRevise}, by)
		return
	}
	a.Change = rapid.SampledFrom([]content.ChangeKind{content.Correction, content.Update, ""}).Draw(t, "change")
	if options := w.offered(by); len(options) > 0 && chance(t, 80, "sensible") {
		o := rapid.SampledFrom(options).Draw(t, "option")
		if i := slices.IndexFunc(options, func(o flow.Option) bool { return o.Kind == flow.DoPlan || o.Kind == flow.DoShow }); i >= 0 && chance(t, 45, "by the hour") {
			o = options[i]
		}
		if i := slices.IndexFunc(options, func(o flow.Option) bool { return o.Kind == flow.DoMove }); i >= 0 && w.s.Plan.Pending() && chance(t, 40, "does not wait for the hour") {
			o = options[i]
		}
		if i := slices.IndexFunc(options, func(o flow.Option) bool { return o.Kind == flow.DoUnplan }); i >= 0 && chance(t, 15, "thinks better of the hour") {
			o = options[i]
		}
		if i := slices.IndexFunc(options, func(o flow.Option) bool { return o.Kind == flow.DoLift }); i >= 0 && chance(t, 15, "need not hold it back") {
			o = options[i]
		}
		a.Kind, a.Move, a.Aspect, a.Item, a.Yes, a.Answer = o.Kind, o.Move, o.Aspect, o.Item, chance(t, 90, "agrees"), rapid.SampledFrom(flow.Answers).Draw(t, "answer")
		a.Reason = "vì"
		switch o.Kind {
		case flow.DoAttach:
			w.document = true
		case flow.DoHandOver:
			a.Batch = 1
		case flow.DoSettle:
			a.Yes = chance(t, 30, "they sent it")
		case flow.DoExtend:
			if chance(t, 60, "has time enough") {
				return
			}
			a.Due = w.now.AddDate(0, 0, 30)
		case flow.DoGrant:
			a.Yes = chance(t, 50, "grants it")
		case flow.DoPostpone:
			a.Due = w.now.AddDate(0, 0, rapid.IntRange(1, 20).Draw(t, "later"))
		case flow.DoChange:
			a.Change = content.Correction
		case flow.DoTakeDown, flow.DoRemove:
			if chance(t, 70, "leaves it") { // else nothing stays public for long
				return
			}
		}
		w.apply(t, &before, a, by)
		return
	}
	switch a.Kind {
	case flow.DoMove:
		if len(step.Moves) > 0 {
			a.Move = rapid.SampledFrom(step.Moves).Draw(t, "move").ID
		}
	case flow.DoHandOver:
		a.Batch = int64(rapid.IntRange(0, 2).Draw(t, "batch"))
	case flow.DoVerdict:
		a.Aspect, a.Yes = rapid.SampledFrom(content.Aspects[:3]).Draw(t, "aspect"), chance(t, 80, "yes")
	case flow.DoTick:
		a.Item, a.Yes = rapid.SampledFrom([]string{"sources-cited", "alt-text", "sender-entitled", "unicode", "no-state-secrets"}).Draw(t, "item"), chance(t, 70, "ticked")
	case flow.DoAnswer:
		a.Answer = rapid.SampledFrom(flow.Answers).Draw(t, "answer")
	case flow.DoAttach:
		w.document = true
	case flow.DoRevise:
		w.change(t, by)
	case flow.DoWake, flow.DoRun, flow.DoMiss, flow.DoExpire:
		by = flow.Actor{System: chance(t, 90, "system")}
		a.Timer = rapid.SampledFrom([]flow.TimerKind{flow.TimerPlan, flow.TimerTerm}).Draw(t, "timer")
	case flow.DoSource:
		by = flow.Actor{System: chance(t, 90, "system")}
		a.Source = flow.SourceNow{Of: "a", Hash: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "original"), Gone: chance(t, 20, "taken down")}
	case flow.DoPlan:
		if len(step.Moves) > 0 {
			a.Move = rapid.SampledFrom(step.Moves).Draw(t, "planned").ID
		}
	}
	w.apply(t, &before, a, by)
}

// offered are the things that the desk would offer the person.
func (w *sim) offered(by flow.Actor) []flow.Option {
	return slices.DeleteFunc(w.p.Options(w.s, by, w.facts()), func(o flow.Option) bool {
		return !o.Allowed || o.To == "declined" || o.Kind == flow.DoEmbargo && w.p.ID != "posting" // an end comes soon enough by chance
	})
}

// change changes aspects, often back to what they were.
func (w *sim) change(t *rapid.T, by flow.Actor) {
	w.told = chance(t, 80, "tells readers")
	for _, aspect := range rapid.SliceOfNDistinct(rapid.SampledFrom(content.Aspects), 1, 2, rapid.ID[content.Aspect]).Draw(t, "changed") {
		w.text[aspect] = rapid.IntRange(0, 2).Draw(t, "to")
		// Whoever saves is an author, also of what ends up as it was.
		w.edits = append(w.edits[:len(w.edits):len(w.edits)], flow.Edit{Aspect: aspect, Person: by.Person, For: by.For, At: w.now})
		if aspect == content.AspectClassification {
			w.classified = true
			w.kind = []string{"news", "brief", "news"}[w.text[aspect]]
		}
	}
}

func (w *sim) apply(t *rapid.T, before *sim, a flow.Act, by flow.Actor) {
	f := w.facts()
	old := w.s
	oldJSON := dump(t, old)
	turn := w.p.Turn(&old, ptr(before.factsAt(w.now)))
	s, hs, err := w.p.Apply(old, a, by, f)
	if got := dump(t, old); got != oldJSON {
		t.Fatalf("%s changed the state it was given:\n%s\n%s", a.Kind, oldJSON, got)
	}
	if err != nil {
		if e, ok := fault.As(err); !ok || e.Kind == fault.Internal {
			t.Fatalf("%s: %v is no word to a person", a.Kind, err)
		}
		if e, _ := fault.As(err); (e.Key == "flow.own_text" || e.Key == "flow.principal_is_author") && !w.anyAuthor(by, a.Aspect) {
			t.Fatalf("%d may not judge %s, of which nobody they act for is an author", by.Person, a.Aspect)
		}
		if !reflect.DeepEqual(s, old) || hs != nil {
			t.Fatalf("%s was refused (%v) and changed the state", a.Kind, err)
		}
		now := w.now
		*w = *before
		w.now = now
		w.invariants(t)
		return
	}
	w.s = s
	if a.Kind == flow.DoSettle {
		w.settled(t, old, a)
	}
	for _, h := range hs {
		w.seen[h.Verb]++
		e := h.Event()
		e.Chain = 1
		if err := e.Check(); err != nil {
			t.Fatalf("%+v cannot be recorded: %v", h, err)
		}
	}
	w.authority(t, old, a, by, hs, turn)
	w.handed(t, old, a, hs)
	w.extended(t, old, a, hs)
	w.book(t, old, a, hs)
	w.published(t, old, a, hs)
	w.hours(t, old, a, hs)
	w.stays(t, old, a, hs)
	w.batches(t, old, a, hs)
	w.delivered(t, old, hs)
	w.invariants(t)
}

// settled: once it is known that somebody sent it whose word is enough, the case
// no longer waits for their unit; a denial leaves it where it is.
func (w *sim) settled(t *rapid.T, old flow.State, a flow.Act) {
	if a.Yes {
		w.sender = w.claimant
	}
	w.claimed, w.claimant = 0, nil
	step := w.p.Step(old.Step)
	if old.Waiting() != flow.WaitsForUnit {
		if w.s.Step != old.Step {
			t.Fatal("to say who sent it moved the case")
		}
		return
	}
	known := slices.ContainsFunc(w.sender, func(r people.Role) bool {
		return slices.Contains(step.By, r) || slices.Contains(w.p.Step(step.Skip.To).By, r)
	})
	if gone := w.s.Step != old.Step; gone != (a.Yes && known) {
		t.Fatalf("sent by one of the unit %v, said %v, the case is at %s", known, a.Yes, w.s.Step)
	}
}

// anyAuthor: the person, or somebody they could act for, is an author.
func (w *sim) anyAuthor(by flow.Actor, aspect content.Aspect) bool {
	return w.author(by.Person, aspect) || slices.ContainsFunc(by.Holdings, func(h people.Holding) bool { return w.author(h.For, aspect) })
}

func ptr[T any](v T) *T { return &v }

func (w *sim) factsAt(now time.Time) flow.Facts {
	f := w.facts()
	f.Now = now
	return f
}

func dump(t *rapid.T, s flow.State) string {
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// authority: invariant 10, and that whoever acted was named (7).
func (w *sim) authority(t *rapid.T, old flow.State, a flow.Act, by flow.Actor, hs []flow.Happening, turn flow.Turn) {
	if len(hs) == 0 || a.Kind == flow.DoWake || a.Kind == flow.DoMiss || a.Kind == flow.DoSource || a.Kind == flow.DoExpire || a.Kind == flow.DoCorrect || hs[0].Verb == event.NobodyLeft {
		return
	}
	h := hs[0]
	if a.Kind == flow.DoSettle && h.By == (people.Holder{Person: h.Whom}) {
		return // they know it themselves
	}
	step := w.p.Step(old.Step)
	var may []people.Role
	switch a.Kind {
	case flow.DoMove, flow.DoHandOver:
		id := a.Move
		if a.Kind == flow.DoHandOver {
			id = step.Batch.Move
		}
		m := step.Move(id)
		may = slices.Concat(m.By, step.Else)
		if len(m.By) == 0 {
			may = append(slices.Concat(step.By, step.Else), step.Or)
		}
		if m.Reason == flow.ReasonRequired && a.Reason == " " {
			t.Fatalf("%s without a reason", a.Move)
		}
		for _, rel := range slices.Concat(step.Except, m.Except) {
			if rel == flow.Poster && h.By.Person != 0 && (h.By.Person == w.posted.Person || h.By.Person == w.posted.For || h.By.For != 0 && (h.By.For == w.posted.Person || h.By.For == w.posted.For)) {
				t.Fatalf("whoever posted made the move %s", a.Move)
			}
		}
	case flow.DoVerdict:
		i := slices.IndexFunc(step.Verdicts, func(v flow.VerdictRule) bool { return v.Aspect == a.Aspect })
		may = slices.Concat(step.Verdicts[i].By, step.Else)
		if len(step.Verdicts[i].By) == 0 {
			may = slices.Concat(step.By, step.Else)
		}
	case flow.DoPut:
		may = step.Consult.Through
	case flow.DoAnswer:
		may = step.Consult.Of
	case flow.DoForce:
		may = w.p.Force
	case flow.DoGrant:
		may = append(slices.Concat(w.p.Escalate, step.By, []people.Role{people.Leadership}), step.AnswerableRole())
	case flow.DoPostpone:
		may = w.askers(step)
	case flow.DoPlan, flow.DoRun, flow.DoUnplan:
		id := a.Move
		if a.Kind != flow.DoPlan {
			id = old.Plan.Move
		}
		m := step.Move(id)
		if may = slices.Concat(m.By, step.Else); len(m.By) == 0 {
			may = append(slices.Concat(step.By, step.Else), step.Or)
		}
		if a.Kind == flow.DoUnplan {
			may = append(slices.Concat(may, step.By), step.AnswerableRole())
		}
	case flow.DoTerm, flow.DoShow:
		may = w.posters()
	case flow.DoEmbargo, flow.DoLift:
		may = w.p.Keepers(&old)
	case flow.DoFollow:
		may = w.p.Minders(&old)
	case flow.DoChange, flow.DoDrop:
		may = w.workers()
	case flow.DoTakeDown, flow.DoRemove:
		may = w.takers()
	default:
		may = slices.Concat(step.By, step.Else, step.Edit)
		if old.Held != nil && old.Held.Step != "" {
			asked := w.p.Step(old.Held.Step)
			may = slices.Concat(may, asked.By, asked.Else, asked.Edit)
		}
	}
	if slices.Contains([]flow.Kind{flow.DoPlan, flow.DoUnplan, flow.DoTerm, flow.DoShow, flow.DoEmbargo, flow.DoLift, flow.DoForce, flow.DoChange, flow.DoDrop, flow.DoTakeDown, flow.DoRemove}, a.Kind) && people.Abroad(h.Role) {
		t.Fatalf("%s by somebody of another house, as %q", a.Kind, h.Role) // R-P6
	}
	for _, did := range hs {
		if did.Effect != "" && did.Effect != flow.Archive && did.By == h.By && people.Abroad(did.Role) && a.Kind == flow.DoMove && len(w.p.Step(old.Step).Move(a.Move).Does) > 0 {
			t.Fatalf("%s has %s done, of another house", did.Role, did.Effect) // R-P6
		}
	}
	if !slices.Contains(may, h.Role) {
		t.Fatalf("%s %s in the role %q; only %v may", a.Kind, a.Move, h.Role, may)
	}
	if h.Role == people.Requester {
		if !by.Outside {
			t.Fatalf("%s as the requester by somebody else", a.Kind)
		}
	} else if !w.acts(h.By, h.Role, w.now) || h.By.Person != by.Person || by.For != 0 && h.By.For != by.For {
		t.Fatalf("%s by %+v, who does not hold %q", a.Kind, h.By, h.Role)
	}
	named := h.Role == people.Requester || slices.Contains(turn.People, h.By)
	verdictOpen := slices.ContainsFunc(turn.Hands, func(x flow.Hand) bool { return x.Kind == a.Kind && x.Aspect == a.Aspect }) &&
		!slices.ContainsFunc(w.verdicts, func(v noted) bool { // one authority is one voice: a second is heard, not called for
			return v.step == old.Step && v.aspect == a.Aspect && v.hash == w.hashes().Of(a.Aspect) && v.whom == h.By.Principal()
		})
	if open := a.Kind == flow.DoMove && old.Ended.IsZero() || a.Kind == flow.DoPut || a.Kind == flow.DoAnswer ||
		h.Verb == event.VerdictGiven && verdictOpen; open && !named {
		t.Fatalf("%s %s by %+v, who was not named among %+v", a.Kind, a.Move, h.By, turn)
	}
}

// handed: a move that wants a unit or a date does with them what was said, and
// nothing else ever moves a case to another unit or names a date.
func (w *sim) handed(t *rapid.T, old flow.State, a flow.Act, hs []flow.Happening) {
	var wants []flow.Want
	if m := w.p.Step(old.Step).Move(a.Move); a.Kind == flow.DoMove && m != nil {
		wants = m.Wants
	}
	unit, due := slices.Contains(wants, flow.WantUnit), slices.Contains(wants, flow.WantDue)
	if due && !a.Due.After(old.Last) {
		t.Fatalf("named %v, which is past", a.Due)
	}
	told := slices.ContainsFunc(hs, func(h flow.Happening) bool {
		return h.Verb == event.UnitAssigned && h.Unit == a.Unit && !slices.Contains(h.With, a.Unit)
	})
	if told != unit {
		t.Fatalf("handed over %v, told %v", unit, told)
	}
	if unit {
		w.unit = a.Unit
		if w.s.Assigned == nil || w.s.Assigned.Unit != a.Unit || w.s.Assigned.Step != w.s.Step {
			t.Fatalf("handed to %d, the case says %+v", a.Unit, w.s.Assigned)
		}
		if batch := w.p.Step(w.s.Step).Batch != nil; batch && !w.s.Assigned.Due.IsZero() {
			t.Fatalf("a batch has its own hour, not %v", w.s.Assigned.Due)
		} else if !batch && !w.s.Clock.Due.Equal(w.s.Assigned.Due) {
			t.Fatalf("to be done by %v, not %v", w.s.Assigned.Due, w.s.Clock.Due)
		}
	} else if a.Kind == flow.DoPostpone {
		w.postponed(t, old, a, hs)
	} else if !reflect.DeepEqual(old.Assigned, w.s.Assigned) {
		t.Fatal("handed over by the way")
	}
	if a.Kind == flow.DoGrant { // see extended
		return
	}
	if named := due && !unit; named && !w.s.Case.Due.Equal(a.Due.UTC().Truncate(time.Microsecond)) || !named && !w.s.Case.Set.Equal(old.Case.Set) {
		t.Fatalf("the case is due %v, named %v", w.s.Case.Due, a.Due)
	}
}

// book writes what happened into the clerk's notebook.
func (w *sim) book(t *rapid.T, old flow.State, a flow.Act, hs []flow.Happening) {
	for _, h := range hs {
		switch h.Verb {
		case event.VerdictGiven, event.VerdictReplaced:
			for _, id := range []people.PersonID{h.By.Person, h.By.For} {
				if w.author(id, a.Aspect) {
					t.Fatalf("%d judged %s, of which %d is an author", h.By.Person, a.Aspect, id)
				}
			}
			if !a.Yes && a.Reason == " " {
				t.Fatal("a no without a reason")
			}
			w.note(noted{
				step: old.Step, aspect: a.Aspect, hash: w.hashes().Of(a.Aspect), yes: a.Yes,
				person: h.By.Person, whom: h.By.Principal(), at: w.now,
			}, w.hashes(), w.kind)
		case event.QuestionAsked:
			w.marked = true
		case event.AuthorityClaimed:
			w.marked = false
		case event.QuestionAnswered:
			w.answers = append(w.answers, answered{old.Consult.Bound, a.Answer})
		}
	}
}

// published: invariant 1 at the moment of publishing.
func (w *sim) published(t *rapid.T, old flow.State, a flow.Act, hs []flow.Happening) {
	for _, h := range hs {
		if h.Effect == flow.Promulgate { // 1, of a procedure
			if c := w.complaint(w.hashes()); c != "" || !w.sound() || !w.document {
				t.Fatalf("put into force, sound %v, document %v: %s", w.sound(), w.document, c)
			}
			if h.Promulgation != a.Promulgation || h.Due.Before(w.now) {
				t.Fatalf("in force from %v by %+v, was told %+v", h.Due, h.Promulgation, a.Promulgation)
			}
		}
		if h.Effect != flow.Publish {
			continue
		}
		w.posted = h.By
		if len(w.misfits()) > 0 {
			t.Fatal("published what is no Unicode (R-I4)")
		}
		if w.s.Published.Hashes != w.hashes() {
			t.Fatal("what is public is not what was published")
		}
		if was := old.Published; was.Public() && !w.told && (old.Change != nil || old.Reopened > 0 && (was.Hashes.Content != w.hashes().Content || was.Hashes.Images != w.hashes().Images)) {
			t.Fatal("readers were not told what was changed")
		}
		if h.Verb == event.ForcePublished {
			if a.Reason == " " || !w.s.Published.Forced {
				t.Fatal("published first without a reason or a flag")
			}
			for i := len(w.answers) - 1; i >= 0; i-- {
				if w.same(w.answers[i].bound, w.hashes()) {
					if w.answers[i].answer == flow.No {
						t.Fatal("force-published what the authority above refused")
					}
					break
				}
			}
			continue
		}
		if !w.classified || !w.document {
			t.Fatal("published without classification")
		}
		if c := w.complaint(w.hashes()); c != "" {
			t.Fatalf("published: %s", c)
		}
	}
}

// complaint is what speaks against publishing a content, "" for nothing.
func (w *sim) complaint(h content.Hashes) string {
	for i := range w.p.Steps {
		s := &w.p.Steps[i]
		for _, rule := range s.Verdicts {
			if !skipped(s, w.kind) && !w.approved(s.ID, rule, h.Of(rule.Aspect)) {
				return fmt.Sprintf("no valid approval of %s at %s", rule.Aspect, s.ID)
			}
		}
	}
	if !w.oracle.allowed(h) {
		return "against the authority above"
	}
	return ""
}

// rules counts the approvals that are asked for.
func (w *sim) rules() (n int) {
	for i := range w.p.Steps {
		if s := &w.p.Steps[i]; !skipped(s, w.kind) {
			n += len(s.Verdicts)
		}
	}
	return n
}

// Whatever people press, in whatever order and at whatever time, the
// invariants of the package comment hold (R-M8, R-T9, F-A6, F-A14).
func checkPressing(t *rapid.T) { press(t) }

func press(t *rapid.T) map[event.Verb]int {
	w := newSim(t)
	w.invariants(t)
	for range rapid.SampledFrom([]int{5, 30, 60, 90}).Draw(t, "presses") {
		w.press(t)
	}
	return w.seen
}

func TestWhateverPeoplePress(t *testing.T) { rapid.Check(t, checkPressing) }

func FuzzWhateverPeoplePress(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkPressing)) }

// The random walk is worth something only if it gets everywhere.
func TestPressingGetsEverywhere(t *testing.T) {
	walks := rapid.Custom(press)
	seen := map[event.Verb]int{}
	for seed := range 240 {
		for v, n := range walks.Example(seed) {
			seen[v] += n
		}
	}
	for _, v := range []event.Verb{
		event.CaseMoved, event.StepSkipped, event.VerdictGiven, event.VerdictReplaced, event.ItemTicked, event.ItemUnticked,
		event.QuestionAsked, event.QuestionPut, event.QuestionAnswered, event.QuestionWithdrawn, event.AuthorityClaimed,
		event.AnswerVoided, event.DocumentMade, event.TextRevised, event.ApprovalVoided, event.SenderCorrected,
		event.CorrectionHeeded, event.Published, event.ForcePublished, event.ApprovedLater, event.Unpublished, event.Paused,
		event.PlanMade, event.PlanCancelled, event.PlanDropped, event.PlanFailed, event.PlanLate, event.TermSet, event.TermLifted, event.TermFailed, event.Expired,
		event.ShownAgain, event.EmbargoSet, event.EmbargoLifted, event.EmbargoOver,
		event.Resumed, event.UnitAssigned, event.DueNamed, event.SenderConfirmed, event.SenderDenied, event.Reminded, event.Overdue, event.Stale, event.NobodyLeft, event.CaseEnded, event.CaseReopened,
		event.ExtensionAsked, event.ExtensionGranted, event.ExtensionRefused,
		event.Withdrawn, event.ChangeBegun, event.ChangeDropped, event.BatchChanged,
	} {
		if seen[v] == 0 {
			t.Errorf("%s never happened", v)
		}
	}
	t.Log(seen)
}
