package notify

import (
	"maps"
	"slices"

	"congbo/internal/cases"
	"congbo/internal/flow"
	"congbo/internal/locale"
)

// Templates lists the letters that the program writes, for tests and for the
// page on which an office will reword them.
var Templates = []string{
	"acknowledgement", "changes", "declined", "result", "posted", "answer", "opinion", "returned", "note",
	"question-received", "interim", "elsewhere", "unit-refused", "assignment", "translation", "batch", "information-request",
	"commission", "commission-later", "commission-reminder", "commission-overdue", "commission-received", "commission-cancelled",
	"error-fixed", "error-answered", "error-report",
	"task", "reminder", "overdue", "stale", "nobody", "message", "page-failed",
	"calendar-year", "reassigned", "extension-asked", "extension-granted", "extension-refused", "decision", "decision-opinion", "decision-replied", "query", "query-done",
	"approval-voided", "answer-voided", "question-withdrawn", "force-published", "source-changed", "source-gone", "plan-failed", "plan-late", "term-failed", "release-failed", "delivery-failed",
	"batch-list", "batch-due", "batch-late", "duty-due", "duty-missed",
	"disposal-proposed", "disposal-approved", "disposal-refused", "disposal-dropped", "disposal-done",
	"mention", "comment-reply", "writing-taken",
	"digest", "delegation", "broken-links",
	"invitation", "reset", "password-changed", "second-factor-removed",
}

// Where the values of letters come from, for the office that rewords them.
var (
	always  = []string{"name", "office", "office-address", "institution"}
	ofCase  = []string{"code", "title", "sender", "step", "due", "reason", "clause", "procedure", "desk"}
	ofAsker = []string{"code", "title", "sender", "step", "due", "reason", "clause", "procedure", "links", "track", "answer"}
)

// linkPlaces are the values that are addresses: a link leads to nothing else.
var linkPlaces = []string{"desk", "track", "link", "answer", "links", "approve", "return", "ask"}

// demands are the values without which a letter would be no use to its reader,
// beside the code by which answers to a requester's letter find the request.
var demands = map[string][]string{
	"result": {"answer", "links"}, "changes": {"reason"}, "declined": {"reason"}, "unit-refused": {"reason"}, "elsewhere": {"reason"}, "interim": {"reason"},
	"note": {"reason"}, "answer": {"links"}, "invitation": {"desk"}, "reset": {"desk"}, "digest": {"list"}, "batch-list": {"list"},
	"commission": {"link", "reason"}, "commission-reminder": {"link"}, "commission-overdue": {"link"}, "commission-later": {"reason"}, "commission-cancelled": {"reason"},
	"decision": {"text", "approve", "return", "ask"}, "decision-opinion": {"text", "approve", "return", "ask"},
	"decision-replied": {"reason", "text", "approve", "return", "ask"}, "extension-asked": {"reason"}, "extension-refused": {"reason"}, "query": {"reason"}, "query-done": {"reason"},
	"error-fixed": {"track"}, "error-answered": {"reason", "track"}, "error-report": {"reason"},
	"disposal-proposed": {"desk"}, "disposal-refused": {"reason"},
}

// shippedText is the text of a letter that the program ships.
func shippedText(template string) (subject, body locale.Text) {
	key := "letter." + template
	return locale.Text{VI: locale.T(locale.VI, key+".subject"), EN: locale.T(locale.EN, key+".subject")},
		locale.Text{VI: locale.T(locale.VI, key+".body"), EN: locale.T(locale.EN, key+".body")}
}

// Places lists the values that a letter may use, in the order in which a page
// explains them: those that are there for its kind, and whatever the shipped
// text has.
func Places(template string) []string {
	list := slices.Clone(always)
	switch {
	case ToAsker(template):
		list = append(list, ofAsker...)
	case template == templateDigest:
		list = append(list, listPlace)
	case OfCase(template):
		list = append(list, ofCase...)
	}
	subject, body := shippedText(template)
	more := make(map[string]bool)
	for _, text := range []string{subject.VI, subject.EN, body.VI, body.EN} {
		for _, m := range blank.FindAllStringSubmatch(text, -1) {
			more[m[1]] = true
		}
		for _, m := range conditions.FindAllStringSubmatch(text, -1) {
			more[m[1]] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(more)) {
		if !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	return list
}

// noCase are letters about a person's account, and the letter of a day.
var noCase = []string{"calendar-year", "broken-links", "digest", "delegation", "invitation", "reset", "password-changed", "second-factor-removed",
	"batch-list", "batch-due", "batch-late", "duty-due", "duty-missed",
	"disposal-proposed", "disposal-approved", "disposal-refused", "disposal-dropped", "disposal-done"}

// OfCase reports whether a letter is about a case.
func OfCase(template string) bool { return !slices.Contains(noCase, template) }

// ToAsker reports whether a letter goes to whoever asked, from outside.
func ToAsker(template string) bool {
	return template == "note" || template == cases.TemplateAsked || template == cases.TemplateErrorFixed || template == cases.TemplateErrorKept || cases.Facing(flow.Letter(template))
}
