package notify

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"congbo/internal/cases"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/store"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

// JobDigest is the kind of the job that writes the letters of the day; it comes
// every half hour, once on however many nodes.
const JobDigest = "digest"

const templateDigest = "digest"

// PathChoices is where the desk asks how somebody wants to be told.
const PathChoices = "/desk/inbox/choices"

// DigestsFrom has the letters of the day looked at from the next half hour on.
func (n *Notify) DigestsFrom(ctx context.Context) error {
	return n.Store.Tx(ctx, func(tx *store.Tx) error {
		at := tx.Now().Truncate(MinuteStep * time.Minute).Add(MinuteStep * time.Minute)
		slot := at.UTC().Format(time.RFC3339)
		return tx.Enqueue(ctx, JobDigest, slot, at, JobDigest+"/"+slot)
	})
}

// Digests writes the letters of the day that are due: on working days, from the
// minute that a person chose until an hour after the office has closed, one a
// day, and none where there is nothing to say. One that fails keeps no other
// from being written.
func (n *Notify) Digests(ctx context.Context, _ string) error {
	err := n.DigestsFrom(ctx) // whatever becomes of these, the next come
	var waiting []store.NoticeChoice
	err = errors.Join(err, n.Store.View(ctx, func(tx *store.Tx) (err error) {
		waiting, err = tx.Undigested(ctx)
		return err
	}))
	for _, c := range waiting {
		err = errors.Join(err, n.digest(ctx, c))
	}
	return errors.Join(err, n.Drop(ctx))
}

func (n *Notify) digest(ctx context.Context, c store.NoticeChoice) error {
	now := n.Store.Now()
	day := now.In(workday.Zone).Format(time.DateOnly)
	if c.Digested >= day {
		return nil
	}
	var p *store.Person
	err := n.Store.View(ctx, func(tx *store.Tx) (err error) {
		p, err = tx.Person(ctx, c.Person)
		return err
	})
	if err != nil || !n.open(p, c.Minute, now) {
		return err
	}
	who := cases.Actor{Person: p.ID, Name: p.Name, Institution: p.Institution, Lang: p.Lang}
	work, err := n.Cases.Worklist(ctx, who)
	if err != nil {
		return err
	}
	return n.Store.Tx(ctx, func(tx *store.Tx) error {
		notices, err := tx.TakeDigest(ctx, p.ID, day)
		if err != nil || p.State != store.PersonActive || p.Email == "" {
			return err
		}
		text, count := n.summary(p.Lang, notices, work)
		if count == 0 {
			return nil
		}
		return tx.AddLetter(ctx, &store.Letter{Institution: p.Institution, Person: p.ID, Template: templateDigest, Lang: p.Lang, ToName: p.Name, ToEmail: p.Email,
			Data: map[string]string{listPlace: text, "count": fmt.Sprint(count)}, MessageID: n.Cases.NewMessageID()})
	})
}

// open reports whether a letter of the day may go out now to somebody who wants
// it at a minute of the day.
func (n *Notify) open(p *store.Person, minute int, now time.Time) bool {
	cal := workday.Vietnam()
	if n.Cases.Calendar != nil {
		cal = n.Cases.Calendar(p.Institution, p.Unit)
	}
	hours := cal.Hours(now)
	if len(hours) == 0 {
		return false
	}
	t := now.In(workday.Zone)
	m := t.Hour()*60 + t.Minute()
	return m >= minute && m < max(int(hours[len(hours)-1].To)+60, minute+60)
}

// summary is the list of a letter of the day: what needs doing first, by how
// soon; then what is only to be known. What was read meanwhile, and work that
// somebody else has done, is left out.
func (n *Notify) summary(l locale.Lang, notices []store.Notice, work []cases.Work) (text string, count int) {
	mine := make(map[int64]*cases.Work)
	for i := range work {
		if !work[i].Others && work[i].State.Waiting() != flow.WaitsForRequester {
			mine[work[i].Case.ID] = &work[i]
		}
	}
	groups := map[string][]string{}
	seen := make(map[int64]bool)
	for i := range notices {
		x := &notices[i]
		w := mine[x.Case]
		switch {
		case !x.ReadAt.IsZero(), w != nil && seen[x.Case]:
		case w != nil:
			seen[x.Case] = true
			group := "notify.digest_todo"
			if w.HasDue && w.Left < 0 {
				group = "notify.digest_late"
			}
			groups[group] = append(groups[group], n.item(w.Case.Code, w.Case.Title, n.toDo(l, w)))
		case x.Template == cases.TemplateTask, x.Template == cases.TemplateReminder:
			// it is no longer theirs to do
		default:
			// As they were told it: they may not see any more what it is called now.
			groups["notify.digest_know"] = append(groups["notify.digest_know"], n.item(x.Data["code"], x.Data["title"], Says(l, x)))
		}
	}
	var b strings.Builder
	for _, g := range []string{"notify.digest_late", "notify.digest_todo", "notify.digest_know"} {
		if items := groups[g]; len(items) > 0 {
			count += len(items)
			fmt.Fprintf(&b, "# %s\n%s\n", locale.T(l, g, len(items)), strings.Join(items, "\n"))
		}
	}
	return strings.TrimSuffix(b.String(), "\n"), count
}

func (n *Notify) toDo(l locale.Lang, w *cases.Work) string {
	s := ""
	if w.Step != nil {
		s = w.Step.Title.In(l)
	}
	if w.HasDue {
		s += ", " + locale.T(l, "notify.digest_due", vi.ShortDateTime(l, w.Case.DueAt))
	}
	return s
}

// item is a line of the list, with where it leads.
func (n *Notify) item(code, title, says string) string {
	if code == "" {
		return vi.CleanLine(says + " " + n.DeskURL("/desk/inbox"))
	}
	return vi.CleanLine(fmt.Sprintf("[%s] %s · %s", code, title, says)) + " " + n.DeskURL("/desk/cases/"+code)
}
