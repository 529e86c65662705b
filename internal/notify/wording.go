package notify

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// wording gives the text of a letter in its language: the institution's own, or
// the shipped one.
func (n *Notify) wording(ctx context.Context, tx *store.Tx, l *store.Letter) (subject, body string, err error) {
	s, b := shippedText(l.Template)
	w, err := tx.Wording(ctx, l.Institution, l.Template)
	if err != nil {
		return "", "", err
	}
	if !w.Shipped {
		s, b = w.Subject, w.Body
	}
	return s.In(l.Lang), b.In(l.Lang), nil
}

// A Wording is a letter as an institution words it, with what is needed to
// change that.
type Wording struct {
	store.Wording                    // texts filled in, shipped ones too
	Places        []string           // the values that may be used
	History       []store.Wording    // changes, the newest first
	Names         map[int64]string   // of who made them
	Sample        map[string]Preview // by language: with sample values
}

// A Preview is a letter as its reader would see it.
type Preview struct {
	Subject string
	Text    string
	Blocks  []Block
}

// Wordings tells, by template, which letters an institution words its own way.
func (n *Notify) Wordings(ctx context.Context, who cases.Actor) (map[string]store.Wording, error) {
	var all map[string]store.Wording
	err := n.Store.View(ctx, func(tx *store.Tx) error {
		if err := n.mayReword(ctx, tx, who); err != nil {
			return err
		}
		var err error
		all, err = tx.Wordings(ctx, who.Institution)
		return err
	})
	return all, err
}

