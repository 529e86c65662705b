package desk

import (
	"slices"
	"strings"

	"congbo/internal/cases"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
)

// flagTags are the words of a case's flags in the order in which they matter.
func flagTags(l locale.Lang, flags string) []Tag {
	var tags []Tag
	for f := range strings.FieldsSeq(flags) {
		tag := Tag{Kind: "warn", Icon: "warn"}
		switch f {
		case "beyond":
			tag = Tag{Kind: "wait", Icon: "up"}
		case "correction", "unseen":
			tag = Tag{Kind: "warn", Icon: "reply"}
		case "check-failed":
			tag = Tag{Kind: "bad", Icon: "robot"}
		case "plan-failed", "plan-waits", "term-failed":
			tag = Tag{Kind: "bad", Icon: "warn"}
		case "planned":
			tag = Tag{Kind: "good", Icon: "calendar"}
		case "source-gone":
			tag = Tag{Kind: "bad", Icon: "warn"}
		case "embargo":
			tag = Tag{Kind: "wait", Icon: "lock"}
		case "expired":
			tag = Tag{Kind: "", Icon: "log"}
		case "reopened":
			tag = Tag{Kind: "", Icon: "log"}
		}
		key := "desk.flag_" + f
		if !locale.Has(l, key) {
			continue
		}
		tag.Text = locale.T(l, key)
		tags = append(tags, tag)
	}
	return tags
}

func (w worklist) flags(c cases.Work) []Tag {
	tags := flagTags(w.l, c.Case.Flags)
	if c.Unseen {
		tags = flagTags(w.l, "unseen "+c.Case.Flags)
	}
	if p := c.State.Plan; p.Pending() {
		for i := range tags {
			if tags[i].Text == w.t("desk.flag_planned") {
				tags[i].Text = w.t("desk.flag_planned_at", shortMoment(w.l, w.now, p.At))
				if p.Late(w.now) {
					tags[i] = flagTags(w.l, "plan-waits")[0]
				}
			}
		}
	}
	if q := c.State.Consult; q != nil && !q.Pending() && !q.Withdrawn && !q.Voided && c.State.Step == q.Step {
		switch q.Answer {
		case flow.Yes:
			tags = append(tags, Tag{"good", "check", w.t("desk.flag_answered_yes")})
		case flow.YesWithChanges:
			tags = append(tags, Tag{"warn", "check", w.t("desk.flag_answered_changes")})
		case flow.No:
			tags = append(tags, Tag{"bad", "cross", w.t("desk.flag_answered_no")})
		}
	}
	return tags
}

// turn says for whom a case waits, and for what.
func (w worklist) turn(c cases.Work) (who, what string) {
	if c.Unseen {
		return w.t("desk.waits_for_me"), w.t("desk.what_unseen")
	}
	switch c.State.Waiting() {
	case flow.WaitsForRequester:
		return w.t("desk.waits_for", c.Case.Sender), w.t("desk.what_supplement")
	case flow.WaitsForUnit:
		if c.Others {
			return w.t("desk.waits_for", c.Unit), w.t("desk.what_unit")
		}
		return w.t("desk.waits_for_me"), w.t("desk.what_unit")
	case flow.WaitsForAuthority:
		what = w.t("desk.what_answer")
		if q := c.State.Consult; q.Put.IsZero() && c.Step.Consult != nil && len(c.Step.Consult.Through) > 0 {
			what = w.t("desk.what_put")
		}
		if c.Others {
			return w.t("desk.waits_for", w.consulted(c)), what
		}
		return w.t("desk.waits_for_me"), what
	}
	if len(c.Aspects) > 0 {
		what = w.t("desk.what_verdict", aspectList(w.l, c.Aspects))
	} else if c.Step != nil {
		what = w.t("desk.what_step", c.Step.Title)
	}
	if c.Others {
		if c.Assigned != "" {
			return w.t("desk.waits_for", c.Assigned), what
		}
		if c.Step != nil {
			return w.t("desk.waits_for", upperFirst(rolesText(w.inst, w.l, c.Step.By))), what
		}
		return w.t("desk.waits_for_others"), what
	}
	if len(c.For) > 0 {
		what = w.t("desk.what_for", what, w.names(c.For[0]))
	}
	return w.t("desk.waits_for_me"), what
}

// consulted names the roles that a pending question is with.
func (w worklist) consulted(c cases.Work) string {
	if c.Step == nil || c.Step.Consult == nil {
		return ""
	}
	roles := c.Step.Consult.Of
	if c.State.Consult.Put.IsZero() && len(c.Step.Consult.Through) > 0 {
		roles = c.Step.Consult.Through
	}
	return upperFirst(rolesText(w.inst, w.l, roles))
}

// rolesText lists roles as "trưởng hoặc phó".
func rolesText(inst *store.Institution, l locale.Lang, roles []people.Role) string {
	titles := make([]string, len(roles))
	for i, r := range roles {
		titles[i] = roleTitle(inst, l, r)
	}
	if len(titles) > 3 {
		return locale.T(l, "desk.and_roles", strings.Join(titles[:2], ", "), len(titles)-2)
	}
	return orList(l, titles)
}

func orList(l locale.Lang, s []string) string {
	if len(s) < 2 {
		return strings.Join(s, "")
	}
	return locale.T(l, "desk.or", strings.Join(s[:len(s)-1], ", "), s[len(s)-1])
}

func andList(l locale.Lang, s []string) string {
	if len(s) < 2 {
		return strings.Join(s, "")
	}
	return locale.T(l, "desk.and", strings.Join(s[:len(s)-1], ", "), s[len(s)-1])
}

func aspectList[A ~string](l locale.Lang, aspects []A) string {
	names := make([]string, len(aspects))
	for i, a := range aspects {
		names[i] = locale.T(l, "flow.aspect."+string(a))
	}
	return andList(l, names)
}

// button names what happens next.
func (w worklist) button(c cases.Work) string {
	switch {
	case c.Unseen:
		return w.t("desk.act_unseen")
	case c.Others || c.Step == nil:
		return w.t("desk.act_open")
	case c.State.Consult.Pending():
		if c.State.Consult.Put.IsZero() && c.Step.Consult != nil && len(c.Step.Consult.Through) > 0 {
			return w.t("desk.act_put")
		}
		return w.t("desk.act_answer")
	case len(c.Aspects) > 0:
		return w.t("desk.act_review")
	}
	posts := slices.ContainsFunc(c.Step.Moves, func(m flow.Move) bool { return slices.Contains(m.Does, flow.Publish) })
	switch {
	case c.State.Waiting() == flow.WaitsForUnit:
		return w.t("desk.act_unit")
	case c.Step.Pause:
		return w.t("desk.act_supplement")
	case c.State.Document.IsZero():
		return w.t("desk.act_receive")
	case posts:
		return w.t("desk.act_post")
	case c.State.Published.Public():
		return w.t("desk.act_verify")
	}
	return w.t("desk.act_handle")
}
