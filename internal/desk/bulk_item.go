package desk

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"congbo/internal/cases"
	"congbo/internal/content"
	"congbo/internal/flow"
	"congbo/internal/people"
)

// A BulkItem is one case among several, in short.
type BulkItem struct {
	Value             string // what was shown of it, as the form sends it
	ID                int64
	Title, Code, Path string
	From              string
	Left              Left
	On                bool
	Flags             []Tag
	Facts             []Fact // what the text is, in figures
	Start             string // how it begins
	Yes               *BulkYes
	Cannot            []string // what it cannot do, and why
}

// A BulkYes is what one tick puts down of a case: every verdict and item that
// it stands for, of exactly the text that is shown.
type BulkYes struct {
	Verdicts string   // aspects
	Items    []string // of the checklist
	As       string   // for whom, where not in one's own right
	On       bool
}

// bulkItem tells in short what a case is about.
func (b *book) bulkItem(left Left) BulkItem {
	c := b.Case
	i := BulkItem{Value: b.itemValue(), ID: c.ID, Title: c.Title, Code: c.Code, Path: casePath(c.Code), From: b.from(), Left: left, On: true, Flags: b.flags()}
	fact := func(name, text string) { i.Facts = append(i.Facts, Fact{Name: name, Text: text}) }
	if r := b.Revision; r != nil {
		i.Start = r.Summary
		if i.Start == "" {
			i.Start = r.Body.FirstWords(45)
		}
		pictures := r.Pictures()
		undescribed := 0
		for _, p := range pictures {
			if p.Alt == "" && !p.Decorative {
				undescribed++
			}
		}
		text := b.t("desk.bulk_words", r.Number, r.Body.WordCount()) + ", " + b.t("desk.bulk_pictures", len(pictures))
		if undescribed > 0 {
			text += " " + b.t("desk.bulk_undescribed", undescribed)
		}
		fact(b.t("desk.bulk_text"), text)
		for _, f := range b.findings(*r) {
			if f.Required {
				i.Flags = append(i.Flags, Tag{"warn", "warn", f.Text})
			}
		}
	}
	for _, a := range b.Approvals {
		if a.Step == b.View.State.Step {
			fact(b.t("desk.bulk_verdict", b.t("flow.aspect."+string(a.Aspect))), b.stands(a))
		}
	}
	return i
}

// stands says how an approval stands: who said yes or no to it.
func (b *book) stands(a flow.Approval) string {
	var said []string
	for _, v := range slices.Concat(a.Yes, a.No) {
		key := "desk.bulk_no"
		if v.Yes {
			key = "desk.bulk_yes"
		}
		said = append(said, b.t(key, b.holder(people.Holder{Person: v.Person, For: v.For})))
	}
	if a.Need > 1 && len(a.No) == 0 {
		said = append(said, b.t("desk.bulk_of", len(a.Yes), a.Need))
	}
	if len(said) == 0 {
		return b.t("desk.bulk_unjudged")
	}
	return strings.Join(said, "; ")
}

// bulkYes is what the visitor puts down by finding a case good; nil where there
// is nothing for them to say.
func (b *book) bulkYes(acts []flow.Act) *BulkYes {
	if len(acts) == 0 {
		return nil
	}
	y := &BulkYes{}
	var aspects []content.Aspect
	for _, a := range acts {
		if a.Kind == flow.DoVerdict {
			aspects = append(aspects, a.Aspect)
		} else {
			y.Items = append(y.Items, b.itemTitle(a.Item))
		}
		for _, o := range b.Options {
			if o.Kind == a.Kind && o.Aspect == a.Aspect && o.Item == a.Item && o.As.For != 0 {
				y.As = b.holder(o.As)
			}
		}
	}
	y.Verdicts = aspectList(b.l, aspects)
	return y
}

// whereAll is where the case would stand after some acts.
func (b *book) whereAll(acts []flow.Act) flow.State {
	s := b.View.State
	for _, a := range acts {
		if next, _, err := b.Procedure.Apply(s, a, b.actor, b.Facts); err == nil {
			s = next
		}
	}
	return s
}

// A shownItem is a case as the page showed it, with the number of its text.
type shownItem struct {
	cases.BatchItem
	Revision int
}

// itemValue is a case in a form, with what was shown of it.
func (b *book) itemValue() string {
	revision := 0
	if b.Revision != nil {
		revision = b.Revision.Number
	}
	return fmt.Sprintf("%d:%d:%d:%s", b.Case.ID, b.Case.Version, revision, b.Facts.Hashes.All)
}

// readItem reads what [book.itemValue] wrote. A form that does not say what was
// shown acts on what nobody has looked at; no case has the version -1.
func readItem(s string) shownItem {
	parts := append(strings.SplitN(s, ":", 4), "", "", "")
	it := shownItem{BatchItem: cases.BatchItem{Case: number(parts[0]), Version: -1, Saw: parts[3]}}
	if n := number(parts[1]); n > 0 {
		it.Version = n
	}
	it.Revision, _ = strconv.Atoi(parts[2])
	return it
}