// Wording shows how an institution words a letter.
func (n *Notify) Wording(ctx context.Context, who cases.Actor, template string) (*Wording, error) {
	w := &Wording{Names: make(map[int64]string)}
	err := n.Store.View(ctx, func(tx *store.Tx) error {
		if err := n.mayReword(ctx, tx, who); err != nil {
			return err
		}
		if !slices.Contains(Templates, template) {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		var err error
		if w.Wording, err = tx.Wording(ctx, who.Institution, template); err != nil {
			return err
		}
		if w.Shipped {
			w.Subject, w.Body = shippedText(template)
		}
		if w.History, err = tx.WordingsOf(ctx, who.Institution, template); err != nil {
			return err
		}
		for _, h := range w.History {
			if p, err := tx.Person(ctx, h.By); err == nil {
				w.Names[int64(h.By)] = p.Name
			}
		}
		w.Places = Places(template)
		w.Sample, err = n.sample(ctx, tx, who.Institution, template, w.Subject, w.Body)
		return err
	})
	return w, err
}

// Reword words a letter in an institution's own way from now on, in both
// languages. saw is the number of the change that the person had before their
// eyes. What is wrong with the texts is told all at once, with line and column.
func (n *Notify) Reword(ctx context.Context, who cases.Actor, template string, saw int, subject, body locale.Text) error {
	subject, body, bad := tidy(template, subject, body)
	return n.change(ctx, who, template, saw, event.LetterReworded, func(w *store.Wording) error {
		w.Subject, w.Body = subject, body
		return bad.Err()
	})
}

// Restore goes back to the text that the program ships.
func (n *Notify) Restore(ctx context.Context, who cases.Actor, template string, saw int) error {
	return n.change(ctx, who, template, saw, event.LetterRestored, func(w *store.Wording) error {
		w.Shipped = true
		return nil
	})
}

func (n *Notify) change(ctx context.Context, who cases.Actor, template string, saw int, verb event.Verb, fn func(w *store.Wording) error) error {
	return n.Store.Tx(ctx, func(tx *store.Tx) error {
		if err := n.mayReword(ctx, tx, who); err != nil {
			return err
		}
		if !slices.Contains(Templates, template) {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		now, err := tx.Wording(ctx, who.Institution, template)
		if err != nil {
			return err
		}
		if now.Number != saw {
			return fault.New(fault.Conflict, "store.changed_meanwhile")
		}
		w := store.Wording{Institution: who.Institution, Template: template, Number: saw + 1, By: who.Person}
		if err := fn(&w); err != nil {
			return err
		}
		if w.Shipped && now.Shipped || !w.Shipped && !now.Shipped && w.Subject == now.Subject && w.Body == now.Body {
			return nil // nothing is changed
		}
		if err := tx.AddWording(ctx, &w); err != nil {
			return err
		}
		tx.Record(who.Institution, event.Event{Verb: verb, Actor: int64(who.Person), Subject: fmt.Sprintf("wording:%d", w.ID), Data: map[string]string{event.KeyLetter: template}})
		return nil
	})
}

// Sample shows how a letter would look with texts that are not kept yet. What
// is wrong with them is told as Reword would.
func (n *Notify) Sample(ctx context.Context, who cases.Actor, template string, subject, body locale.Text) (map[string]Preview, error) {
	var sample map[string]Preview
	subject, body, bad := tidy(template, subject, body)
	err := n.Store.View(ctx, func(tx *store.Tx) error {
		if err := n.mayReword(ctx, tx, who); err != nil {
			return err
		}
		if !slices.Contains(Templates, template) {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		if err := bad.Err(); err != nil {
			return err
		}
		var err error
		sample, err = n.sample(ctx, tx, who.Institution, template, subject, body)
		return err
	})
	return sample, err
}

func (n *Notify) mayReword(ctx context.Context, tx *store.Tx, who cases.Actor) error {
	return n.Cases.May(ctx, tx, who, people.ManageLetters, people.Scope{Institution: who.Institution})
}

// sample words a letter with values that no case has.
func (n *Notify) sample(ctx context.Context, tx *store.Tx, institution int64, template string, subject, body locale.Text) (map[string]Preview, error) {
	inst, err := tx.Institution(ctx, institution)
	if err != nil {
		return nil, err
	}
	box, err := n.office(ctx, tx, &store.Letter{Institution: institution})
	if err != nil {
		return nil, err
	}
	all := make(map[string]Preview)
	for _, l := range locale.Langs {
		values := map[string]string{"institution": inst.Name.In(l), "office": box.Name.In(l), "office-address": box.Address}
		for _, name := range Places(template) {
			if key := "notify.sample." + name; values[name] == "" && locale.Has(l, key) {
				values[name] = locale.T(l, key)
			}
		}
		b := blocks(body.In(l), values)
		all[string(l)] = Preview{Subject: vi.CleanLine(fill(subject.In(l), values)), Text: plainText(b), Blocks: b}
	}
	return all, nil
}

var gaps = regexp.MustCompile(`\n{3,}`)

// tidy makes texts of what somebody typed, and says what is wrong with them.
func tidy(template string, subject, body locale.Text) (s, b locale.Text, bad fault.List) {
	places := Places(template)
	wanted := demands[template]
	for _, t := range []struct {
		field string
		in    string
		out   *string
		most  int
	}{
		{"subject_vi", subject.VI, &s.VI, maxSubject}, {"body_vi", body.VI, &b.VI, maxBody},
		{"subject_en", subject.EN, &s.EN, maxSubject}, {"body_en", body.EN, &b.EN, maxBody},
	} {
		need := wanted
		if t.most == maxSubject {
			*t.out, need = vi.ReadLine(t.in), nil
			if ToAsker(template) {
				need = []string{"code"} // by which answers find the request
			}
		} else {
			*t.out = tidyBody(t.in)
		}
		bad = append(bad, check(t.field, *t.out, places, need, t.most)...)
	}
	return s, b, bad
}

func tidyBody(text string) string {
	var b strings.Builder
	for line := range strings.Lines(vi.Read(text)) {
		b.WriteString(strings.TrimRight(line, " \t\n") + "\n")
	}
	return strings.Trim(gaps.ReplaceAllString(b.String(), "\n\n"), "\n")
}
