package desk

import (
	"strings"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/flow"
	"congbo/internal/httpx"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// An AfterView is what can be done with a text that is public: correct it,
// update it, take it down with a notice or altogether. It stands on the page of
// its case, also long after that has ended.
type AfterView struct {
	Under   string // said while a correction or an update is under way
	Words   string // why it was begun
	Notice  string // said where a notice stands in the place of the page
	Draft   string // said where the newest text is not the public one
	Acts    []AfterAct
	Uses    []UseView
	Hidden  int    // uses that the visitor may not see
	WhyNot  string // where nothing of it is theirs to do
	MayTake bool   // the visitor may take it down
}

// An AfterAct is one of these acts.
type AfterAct struct {
	Do       string // value of the button
	Kind     string
	Label    string
	Hint     string
	Button   string
	Stop     bool
	Notice   bool // asks for the words to readers
	Redirect bool // asks where readers are led
	Reason   string
	Typed    string // reason, notice, redirect as they were typed
	Public   string
	Open     bool
}

// A UseView is a text that refers to this one.
type UseView struct {
	Title, Path, URL string
	Tag              Tag
	What             string
}

// after is what can be done with what is public; nil where nothing is.
func (b *book) after(uses *cases.Uses) *AfterView {
	pub := b.View.State.Published
	if pub == nil || !pub.Public() && !pub.Notice {
		return nil
	}
	a := &AfterView{}
	if c := b.View.State.Change; c != nil {
		a.Under, a.Words = b.t("desk.after_under_"+string(c.Kind), b.holder(c.By), shortMoment(b.l, b.now, c.At)), b.words(c.Reason)
	}
	if pub.Notice && !pub.Public() {
		a.Notice = b.t("desk.after_notice", vi.DateTime(b.l, pub.Withdrawn))
	}
	if live := b.liveRevision(); live != 0 && b.Revision != nil && live != b.Revision.ID {
		for _, r := range b.View.Revisions {
			if r.ID == live {
				a.Draft = b.t("desk.after_draft", r.Number, b.Revision.Number)
			}
		}
	}
	for _, o := range b.Options {
		if !o.Allowed {
			if isAfter(o.Kind) && a.WhyNot == "" && !foreign(o.WhyNot) {
				a.WhyNot = sayFault(b.l, o.WhyNot)
			}
			continue
		}
		switch o.Kind {
		case flow.DoChange:
			a.Acts = append(a.Acts, b.afterAct(o.Kind, "correction"), b.afterAct(o.Kind, "update"))
		case flow.DoDrop, flow.DoTakeDown, flow.DoRemove:
			a.Acts = append(a.Acts, b.afterAct(o.Kind, ""))
			a.MayTake = a.MayTake || o.Kind != flow.DoDrop
		}
	}
	if len(a.Acts) > 0 {
		a.WhyNot = ""
	}
	if uses != nil {
		a.Hidden = uses.Hidden
		for _, u := range uses.List {
			a.Uses = append(a.Uses, b.useView(u))
		}
	}
	return a
}

// isAfter reports whether an act is one of those after publication.
func isAfter(k flow.Kind) bool {
	return k == flow.DoChange || k == flow.DoDrop || k == flow.DoTakeDown || k == flow.DoRemove
}

func (b *book) afterAct(kind flow.Kind, of string) AfterAct {
	do, key := string(kind), strings.ReplaceAll(string(kind), "-", "_")
	if of != "" {
		do, key = do+":"+of, key+"_"+of
	}
	name := "reason." + do
	v := AfterAct{Do: do, Kind: key, Label: b.t("desk.after_" + key), Hint: b.t("desk.after_" + key + "_hint"), Button: b.t("desk.after_" + key + "_button"),
		Stop: kind == flow.DoTakeDown || kind == flow.DoRemove, Notice: kind == flow.DoTakeDown, Redirect: kind == flow.DoRemove, Reason: name, Typed: b.typed.Get(name)}
	switch kind {
	case flow.DoTakeDown:
		v.Public = b.typed.Get("reason.notice")
	case flow.DoRemove:
		v.Public = b.typed.Get("redirect")
	}
	v.Open = v.Typed != "" || v.Public != "" || b.typed.Get("do") == do
	return v
}

// liveRevision is the revision that readers see, 0 where none is public.
func (b *book) liveRevision() (id int64) { return liveRevision(b.View) }

func liveRevision(v *cases.View) (id int64) {
	for _, e := range v.Editions {
		if e.State == store.EditionLive && e.Revision > id {
			id = e.Revision
		}
	}
	return id
}

func (b *book) useView(u cases.Use) UseView {
	v := UseView{Title: u.Title, What: b.t("desk.use_link"), Tag: Tag{"", "edit", b.t("desk.use_draft")}}
	if u.Translation {
		v.What = b.t("desk.use_translation")
	}
	if u.Code != "" {
		v.Path = casePath(u.Code)
	}
	if u.Live {
		v.Tag = Tag{"good", "check", b.t("desk.edition_live")}
		for _, e := range u.Editions {
			site, sec := b.w.sites[e.Site], b.w.sections[e.Section]
			if site.ID != 0 {
				v.URL = b.url(&site, e.Path(sec.Slug))
			}
		}
	}
	return v
}

// afterPublication does what a form about a public text asks for (R-B1).
func (d *Desk) afterPublication(v *visit) error {
	return v.onCase(decision, func(view *cases.View, f *httpx.Form) (string, error) {
		do := f.Get("do")
		kind, of, _ := strings.Cut(do, ":")
		reason, version, id := f.Get("reason."+do), shownVersion(f), view.Case.ID
		var err error
		switch flow.Kind(kind) {
		case flow.DoChange:
			_, err = d.Editorial.BeginChange(v.ctx(), v.who.Actor, id, version, content.ChangeKind(of), reason)
			kind += "_" + of
		case flow.DoDrop:
			_, err = d.Cases.Act(v.ctx(), v.who.Actor, cases.Input{Case: id, Version: version, Act: flow.Act{Kind: flow.DoDrop, Reason: reason}})
		case flow.DoTakeDown:
			_, err = d.Publishing.Withdraw(v.ctx(), v.who.Actor, id, version, reason, f.Get("reason.notice"))
		case flow.DoRemove:
			_, err = d.Publishing.Remove(v.ctx(), v.who.Actor, id, version, reason, f.Get("redirect"))
		default:
			kind = "nothing"
		}
		return strings.ReplaceAll(kind, "-", "_"), err
	})
}

// A ChangeField is where the editor says to readers what the text changes of
// the public one.
type ChangeField struct {
	Kinds    []Choice // empty where it was said as the change was begun
	Kind     string   // in words
	Note     string
	Minor    bool
	Required bool
}

// changeField is that field of the editor; nil where nothing is public yet.
func (b *book) changeField(r *content.Revision) *ChangeField {
	if !b.View.State.Published.Public() {
		return nil
	}
	f := &ChangeField{Required: b.View.State.Change != nil}
	c := r.Changes(b.liveRevision())
	if c == nil {
		c = &content.PublicChange{Kind: content.Correction}
	}
	f.Note, f.Minor = c.Note, c.Minor
	if under := b.View.State.Change; under != nil {
		f.Kind = b.t("desk.change_kind_" + string(under.Kind))
		return f
	}
	for _, k := range []content.ChangeKind{content.Correction, content.Update} {
		f.Kinds = append(f.Kinds, Choice{string(k), b.t("desk.change_kind_" + string(k)), k == c.Kind})
	}
	return f
}

// changeOf reads what the form tells readers. A note of an earlier edition
// stays as it is with a text that says nothing new.
func changeOf(view *cases.View, r *content.Revision, f *httpx.Form) *content.PublicChange {
	if !f.Has("change_shown") {
		return r.Change
	}
	public := liveRevision(view)
	note := vi.ReadLine(f.Get("change_note"))
	switch {
	case note == "" && r.Changes(public) != nil:
		return nil
	case note == "":
		return r.Change
	}
	c := content.PublicChange{Kind: content.ChangeKind(f.Get("change")), Minor: f.Has("change_minor"), Note: note, Of: public}
	if under := view.State.Change; under != nil {
		c.Kind = under.Kind
	}
	return &c
}

// change says in the text as colleagues see it what readers will be told.
func (b *book) change(r *content.Revision) *ChangeView {
	c := r.Changes(b.liveRevision())
	if c == nil {
		return nil
	}
	v := &ChangeView{Label: b.t("desk.change_kind_" + string(c.Kind)), Note: c.Note}
	if c.Minor {
		v.Label = b.t("desk.change_minor_of", v.Label)
	}
	return v
}

// A ChangeView is what readers are told of a change.
type ChangeView struct{ Label, Note string }
