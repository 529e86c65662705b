package desk

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/editorial"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/httpx"
	"congbo/internal/store"
)

// act carries out what a form of the case page asks for: verdicts, ticks and
// one act, all of them or none (R-M5, F-A4, F-A10). Every form carries the
// version of the case that was before the person's eyes.
func (d *Desk) act(v *visit) error {
	f, err := v.form(decision)
	if err != nil {
		return err
	}
	view, w, err := v.caseOf()
	if err != nil {
		return err
	}
	if move, ok := strings.CutPrefix(f.Get("do"), "preview:"); ok {
		letter, err := v.previewed(view, flow.MoveID(move), f)
		if err != nil && fault.KindOf(err) != fault.Invalid {
			return err
		}
		problem := ""
		if err != nil {
			problem = v.sayAll(err)
		}
		return v.showLetter(http.StatusOK, view, w, f.Values, problem, letter)
	}
	what, err := d.decided(v, view, f)
	return v.acted(view, w, f, err, what)
}

// decided does what a form of the case page asks for.
func (d *Desk) decided(v *visit, view *cases.View, f *httpx.Form) (string, error) {
	version := shownVersion(f)
	if f.Get("do") == "attach" {
		take := editorial.Take{From: number(f.Get("take_from")), NoComments: f.Get("take_from") != "" && f.Get("take_comments") == ""}
		if f.Get("take_from") == takeLetter {
			take.From = editorial.FromLetter
		}
		_, err := d.Editorial.TakeOverAs(v.ctx(), v.who.Actor, view.Case.ID, version, take)
		return "attach", err
	}
	if f.Get("do") == "seen" {
		return "seen", d.Cases.Seen(v.ctx(), v.who.Actor, view.Case.ID, number(f.Get("last")))
	}
	acts, what := actsOf(view, actorIn(view, v.who.Actor), f)
	if n := len(acts); n > 0 && acts[n-1].Kind == flow.DoMove {
		if err := said(f, &acts[n-1], d.calendar(v.who.Institution)); err != nil {
			return what, err
		}
	}
	return what, d.Store.Tx(v.ctx(), func(tx *store.Tx) error {
		for i, a := range acts {
			in := cases.Input{Case: view.Case.ID, Act: a, Kind: remarkKinds[a.Kind]}
			if i == 0 {
				in.Version = version
			}
			if _, err := d.Cases.ActIn(v.ctx(), tx, v.who.Actor, in); err != nil {
				return err
			}
		}
		return nil
	})
}

// onCase reads a form about the case of the address, has something done with
// both, and goes on to the case, which says what was done or why it was not.
func (v *visit) onCase(b httpx.Budget, do func(view *cases.View, f *httpx.Form) (what string, err error)) error {
	f, err := v.form(b)
	if err != nil {
		return err
	}
	view, w, err := v.caseOf()
	if err != nil {
		return err
	}
	what, err := do(view, f)
	return v.acted(view, w, f, err, what)
}

// shownVersion is the version of the case that the person had before their
// eyes. A form that does not say acts on what nobody has looked at; no case has
// the version -1.
func shownVersion(f *httpx.Form) int64 {
	if n := number(f.Get("version")); n > 0 {
		return n
	}
	return -1
}

// remarkKinds is what the words of an act are kept as.
var remarkKinds = map[flow.Kind]string{flow.DoAsk: "question", flow.DoPut: "brief", flow.DoAnswer: "answer"}

// acted goes on to the case after something was done to it. What was refused
// is told on the page of the case as it is now, with the words still there.
func (v *visit) acted(view *cases.View, w *world, f *httpx.Form, err error, what string) error {
	switch fault.KindOf(err) {
	case fault.Conflict, fault.Invalid, fault.Denied:
		if err == nil {
			break
		}
		now, w, rerr := v.caseOf()
		if rerr != nil {
			return err // no more to be seen of it
		}
		v.lacks = lacking(f, err)
		return v.showCase(httpx.Status(err), now, w, f.Values, v.sayAll(err))
	}
	if err != nil {
		return err
	}
	args := []string{}
	if id, ok := strings.CutPrefix(what, "move:"); ok {
		b := &book{View: view, w: w, l: v.lang}
		what, args = "move", append(args, b.moveLabel(string(view.State.Step), id))
		a, cal := flow.Act{Move: flow.MoveID(id)}, v.d.calendar(v.who.Institution)
		if said(f, &a, cal) == nil && !a.Due.IsZero() {
			if off := dayOff(v.lang, cal, a.Due); off != "" {
				what, args = "move_off", append(args, off)
			}
		}
	}
	return v.done(casePath(view.Case.Code), what, args...)
}

// lacking is the name of the field for the reason that an act was refused for
// want of: a verdict's, or that of the button that was pressed.
func lacking(f *httpx.Form, err error) string {
	var e *fault.Error
	if !errors.As(err, &e) || e.Field != "reason" {
		return ""
	}
	for _, aspect := range f.Values["aspect"] {
		if name := "reason.verdict." + aspect; f.Get("verdict."+aspect) == "no" && strings.TrimSpace(f.Get(name)) == "" {
			return name
		}
	}
	return "reason." + strings.Replace(f.Get("do"), ":", ".", 1)
}

