package cases

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"congbo/internal/event"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
)

// The letters that cases write beside those that procedures name. Their words
// are in catalog notify.json, under "letter.<template>.…".
const (
	TemplateTask     = "task"     // it is your turn
	TemplateReminder = "reminder" // a limit comes near
	TemplateOverdue  = "overdue"  // it has run out
	TemplateStale    = "stale"    // so long in one step
	TemplateNobody   = "nobody"   // nobody eligible is left
	TemplateMessage  = "message"  // the sender has written

	TemplateApprovalVoided    = "approval-voided"    // the text is no longer the one approved
	TemplateAnswerVoided      = "answer-voided"      // nor the one that leadership answered about
	TemplateQuestionWithdrawn = "question-withdrawn" // those who were asked need not answer
	TemplateReassigned        = "reassigned"         // what one was at was handed to somebody else

	TemplateExtensionAsked   = "extension-asked"   // more time is asked for
	TemplateExtensionGranted = "extension-granted" // and given
	TemplateExtensionRefused = "extension-refused"

	TemplateForcePublished = "force-published" // public before approval
)

// notices are the letters to those whom a happening names. Nobody is written to
// about the others: whose turn it becomes learns it from [Cases.callHands], that
// a sender has written from [Cases.MessageCame].
var notices = map[event.Verb]string{
	event.Reminded:          TemplateReminder,
	event.Overdue:           TemplateOverdue,
	event.Stale:             TemplateStale,
	event.NobodyLeft:        TemplateNobody,
	event.ApprovalVoided:    TemplateApprovalVoided,
	event.AnswerVoided:      TemplateAnswerVoided,
	event.QuestionWithdrawn: TemplateQuestionWithdrawn,
	event.ForcePublished:    TemplateForcePublished,
	event.ExtensionAsked:    TemplateExtensionAsked,
	event.ExtensionGranted:  TemplateExtensionGranted,
	event.ExtensionRefused:  TemplateExtensionRefused,
	event.PlanFailed:        TemplatePlanFailed,
	event.PlanLate:          TemplatePlanLate,
	event.TermFailed:        TemplateTermFailed,
}

// Inward reports whether a letter is to colleagues about their work, not to
// whoever asked.
func Inward(template string) bool {
	switch template {
	case TemplateBatchSent, TemplateBatchDue, TemplateBatchLate, TemplateDutyDue, TemplateDutyMissed, TemplateTask, TemplateMessage, TemplatePageFailed, TemplateReleaseFailed, TemplateDecision, TemplateOpinion, TemplateReplied, TemplateQuery, TemplateQueryDone, TemplateReassigned, TemplateSourceChanged, TemplateSourceGone, TemplateErrorReported:
		return true
	}
	for _, t := range notices {
		if t == template {
			return true
		}
	}
	return false
}

// carry does everything that follows from an act: the record, the effects on
// public pages, letters to the requester and to offices. It tells which
// colleagues were written to.
func (c *Cases) carry(ctx context.Context, tx *store.Tx, d *Dossier, happenings []flow.Happening, act flow.Act) (map[people.PersonID]bool, error) {
	told := make(map[people.PersonID]bool)
	for _, h := range happenings {
		if h.Effect != "" {
			do, ok := c.Effects[h.Effect]
			if !ok {
				return nil, fmt.Errorf("case %s: nothing carries out %q", d.Case.Code, h.Effect)
			}
			if err := do(ctx, tx, d, h); err != nil {
				return nil, err
			}
		}
		if h.Whom != 0 {
			if err := d.settleSender(ctx, h); err != nil {
				return nil, err
			}
		}
		tx.Record(d.Case.Institution, history(d, h))
		if h.Verb == event.CaseReopened { // for what came after the end
			if err := d.seen(ctx, math.MaxInt64, h.By); err != nil {
				return nil, err
			}
		}
		here, err := c.writeAbout(ctx, tx, d, h, act)
		if err != nil {
			return nil, err
		}
		maps.Copy(told, here)
	}
	return told, nil
}

// facing are the letters that go to whoever asked; the others go to the roles
// of the happening.
var facing = map[flow.Letter]bool{
	flow.LetterReceipt: true, flow.LetterChanges: true, flow.LetterDeclined: true, flow.LetterResult: true, flow.LetterAnswer: true,
	flow.LetterPosted: true, flow.LetterQuestion: true, flow.LetterInterim: true, flow.LetterElsewhere: true,
	flow.LetterUnitRefused: true,
}

// Facing reports whether a letter of a procedure goes to whoever asked.
func Facing(l flow.Letter) bool { return facing[l] }

