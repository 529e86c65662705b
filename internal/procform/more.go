package procform

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/workday"
)

// subjects are what the cases of a procedure can be about.
func (f *form) subjects() []Choice {
	var list []Choice
	for _, s := range flow.Subjects {
		list = append(list, Choice{Value: string(s), Label: upper(f.words.Subject(s))})
	}
	return list
}

// places are where a case can lie when it opens.
func (f *form) places() []Choice {
	return []Choice{{Label: upper(f.t("compare.lies_"))}, {Value: string(flow.LiesAtMailbox), Label: upper(f.t("compare.lies_mailbox"))}}
}

// issued is what the paper says of how it was put into force: by which decision,
// from when, and by whose hands it went.
func (f *form) issued() List {
	p := &f.p.Paper
	l := List{Title: f.t("desk.proc_draft_issued"), Hint: f.t("desk.proc_draft_issued_hint")}
	l.Rows = append(l.Rows, Row{Title: f.what("decision"), Fields: []Field{
		f.field("text", "paper/decision/number", f.t("desk.proc_draft_decision_number"), p.Decision.Number), f.day("paper/decision/date", f.t("desk.proc_draft_decision_date"), p.Decision.Date),
		f.field("text", "paper/decision/signer", f.t("desk.proc_draft_decision_signer"), p.Decision.Signer), f.day("paper/effective", f.what("effective"), p.Effective)}})
	for _, x := range []struct {
		key string
		of  flow.Signatory
	}{{"drafter", p.Drafter}, {"reviewer", p.Reviewer}, {"approver", p.Approver}} {
		l.Rows = append(l.Rows, Row{Title: f.what(x.key), Fields: append(f.both("paper/"+x.key+"/title", f.t("desk.proc_draft_office"), x.of.Title),
			f.field("text", "paper/"+x.key+"/name", f.t("desk.proc_draft_name"), x.of.Name))})
	}
	return l
}

// day is a field for a date, written as people write it.
func (f *form) day(path, label, date string) Field {
	if at, err := time.Parse(time.DateOnly, date); err == nil {
		date = at.Format("02/01/2006")
	}
	d := f.field("text", path, label, date)
	d.Hint = f.t("desk.proc_draft_day_hint")
	return d
}

// writtenDay is a date as the file has it. What is none stays, so that the mistake
// is told where it stands.
func writtenDay(s string) string {
	if at, err := time.Parse("2/1/2006", strings.ReplaceAll(s, " ", "")); err == nil {
		return at.Format(time.DateOnly)
	}
	return s
}

// batch are the fields of a step that gathers its cases and hands them over
// together.
func (f *form) batch(part *Part, at string, s *flow.Step) {
	b := flow.Batching{}
	if s.Batch != nil {
		b = *s.Batch
	}
	moves := []Choice{{Label: f.t("desk.proc_draft_no_batch")}}
	for i := range s.Moves {
		moves = append(moves, Choice{Value: string(s.Moves[i].ID), Label: s.Moves[i].Label.In(f.l)})
	}
	part.More = append(part.More, f.choice(at+"batch/move", f.what("batch_move"), string(b.Move), moves), f.rhythm(at+"batch/rhythm", f.what("batch_rhythm"), b.Rhythm))
	if s.Batch == nil {
		return
	}
	part.More = append(part.More, f.checks(at+"batch/late", f.what("batch_late"), words(b.Late), f.roles(false)))
	path := at + "batch/kinds"
	fresh := []Field{f.freshChoice(path+"/of", f.t("desk.proc_draft_kind"), append([]Choice{{Label: f.t("desk.choose")}}, f.kinds...)), f.fresh("text", path+"/rhythm", f.what("batch_rhythm"))}
	fresh[1].Hint = f.t("desk.proc_draft_rhythm_hint")
	part.Lists = append(part.Lists, f.list(path, f.what("batch_kinds"), f.t("desk.proc_draft_kinds_hint"), len(b.Kinds), func(i int, at string) Row {
		k := b.Kinds[i]
		return Row{Title: strconv.Itoa(i + 1), Fields: []Field{f.checks(at+"/of", f.t("desk.proc_draft_kind"), k.Of, f.kinds), f.rhythm(at+"/rhythm", f.what("batch_rhythm"), k.Rhythm)}}
	}, fresh...))
}

func (f *form) rhythm(path, label string, r workday.Rhythm) Field {
	d := f.field("text", path, label, r.In(f.l))
	d.Hint = f.t("desk.proc_draft_rhythm_hint")
	return d
}

var (
	clockWord = regexp.MustCompile(`\d{1,2}[:hg]\d{2}`)
	dayWord   = regexp.MustCompile(`(?i)(?:ngày|day|mùng|mồng)\s+(\d{1,2})\b`)
	lastWord  = regexp.MustCompile(`(?i)cuối tháng|\blast\b`)
	dailyWord = regexp.MustCompile(`(?i)h[àằ]ng ngày|mỗi ngày|\bdaily\b|every (working )?day`)
)