// fieldID is the id that a field of the decision form has on the page.
func fieldID(name string) string { return strings.ReplaceAll(name, ".", "-") }

// sayAll says a failure, several ones a line each.
func (v *visit) sayAll(err error) string { return sayFault(v.lang, err) }

// actsOf reads the acts of a decision form: first the ticks and verdicts that
// differ from what is recorded, then the act of the button that was pressed.
func actsOf(view *cases.View, by flow.Actor, f *httpx.Form) (acts []flow.Act, what string) {
	s := view.State
	for _, item := range f.Values["item"] {
		want := f.Has("tick." + item)
		if want != view.Procedure.Ticked(&s, &view.Facts, item) {
			acts = append(acts, flow.Act{Kind: flow.DoTick, Item: item, Yes: want, Saw: f.Get("saw.tick." + item)})
		}
	}
	for _, aspect := range f.Values["aspect"] {
		choice := f.Get("verdict." + aspect)
		if choice != "yes" && choice != "no" {
			continue
		}
		a := flow.Act{Kind: flow.DoVerdict, Aspect: content.Aspect(aspect), Yes: choice == "yes", Saw: f.Get("saw." + aspect), Reason: f.Get("reason.verdict." + aspect)}
		if a.Yes {
			a.Reason = "" // the field is for what is missing
		}
		if !given(view, by, a) {
			acts = append(acts, a)
		}
	}
	do := f.Get("do")
	kind, id, _ := strings.Cut(do, ":")
	switch flow.Kind(kind) {
	case flow.DoMove:
		acts = append(acts, flow.Act{Kind: flow.DoMove, Move: flow.MoveID(id), Reason: f.Get("reason.move." + id), Saw: f.Get("saw.move." + id)})
		return acts, "move:" + id
	case flow.DoAsk, flow.DoPut, flow.DoWithdraw, flow.DoClaim:
		acts = append(acts, flow.Act{Kind: flow.Kind(kind), Reason: f.Get("reason." + kind)})
	case flow.DoForce:
		acts = append(acts, flow.Act{Kind: flow.DoForce, Reason: f.Get("reason.force"), Saw: f.Get("saw.force")})
	case flow.DoAnswer:
		acts = append(acts, flow.Act{Kind: flow.DoAnswer, Answer: flow.Answer(f.Get("answer")), Reason: f.Get("reason.answer"), Saw: f.Get("saw.answer")})
	case flow.DoSettle:
		acts = append(acts, flow.Act{Kind: flow.DoSettle, Yes: id == "yes"})
	case flow.DoHeed:
		acts = append(acts, flow.Act{Kind: flow.DoHeed, Yes: id == "taken"})
	default:
		if len(acts) == 0 {
			return nil, "nothing"
		}
		return acts, "save"
	}
	return acts, kind
}

// given reports whether a verdict is the one that the person has given already.
func given(view *cases.View, by flow.Actor, a flow.Act) bool {
	return slices.ContainsFunc(view.State.Verdicts, func(v flow.Verdict) bool {
		return v.Person == by.Person && v.Step == view.State.Step && v.Aspect == a.Aspect && v.Yes == a.Yes && v.Hash == view.Facts.Hashes.Of(a.Aspect) && a.Reason == ""
	})
}

// assign takes a case, hands it over or gives it back (F-H2).
func (d *Desk) assign(v *visit) error {
	return v.onCase(httpx.SmallForm, func(view *cases.View, f *httpx.Form) (string, error) {
		me, to, what := int64(v.who.Person), number(f.Get("to")), "assigned"
		if f.Get("do") == "take" {
			to = me
		}
		switch to {
		case 0:
			what = "given_back"
		case me:
			what = "taken"
		}
		return what, d.Editorial.Reassign(v.ctx(), v.who.Actor, view.Case.ID, shownVersion(f), to, f.Get("reason.assign"))
	})
}

// note keeps a remark for colleagues.
func (d *Desk) note(v *visit) error {
	return v.onCase(decision, func(view *cases.View, f *httpx.Form) (string, error) {
		return "note", d.Editorial.Note(v.ctx(), v.who.Actor, view.Case.ID, f.Get("note"))
	})
}

// letter writes to the sender.
func (d *Desk) letter(v *visit) error {
	return v.onCase(decision, func(view *cases.View, f *httpx.Form) (string, error) {
		return "letter", d.Editorial.WriteSender(v.ctx(), v.who.Actor, view.Case.ID, f.Get("letter"))
	})
}

// seesRequest reports, as a fault, why the visitor may not see what came with a
// request: who may see one of its cases may.
func (v *visit) seesRequest(ctx context.Context, request int64) error {
	var ids []int64
	err := v.view(func(ctx context.Context, tx *store.Tx) error {
		all, err := tx.CasesOfRequest(ctx, request)
		for _, c := range all {
			ids = append(ids, c.ID)
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, id := range ids {
		if view, err := v.d.Cases.See(ctx, v.who.Actor, id); err == nil && !view.Outside {
			return nil
		} else if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	return fault.New(fault.NotFound, "fault.not_found")
}
