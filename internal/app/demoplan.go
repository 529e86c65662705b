package app

import (
	"context"
	"strings"

	"congbo/internal/app/demo"
	"congbo/internal/store"
)

// plan makes a plan of what is looked for, or ticks off what is owed of it.
func (p *player) plan(ctx context.Context, plan *demo.Plan, done *demo.PlanDone) (err error) {
	if done == nil {
		p.plans[plan], err = p.Duties.Keep(ctx, p.actor(plan.By, ""), store.Watch{Title: plan.Title, Subjects: strings.Join(plan.Subjects, "\n"), Sources: strings.Join(plan.Sources, "\n"),
			Rhythm: plan.Rhythm, Role: plan.Role, Active: true})
		return err
	}
	who := p.actor(done.By, "")
	list, _, err := p.Duties.Plans(ctx, who, p.Store.Now())
	for _, l := range list {
		if l.ID == p.plans[plan] && len(l.Open) > 0 {
			return p.Duties.Done(ctx, who, l.Open[0].ID, done.Note)
		}
	}
	return err
}
