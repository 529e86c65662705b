package cases

import (
	"context"

	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/workday"
)

// An Effect is what another calendar would do to open cases.
type Effect struct {
	Open  int // cases with a limit
	Moved int // of those, due at another time
}

// CalendarEffect tells what would become of the due times of open cases under
// other calendars, before anybody decides on them: for whoever keeps the
// calendar of a unit, or with unit 0 of the institution. It changes nothing.
func (c *Cases) CalendarEffect(ctx context.Context, who Actor, unit int64, calendars func(institution, unit int64) *workday.Calendar) (Effect, error) {
	var e Effect
	err := c.Store.View(ctx, func(tx *store.Tx) error {
		e = Effect{}
		if err := c.May(ctx, tx, who, people.ManageCalendar, people.Scope{Institution: who.Institution, Units: c.above(unit)}); err != nil {
			return err
		}
		var open []store.Case
		err := tx.EachOpenCase(ctx, who.Institution, func(cs store.Case) error {
			open = append(open, cs)
			return nil
		})
		if err != nil {
			return err
		}
		for i := range open {
			d, err := c.around(ctx, tx, &open[i])
			if err != nil {
				return err
			}
			if d.State.Due().IsZero() {
				continue
			}
			d.Actor, d.calendars = Program(who.Institution), calendars
			facts, err := d.facts(ctx)
			if err != nil {
				return err
			}
			e.Open++
			if _, happened := d.Procedure.Recount(d.State, facts); len(happened) > 0 {
				e.Moved++
			}
		}
		return nil
	})
	return e, err
}
