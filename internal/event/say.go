package event

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"congbo/internal/locale"
	"congbo/internal/vi"
)

// Names tell what the references in an event are called. A nil function, or an
// empty answer, leaves the reference as it is.
type Names struct {
	// Person is the name of a person.
	Person func(id int64) string
	// Title is what a value of Data is called: Title(KeyStep, "review"). A move
	// is named with its step: Title(KeyMove, "review/approve").
	Title func(key, value string) string
	// Minutes is how the procedure itself wants a move told, with {0} for who.
	Minutes func(step, move string) string
	// Time writes an instant as people read it.
	Time func(time.Time) string
}

// Say tells an event in one sentence, as minutes would: who did what, for whom
// and by which clause. It is the only place where events become sentences;
// the history of a case, a diary and the log are made of it.
//
// The messages of catalog event.json have these values: {0} who, {1} the step,
// {2} the step entered, {3} the move, {4} aspects, {5} item, {6} answer,
// {7} letter, {8} role, {9} due time, {10} outcome, {11} what ran out,
// {12} number, {13} the place, name or subject it is about, {14} units that
// lend a hand, {15} the day, {16} why not,
// {17} what it was due before.
func Say(l locale.Lang, e Event, n Names) string {
	title := func(key string) string {
		v := e.Data[key]
		if v == "" {
			return ""
		}
		names := strings.Split(v, ",")
		for i, name := range names {
			if n.Title != nil {
				if key == KeyMove {
					name = e.Data[KeyStep] + "/" + name
				}
				if t := n.Title(key, name); t != "" {
					names[i] = t
				}
			}
		}
		return strings.Join(names, ", ")
	}
	about := title(KeyPlace)
	for _, key := range []string{KeyName, KeySite} {
		if about == "" {
			about = title(key)
		}
	}
	if p := e.Data[KeyProcedure]; about == "" && p != "" {
		about = p + ", " + locale.T(l, "event.version", e.Data[KeyVersion])
	}
	if about == "" {
		about = e.Subject
	}
	if id, ok := strings.CutPrefix(e.Subject, "person:"); ok && slices.Contains([]Verb{SenderConfirmed, SenderDenied, DiarySigned, CaseAssigned}, e.Verb) {
		if n.Person != nil {
			number, _ := strconv.ParseInt(id, 10, 64)
			about = cmp.Or(n.Person(number), about)
		}
	}
	who := e.who(l, n)
	text := ""
	if n.Minutes != nil && e.Data[KeyMove] != "" && (e.Verb == CaseMoved || e.Verb == MoveMade) && e.Data[KeyTimer] == "" && e.Data[KeyName] == "" {
		text = strings.ReplaceAll(n.Minutes(e.Data[KeyStep], e.Data[KeyMove]), "{0}", who)
	}
	if text == "" {
		key := string(e.Verb.Key())
		if variant := key + "." + e.variant(); locale.Has(l, variant) {
			key = variant
		}
		text = locale.T(l, key, who, title(KeyStep), title(KeyTo), title(KeyMove), title(KeyAspect), title(KeyItem),
			title(KeyAnswer), title(KeyLetter), title(KeyRole), e.due(n, KeyDue), title(KeyOutcome), title(KeyTimer),
			e.Data[KeyNumber], about, title(KeyWith), e.day(l), title(KeyTrouble), e.due(n, KeyWas))
	}
	if strings.HasPrefix(e.Data[KeyVia], "letter:") {
		text = locale.T(l, "event.via_letter", strings.TrimSuffix(text, "."))
	}
	if c := e.Data[KeyClause]; c != "" {
		text = locale.T(l, "event.clause", strings.TrimSuffix(text, "."), Clause(l, c))
	}
	return text
}

var article = regexp.MustCompile(`^(\d{1,3})(?:\.(\d{1,3})([a-zđ])?)?$`)

// Clause says a clause of a procedure's source in words: "IV.b.2" is a section
// ("mục IV.b.2"), "7.1a" an article of a statute ("điểm a khoản 1 Điều 7").
// Several stand with commas between them.
func Clause(l locale.Lang, clauses string) string {
	list := strings.Split(clauses, ",")
	for i, c := range list {
		c = strings.TrimSpace(c)
		switch m := article.FindStringSubmatch(c); {
		case m == nil:
			list[i] = locale.T(l, "event.section", c)
		case m[3] != "":
			list[i] = locale.T(l, "event.article_point", m[1], m[2], m[3])
		case m[2] != "":
			list[i] = locale.T(l, "event.article_clause", m[1], m[2])
		default:
			list[i] = locale.T(l, "event.article", m[1])
		}
	}
	return strings.Join(list, ", ")
}

// variant names the form of a verb's sentence where it has several.
func (e Event) variant() string {
	switch e.Verb {
	case VerdictGiven, VerdictReplaced, PageChecked, CorrectionHeeded, QuestionAnswered:
		return e.Data[KeyAnswer]
	case CaseOpened:
		if name := e.Data[KeyName]; e.Data[KeyPlace] == "" && (name == "board" || name == "leadership") { // somebody without an account was asked
			return name + "-guest"
		}
		return e.Data[KeyName]
	case MessageAdded:
		return e.Data[KeyName]
	case CaseMoved:
		if e.Data[KeyName] != "" { // not somebody's move, but a letter's
			return e.Data[KeyName]
		}
		return e.Data[KeyTimer]
	case ChangeBegun, ChangeDropped:
		return e.Data[KeyName]
	case Published, Unpublished, Withdrawn, Archived, Expired, ShownAgain:
		if e.Data[KeySite] != "" { // of one edition, where the decision tells of all
			return "site"
		}
	case UnitAssigned:
		if e.Data[KeyWith] != "" {
			return "with"
		}
	case DueChanged:
		switch {
		case e.Data[KeyWas] != "" && e.Data[KeyDay] != "":
			return "day"
		case e.Data[KeyWas] != "":
			return "was"
		}
	case CaseAssigned:
		if e.Data[KeyReason] != "" {
			return "over"
		}
	case Reminded, Overdue:
		if e.Data[KeyRole] == "" { // those in whose hands it is were told
			return "hands"
		}
	}
	return ""
}

func (e Event) who(l locale.Lang, n Names) string {
	name := func(id int64) string {
		if n.Person != nil {
			if s := n.Person(id); s != "" {
				return s
			}
		}
		return locale.T(l, "event.person", id)
	}
	switch {
	case e.Actor == 0 && e.Data[KeyRole] == "requester":
		if n.Title != nil { // what this procedure calls them
			if s := n.Title(KeyRole, "requester"); s != "" {
				first, size := utf8.DecodeRuneInString(s)
				return string(unicode.ToUpper(first)) + s[size:]
			}
		}
		return locale.T(l, "event.requester")
	case e.Actor == 0:
		return locale.T(l, "event.program")
	case e.OnBehalfOf != 0:
		return locale.T(l, "people.on_behalf", name(e.Actor), name(e.OnBehalfOf))
	}
	return name(e.Actor)
}

func (e Event) due(n Names, key string) string {
	v := e.Data[key]
	if t, err := time.Parse(time.RFC3339, v); err == nil && n.Time != nil {
		return n.Time(t)
	}
	return v
}

// day writes the day that an event is about.
func (e Event) day(l locale.Lang) string {
	t, err := time.ParseInLocation(time.DateOnly, e.Data[KeyDay], vi.Zone)
	if err != nil {
		return e.Data[KeyDay]
	}
	return vi.Date(l, t)
}
