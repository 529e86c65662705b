package procdoc

import (
	"slices"
	"strings"

	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/people"
)

// Added tells what of a value the source document does not state, by the keys
// that its procedure, step or move lists as additions: all of it ("consult"), or
// parts of it by their names ("consult/within": the time limit).
func (w *Words) Added(list []string, key string) (all bool, parts []string) {
	for _, k := range list {
		if k == key {
			return true, nil
		}
		if part, ok := strings.CutPrefix(k, key+"/"); ok {
			parts = append(parts, w.part(key, part))
		}
	}
	return false, parts
}

// Either is the key by which a part that is said by itself may be an addition:
// with the whole, or alone.
func (w *Words) Either(list []string, key, part string) string {
	if slices.Contains(list, key) {
		return key
	}
	return key + "/" + part
}

// part is what a part of a value is called.
func (w *Words) part(key, part string) string {
	switch key {
	case "by", "else", "edit", "force", "escalate":
		return w.role(people.Role(part))
	case "verdicts":
		return w.known("flow.aspect.", part)
	case "when":
		return w.Condition(flow.ParsePredicate(part))
	case "wants":
		return w.want(flow.Want(part))
	case "does":
		return w.effect(flow.Effect(part))
	case "paper", "checklist":
		return w.known("compare.what_", part)
	}
	if name := "compare.what_" + key + "_" + part; locale.Has(w.L, name) {
		return w.t(name)
	}
	return w.known("compare.what_", part)
}

// Key says a key of a procedure file, as it stands among additions, as what it
// stands for.
func (w *Words) Key(k string) string {
	first, part, of := strings.Cut(k, "/")
	name := w.known("compare.what_", first)
	switch {
	case !of:
		return name
	case locale.Has(w.L, "compare.what_"+first+"_"+part), first == "checklist", first == "paper":
		return w.part(first, part) // says by itself of what it is
	}
	return w.t("compare.part", name, w.part(first, part))
}

// note marks a text that the source document does not state, or names the parts
// of it that it does not.
func (p *printer) note(s string, list []string, key string) string {
	all, parts := p.w.Added(list, key)
	return p.marked(s, all, parts)
}

func (p *printer) marked(s string, all bool, parts []string) string {
	if s == "" || all || len(parts) == 0 {
		return p.mark(s, all)
	}
	return p.mark(s, true) + " " + p.w.t("print.extra_parts", strings.Join(parts, "; "))
}

// moveAdded names what of a move's line the source document does not state.
func (p *printer) moveAdded(m *flow.Move) (parts []string) {
	for _, key := range []string{"by", "except", "reason", "wants", "letter"} {
		all, some := p.w.Added(m.Additions, key)
		if all {
			name := key
			if key == "by" {
				name = "move_by"
			}
			some = []string{p.w.t("compare.what_" + name)}
		}
		parts = append(parts, some...)
	}
	return slices.Compact(parts)
}