// writeAbout queues the letter of a happening, to whoever asked or to the roles
// it names, and tells which colleagues it goes to.
func (c *Cases) writeAbout(ctx context.Context, tx *store.Tx, d *Dossier, h flow.Happening, act flow.Act) (map[people.PersonID]bool, error) {
	switch {
	case facing[h.Letter] && h.Verb == event.CaseOpened:
		return nil, nil // written by intake, which knows whether it may be answered
	case facing[h.Letter]:
		return nil, c.WriteRequester(ctx, tx, d, string(h.Letter), letterData(d, h, act.Reason))
	case h.Letter != "":
		told, err := c.tellRoles(ctx, tx, d, string(h.Letter), h.Notify, letterData(d, h, act.Reason), 0)
		if err == nil {
			err = c.tellHelpers(ctx, tx, d, h, told, act.Reason)
		}
		return told, err
	case notices[h.Verb] != "":
		data := letterData(d, h, act.Reason)
		told, err := c.tellRoles(ctx, tx, d, notices[h.Verb], h.Notify, data, d.teller())
		if err == nil {
			err = c.tellAll(ctx, tx, d, notices[h.Verb], also(h.Also), told, data)
		}
		return told, err
	}
	return nil, nil
}

// WriteRequester queues a letter to whoever asked, if there is an address.
func (c *Cases) WriteRequester(ctx context.Context, tx *store.Tx, d *Dossier, template string, data map[string]string) error {
	if d.Request == nil || d.Request.SenderEmail == "" {
		return nil
	}
	if err := d.openLink(ctx, data); err != nil {
		return err
	}
	l := d.toRequester(template, data)
	l.MessageID = c.NewMessageID()
	return tx.AddLetter(ctx, l)
}

func (d *Dossier) toRequester(template string, data map[string]string) *store.Letter {
	return &store.Letter{Institution: d.Case.Institution, Case: d.Case.ID, Request: d.Case.Request, Person: d.Request.Person,
		Template: template, Lang: d.Request.Lang, ToName: d.Request.SenderName, ToEmail: d.Request.SenderEmail, Mailbox: d.Request.Mailbox, Data: data}
}

// Draft is a letter to whoever asked as a move would send it now, with words
// and, where the move names one, a date; it is for looking at only. The case
// has a request.
func (v *View) Draft(letter flow.Letter, words string, due time.Time) *store.Letter {
	l := v.toRequester(string(letter), letterData(v.Dossier, flow.Happening{Due: due}, words))
	l.CreatedAt = v.Now
	return l
}

// tellRoles queues a letter to everybody who holds one of roles where the case
// lies, once to each (F-K4), and not to except, who knows. It tells whom.
func (c *Cases) tellRoles(ctx context.Context, tx *store.Tx, d *Dossier, template string, roles []people.Role, data map[string]string, except people.PersonID) (map[people.PersonID]bool, error) {
	told := map[people.PersonID]bool{except: true}
	for _, role := range roles {
		if d.supplier(role) {
			continue
		}
		if role == people.Requester {
			if err := c.WriteRequester(ctx, tx, d, d.askedLetter(template), data); err != nil {
				return nil, err
			}
			continue
		}
		if err := c.tellAll(ctx, tx, d, template, d.Holders(role), told, data); err != nil {
			return nil, err
		}
	}
	return told, nil
}

// tellPerson puts a letter into the inbox of a colleague, and sends it where they
// want that. Where they are among calling, and the letter says that it is their
// turn, they can decide by it.
func (c *Cases) tellPerson(ctx context.Context, tx *store.Tx, d *Dossier, template string, id people.PersonID, data map[string]string, calling []people.Holder) error {
	p, err := tx.Person(ctx, id)
	if err != nil {
		return err
	}
	if p.State != store.PersonActive {
		return nil
	}
	if p.Email != "" {
		if template, data, err = d.callFor(ctx, p, template, calling, data); err != nil {
			return err
		}
	}
	return tx.Tell(ctx, &store.Letter{Institution: d.Case.Institution, Case: d.Case.ID, Person: id, Template: template, Lang: p.Lang,
		ToName: p.Name, ToEmail: p.Email, Mailbox: d.Case.Mailbox, Data: data, MessageID: c.NewMessageID()}, SortOf(template))
}

// readNotices marks what somebody was told of the case as read when they act on
// it; and, once it goes on, what anybody was told of the step that is behind it.
func (d *Dossier) readNotices(ctx context.Context, goesOn bool) error {
	if goesOn {
		if err := d.tx.PassNotices(ctx, d.Case.ID); err != nil {
			return err
		}
	}
	if d.Actor.Person == 0 || d.Actor.Letter {
		return nil
	}
	return d.tx.ReadNoticesOf(ctx, d.Actor.Person, d.Case.ID)
}

// SortOf says what a letter to a colleague is about. Those that a procedure
// itself asks for are demanded: nobody chooses not to get them.
func SortOf(template string) store.Sort {
	switch template {
	case TemplateTask:
		return store.SortTask
	case TemplateDecision, TemplateOpinion, TemplateReplied:
		return store.SortDecision
	case TemplateMessage, TemplateQuery, TemplateQueryDone, TemplateErrorReported:
		return store.SortMessage
	case TemplateBatchDue, TemplateBatchLate, TemplateDutyDue, TemplateDutyMissed, TemplateReminder, TemplateOverdue, TemplateStale, TemplateExtensionAsked, TemplateExtensionGranted, TemplateExtensionRefused, TemplateAskedLater, TemplateAskedCancelled:
		return store.SortDue
	case TemplateApprovalVoided, TemplateAnswerVoided, TemplateQuestionWithdrawn, TemplateForcePublished, TemplateReassigned, TemplateSourceChanged, TemplateSourceGone:
		return store.SortChange
	case TemplateNobody, TemplatePageFailed, TemplatePlanFailed, TemplatePlanLate, TemplateTermFailed:
		return store.SortTrouble
	case TemplateMention, TemplateReply, TemplateWritingTaken:
		return store.SortTalk
	}
	return store.SortDemand
}

