package sites

import (
	"context"
	"strconv"
	"time"

	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/workday"
)

// TemplateYear asks those who keep the calendar for the days off of next year.
const TemplateYear = "calendar-year"

// AskForYear writes, once a month from October on, to those who keep an
// institution's calendar while next year's days off are not entered (F-E18):
// else limits that reach into it are counted by a projection.
func (s *Sites) AskForYear(ctx context.Context, institution int64, messageID func() string) error {
	now := s.Store.Now().In(workday.Zone)
	year := s.Directory.Now().YearWanted(institution, now)
	if year == 0 {
		return nil
	}
	month := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, workday.Zone)
	return s.Store.Tx(ctx, func(tx *store.Tx) error {
		appointments, delegations, err := tx.Roster(ctx, institution)
		if err != nil {
			return err
		}
		told := make(map[people.PersonID]bool)
		for _, role := range []people.Role{people.Administrator, people.Personnel} {
			for _, h := range people.Holders(role, people.Scope{Institution: institution}, appointments, delegations, tx.Now()) {
				p, err := tx.Person(ctx, h.Person)
				if err != nil {
					return err
				}
				if told[p.ID] || p.State != store.PersonActive || p.Email == "" {
					continue
				}
				told[p.ID] = true
				if n, err := tx.LettersTo(ctx, p.Email, TemplateYear, month); err != nil {
					return err
				} else if n > 0 {
					continue
				}
				err = tx.Tell(ctx, &store.Letter{Institution: institution, Person: p.ID, Template: TemplateYear, Lang: p.Lang, ToName: p.Name, ToEmail: p.Email,
					Data: map[string]string{"year": strconv.Itoa(year), "desk-page": "/desk/calendar?year=" + strconv.Itoa(year)}, MessageID: messageID()}, store.SortDemand)
				if err != nil {
					return err
				}
			}
		}
		return nil
	})
}
