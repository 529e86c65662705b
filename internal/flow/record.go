package flow

import (
	"strconv"
	"strings"
	"time"

	"congbo/internal/event"
	"congbo/internal/people"
)

// Event is the line of the record that tells the happening. The caller adds
// the chain, the case, the subject and the time.
func (h Happening) Event() event.Event {
	e := event.Event{Verb: h.Verb, Actor: int64(h.By.Person), OnBehalfOf: int64(h.By.For)}
	set := func(key, value string) {
		if value == "" {
			return
		}
		if e.Data == nil {
			e.Data = make(map[string]string)
		}
		e.Data[key] = value
	}
	set(event.KeyStep, string(h.Step))
	set(event.KeyTo, string(h.To))
	set(event.KeyMove, string(h.Move))
	set(event.KeyClause, h.Clause)
	set(event.KeyAspect, string(h.Aspect))
	for i, a := range h.Aspects {
		if i == 0 {
			set(event.KeyAspect, string(a))
		} else {
			e.Data[event.KeyAspect] += "," + string(a)
		}
	}
	set(event.KeyHash, h.Hash)
	set(event.KeyItem, h.Item)
	set(event.KeyLetter, string(h.Letter))
	set(event.KeyEffect, string(h.Effect))
	set(event.KeyTimer, string(h.Timer))
	set(event.KeyOutcome, string(h.Outcome))
	set(event.KeyTrouble, string(h.Trouble))
	set(event.KeyDigest, h.Words.Digest)
	set(event.KeyPlace, unitKey(h.Unit))
	set(event.KeyWith, h.WithKey())
	set(event.KeyName, string(h.Change))
	if h.Batch != 0 {
		set(event.KeyNumber, strconv.FormatInt(h.Batch, 10))
	}
	if h.Words.ID != 0 {
		set(event.KeyReason, strconv.FormatInt(h.Words.ID, 10))
	}
	if !h.Due.IsZero() {
		set(event.KeyDue, h.Due.UTC().Format(time.RFC3339Nano))
	}
	if !h.Was.IsZero() {
		set(event.KeyWas, h.Was.UTC().Format(time.RFC3339Nano))
	}
	set(event.KeyDay, h.Day)
	switch h.Verb {
	case event.VerdictGiven, event.VerdictReplaced, event.CorrectionHeeded:
		set(event.KeyAnswer, map[bool]string{true: "yes", false: "no"}[h.Yes])
	case event.Reminded, event.Overdue, event.Stale, event.NobodyLeft:
		set(event.KeyRole, joinRoles(h.Notify))
		return e
	default:
		set(event.KeyAnswer, string(h.Answer))
	}
	set(event.KeyRole, string(h.Role))
	return e
}

// WithKey is how the record names the units that lend a hand: "unit:3,unit:4".
func (h Happening) WithKey() string {
	s := make([]string, len(h.With))
	for i, u := range h.With {
		s[i] = unitKey(u)
	}
	return strings.Join(s, ",")
}

func unitKey(id int64) string {
	if id == 0 {
		return ""
	}
	return string(people.Unit) + ":" + strconv.FormatInt(id, 10)
}

func joinRoles(roles []people.Role) string {
	s := make([]string, len(roles))
	for i, r := range roles {
		s[i] = string(r)
	}
	return strings.Join(s, ",")
}