// callHands tells those whose turn it has become (F-K1): the hands of a step
// that was entered, or those to whom a question was put; not again those whom
// the same act wrote to.
func (c *Cases) callHands(ctx context.Context, tx *store.Tx, d *Dossier, before flow.State, turn flow.Turn, told map[people.PersonID]bool) error {
	after := d.State
	asked := after.Consult.Pending() && (!before.Consult.Pending() || before.Consult.Put != after.Consult.Put)
	answered := before.Consult.Pending() && !after.Consult.Pending()
	if !after.Ended.IsZero() || before.Entry == after.Entry && !asked && !answered {
		return nil
	}
	told[d.Actor.Person] = true
	data := letterData(d, flow.Happening{Step: after.Step, Due: after.Due()}, "")
	return c.tellAll(ctx, tx, d, TemplateTask, d.called(turn), told, data)
}

// called are those whose turn it is. Whoever may take a case out of the hands of
// a unit is not called for it while somebody there can answer.
func (d *Dossier) called(turn flow.Turn) []people.Holder {
	if d.guest() && d.State.Awaited() {
		return nil // it is nobody's turn at the desk
	}
	if d.State.Waiting() != flow.WaitsForUnit {
		return turn.People
	}
	var own []people.Holder
	for _, role := range d.Procedure.Step(d.State.Step).By {
		for _, h := range d.Holders(role) {
			if slices.Contains(turn.People, h) {
				own = append(own, h)
			}
		}
	}
	if len(own) == 0 {
		return turn.People
	}
	return own
}

// tellAll queues a letter to each of holders who has not been told yet.
func (c *Cases) tellAll(ctx context.Context, tx *store.Tx, d *Dossier, template string, holders []people.Holder, told map[people.PersonID]bool, data map[string]string) error {
	calling, err := d.calling(ctx, template)
	if err != nil {
		return err
	}
	for _, h := range holders {
		if told[h.Person] || h.Person == 0 {
			continue
		}
		told[h.Person] = true
		if err := c.tellPerson(ctx, tx, d, template, h.Person, data, calling); err != nil {
			return err
		}
	}
	return nil
}

// letterData is what a letter about a case says, as it was when it was decided
// on. Times are RFC 3339; names come in both languages.
func letterData(d *Dossier, h flow.Happening, reason string) map[string]string {
	data := map[string]string{"code": d.Case.Code, "case": fmt.Sprint(d.Case.ID), "title": d.Case.Title, "sender": d.Case.Sender}
	if d.Revision != nil && d.Revision.Title != "" {
		data["title"] = d.Revision.Title
	}
	if reason != "" {
		data["reason"] = reason
	}
	if h.Clause != "" {
		for _, l := range locale.Langs {
			data["clause."+string(l)] = event.Clause(l, h.Clause)
			data["procedure."+string(l)] = d.Procedure.Title.In(l)
		}
	}
	if len(d.Links) > 0 {
		data["links"] = strings.Join(d.Links, "\n")
	}
	step := d.Procedure.Step(d.State.Step)
	if h.Step != "" && h.Timer != "" {
		step = d.Procedure.Step(h.Step)
	}
	if step != nil {
		data["step.vi"], data["step.en"] = step.Title.In(locale.VI), step.Title.In(locale.EN)
	}
	if h.Trouble != "" {
		for _, l := range locale.Langs {
			data["trouble."+string(l)] = locale.T(l, "flow.trouble."+string(h.Trouble))
		}
	}
	due := h.Due
	if due.IsZero() {
		due = d.State.Due()
	}
	if !due.IsZero() {
		data["due"] = due.UTC().Format(time.RFC3339)
	}
	return data
}

// TemplatePageFailed tells the hands of a case that the robot found something
// wrong on its page.
const TemplatePageFailed = "page-failed"

// TellHands queues a letter to everybody who can act on a case now.
func (c *Cases) TellHands(ctx context.Context, tx *store.Tx, id int64, template string) error {
	d, err := c.load(ctx, tx, id)
	if err != nil {
		return err
	}
	return d.tellHands(ctx, template)
}

func (d *Dossier) tellHands(ctx context.Context, template string) error {
	facts, err := d.facts(ctx)
	if err != nil {
		return err
	}
	turn := d.Procedure.Turn(&d.State, &facts)
	return d.cases.tellAll(ctx, d.tx, d, template, turn.People, make(map[people.PersonID]bool), letterData(d, flow.Happening{}, ""))
}