// writtenRhythm reads a rhythm as it is said in words, and as the file has it.
// What it does not understand it leaves, so that the mistake is told where it
// stands.
func writtenRhythm(s string) string {
	if r, err := workday.ParseRhythm(s); err == nil {
		return r.String()
	}
	clock := strings.NewReplacer("h", ":", "g", ":").Replace(clockWord.FindString(s))
	if clock == "" {
		return s
	}
	on, every := "", ""
	for i := range 7 {
		for _, l := range locale.Langs {
			if strings.Contains(strings.ToLower(s), strings.ToLower(workday.Weekday(l, time.Weekday(i)))) {
				every, on = "weekly", workday.Weekdays[i]
			}
		}
	}
	switch day := dayWord.FindStringSubmatch(s); {
	case every != "":
	case lastWord.MatchString(s):
		every, on = "monthly", "last"
	case day != nil:
		every, on = "monthly", day[1]
	case dailyWord.MatchString(s):
		every = "daily"
	}
	if r, err := workday.ParseRhythm(every + " " + on + " " + clock); err == nil {
		return r.String()
	}
	return s
}

// additions is what of the keys that stand there the source document does not
// state; of a list or a group its parts can be named alone.
func (f *form) additions(path string, chosen []string, there ...string) []Field {
	var list []Choice
	for _, key := range there {
		if key != "" && !slices.ContainsFunc(list, func(c Choice) bool { return c.Value == key }) {
			list = append(list, Choice{Value: key, Label: upper(f.words.Key(key))})
		}
	}
	for _, key := range chosen {
		if !slices.ContainsFunc(list, func(c Choice) bool { return c.Value == key }) {
			list = append(list, Choice{Value: key, Label: upper(f.words.Key(key))})
		}
	}
	if len(list) == 0 {
		return nil
	}
	return []Field{f.checks(path, f.what("additions"), chosen, list)}
}

// stands is a key that stands there, with its parts where they are several.
func stands(there bool, key string, parts ...string) []string {
	if !there {
		return nil
	}
	list := []string{key}
	if len(parts) > 1 {
		for _, p := range parts {
			list = append(list, key+"/"+p)
		}
	}
	return list
}

func (f *form) wholeKeys() []string {
	p := f.p
	return slices.Concat(stands(!p.Within.IsZero(), "within"), stands(len(p.Remind) > 0, "remind"), stands(len(p.Overdue) > 0, "overdue"), stands(p.Receipt != "", "receipt"),
		stands(p.Commission != "", "commission"), stands(len(p.Force) > 0, "force"), stands(len(p.Escalate) > 0, "escalate"), stands(p.Lies != "", "lies"), stands(len(p.Criteria) > 0, "criteria"))
}

func stepKeys(s *flow.Step) []string {
	var aspects, consult, batch []string
	for _, v := range s.Verdicts {
		aspects = append(aspects, string(v.Aspect))
	}
	if c := s.Consult; c != nil {
		consult = slices.Concat(stands(!c.Within.IsZero(), "within"), stands(len(c.Remind) > 0, "remind"), stands(len(c.Overdue) > 0, "overdue"), stands(c.Letter != "", "letter"))
		consult = append(consult, "of")
	}
	if b := s.Batch; b != nil {
		batch = slices.Concat([]string{"rhythm"}, stands(len(b.Kinds) > 0, "kinds"), stands(len(b.Late) > 0, "late"))
	}
	c := s.Checklist
	return slices.Concat(stands(len(s.By) > 0, "by", words(s.By)...), stands(s.Or != "", "or"), stands(len(s.Else) > 0, "else"), stands(s.Answerable != "", "answerable"), stands(len(s.Edit) > 0, "edit"),
		stands(len(s.Except) > 0, "except"), stands(!s.Within.IsZero(), "within"), stands(len(s.Remind) > 0, "remind"), stands(len(s.Overdue) > 0, "overdue"), stands(len(s.Stale) > 0, "stale"),
		stands(len(s.Verdicts) > 0, "verdicts", aspects...), stands(len(c.Required)+len(c.Recommended) > 0, "checklist", "required", "recommended"), stands(s.Consult != nil, "consult", consult...),
		stands(s.Batch != nil, "batch", batch...), stands(s.Skip != nil, "skip"), stands(s.Silence != nil, "silence"))
}

func moveKeys(m *flow.Move) []string {
	return slices.Concat(stands(len(m.By) > 0, "by", words(m.By)...), stands(len(m.Except) > 0, "except"), stands(len(m.When) > 0, "when", said(m.When)...), stands(m.Reason != flow.NoReason, "reason"),
		stands(m.Letter != "", "letter"), stands(len(m.Does) > 0, "does", words(m.Does)...), stands(len(m.Wants) > 0, "wants", words(m.Wants)...), stands(m.Until > 0, "until"))
}
