package desk

import (
	"encoding/json"
	"slices"
	"strings"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/editorial"
	"congbo/internal/fault"
	"congbo/internal/httpx"
	"congbo/internal/people"
	"congbo/internal/vi"
)

// A ReadingView is what of a text was read from charsets before Unicode, and
// what of it cannot be published as it stands (R-I4).
type ReadingView struct {
	Base    int // revision that is shown
	May     bool
	Open    bool // something waits for a person
	Recoded []RecodedView
	Misfits []MisfitView
	Vouched []VouchedView
	Summary string
}

// A RecodedView is a stretch with both its readings.
type RecodedView struct {
	Key, Charset, Where string
	Was, Became         string
	Applied             bool
	Offered             bool // by the program, which does not do it by itself
}

// wordsRead shows what was recoded of some words.
func wordsRead(all []content.Recoded) []RecodedView {
	var list []RecodedView
	for _, c := range all {
		list = append(list, RecodedView{Key: c.Key(), Charset: string(c.Charset), Was: c.Was(), Became: c.Became, Applied: c.Applied, Offered: !c.Charset.Automatic()})
	}
	return list
}

// A MisfitView is a line that cannot be published.
type MisfitView struct {
	Line, Where, Says string
}

// A VouchedView is a line that somebody holds to be right.
type VouchedView struct{ Line, Says string }

// reading shows what was read of a text; nil where there is nothing to tell.
func (b *book) reading(r *content.Revision) *ReadingView {
	p := &ReadingView{Base: b.Revision.Number, May: b.Procedure.CanEdit(&b.View.State, &b.Facts, b.actor) == nil}
	p.Recoded = wordsRead(r.Recoded)
	for i, c := range r.Recoded {
		p.Recoded[i].Where = b.partName(c.Part, blockOf(r, c))
		p.Open = p.Open || !c.Applied
	}
	for _, m := range r.Misfits() {
		p.Misfits = append(p.Misfits, MisfitView{Line: m.Line, Where: b.partName(m.Part, m.Block), Says: b.t("reading.misfit_"+string(m.Kind), string(m.Charset))})
		p.Open = true
	}
	for _, l := range r.Vouched {
		says := b.t("reading.vouched_unsaved", l.Reason)
		if l.By != 0 {
			says = b.t("reading.vouched", b.name(people.PersonID(l.By)), shortMoment(b.l, b.now, l.At), l.Reason)
		}
		p.Vouched = append(p.Vouched, VouchedView{l.Line, says})
	}
	if len(p.Recoded)+len(p.Misfits)+len(p.Vouched) == 0 {
		return nil
	}
	p.Summary = b.t("reading.summary", len(p.Recoded))
	return p
}

// blockOf is the number of the block in which what was recoded stands, 0 for
// none.
func blockOf(r *content.Revision, c content.Recoded) int {
	words, at := c.Became, 0
	if !c.Applied {
		words = c.Was()
	}
	r.Lines(func(part string, block int, line string) {
		if at == 0 && part == c.Part && strings.Contains(vi.CleanLine(line), words) {
			at = block
		}
	})
	return at
}

// partName names a part of a text.
func (b *book) partName(part string, block int) string {
	if part == content.PartBody {
		return b.t("reading.part_body", block)
	}
	return b.t("reading.part_" + part)
}

// readText puts the other reading of a passage into the text of a case, or
// notes that a line is right as it stands.
func (d *Desk) readText(v *visit) error {
	return v.onCase(writing, func(view *cases.View, f *httpx.Form) (string, error) {
		base := int(number(f.Get("base")))
		what, which, _ := strings.Cut(f.Get("do"), ":")
		switch what {
		case "reread":
			_, _, err := d.Editorial.Reread(v.ctx(), v.who.Actor, view.Case.ID, base, which)
			return "reread", err
		case "vouch":
			_, _, err := d.Editorial.Vouch(v.ctx(), v.who.Actor, view.Case.ID, base, f.Get("line."+which), f.Get("reason."+which))
			return "vouched", err
		}
		return "", fault.New(fault.Invalid, "flow.no_such_act", what)
	})
}

// readAgain does the same in a text that is being written, and reports whether
// it was asked for.
func readAgain(f *httpx.Form, r content.Revision) (content.Revision, bool, error) {
	what, which, _ := strings.Cut(f.Get("do"), ":")
	switch what {
	case "reread":
		again, ok := r.Reread(which)
		if !ok {
			return r, true, fault.New(fault.Conflict, "editorial.recoded_gone")
		}
		return again, true, nil
	case "vouch":
		reason := vi.ReadLine(f.Get("reason." + which))
		if err := editorial.CheckVouch(reason); err != nil {
			return r, true, err
		}
		r.Vouched = append(slices.Clone(r.Vouched), content.Vouched{Line: f.Get("line." + which), Reason: reason})
		return r.Standing(), true, nil
	}
	return r, false, nil
}

// UnsavedReading is what the page of the editor carries of a text that is not
// saved: in JSON, "" for nothing.
type UnsavedReading struct{ Recoded, Vouched string }

func (b *book) unsavedReading(r content.Revision) (u UnsavedReading, err error) {
	recoded := slices.DeleteFunc(slices.Clone(r.Recoded), func(c content.Recoded) bool { return slices.Contains(b.Revision.Recoded, c) })
	vouched := slices.DeleteFunc(slices.Clone(r.Vouched), func(c content.Vouched) bool { return c.By != 0 })
	for _, one := range []struct {
		list any
		n    int
		to   *string
	}{{recoded, len(recoded), &u.Recoded}, {vouched, len(vouched), &u.Vouched}} {
		if one.n == 0 {
			continue
		}
		data, err := json.Marshal(one.list)
		if err != nil {
			return u, err
		}
		*one.to = string(data)
	}
	return u, nil
}

// maxUnsaved is how much of what was recoded and vouched for a form is believed.
const maxUnsaved = 5000

// unsaved reads what the page carried, over what the text that was begun from
// has. It is a browser's word: who vouched, and when, is not taken from it.
func unsaved(f *httpx.Form, old content.Revision) ([]content.Recoded, []content.Vouched) {
	recoded, vouched := slices.Clone(old.Recoded), slices.Clone(old.Vouched)
	var more []content.Recoded
	if json.Unmarshal([]byte(f.Get("recoded")), &more) == nil {
		for _, c := range more[:min(len(more), maxUnsaved)] {
			c.Became = vi.CleanLine(c.Became)
			for _, known := range vi.Charsets() { // of a paste the editor tells no charset
				if c.Charset == "" && vi.CleanLine(known.Decode(string(c.Came))) == c.Became {
					c.Charset = known
				}
			}
			if !slices.Contains(vi.Charsets(), c.Charset) || !slices.Contains(content.Parts, c.Part) || c.Was() == "" || c.Became == "" {
				continue
			}
			if i := slices.IndexFunc(recoded, func(o content.Recoded) bool { return o.Key() == c.Key() }); i >= 0 {
				recoded[i] = c
			} else {
				recoded = append(recoded, c)
			}
		}
	}
	var lines []content.Vouched
	if json.Unmarshal([]byte(f.Get("vouched")), &lines) == nil {
		for _, l := range lines[:min(len(lines), maxUnsaved)] {
			if reason := vi.ReadLine(l.Reason); editorial.CheckVouch(reason) == nil {
				vouched = append(vouched, content.Vouched{Line: l.Line, Reason: reason})
			}
		}
	}
	return recoded, vouched
}
