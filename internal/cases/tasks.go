package cases

import (
	"context"
	"slices"

	"congbo/internal/flow"
	"congbo/internal/people"
	"congbo/internal/store"
)

// Tasks lists what waits for a person and for nobody else, that to which
// messages came first and then by due time: of the work list what is told of
// beside other things, on every page. The cases come without their states.
func (c *Cases) Tasks(ctx context.Context, who Actor) ([]store.Case, error) {
	var tasks []store.Case
	err := c.Store.View(ctx, func(tx *store.Tx) (err error) {
		tasks, err = c.tasks(ctx, tx, who)
		return err
	})
	return tasks, err
}

func (c *Cases) tasks(ctx context.Context, tx *store.Tx, who Actor) ([]store.Case, error) {
	st, err := standing(ctx, tx, who)
	if err != nil {
		return nil, err
	}
	waiting, err := tx.WaitingInShort(ctx, who.Institution, heldAnywhere(st), maxWork)
	if err != nil {
		return nil, err
	}
	at := make(map[int64]int)
	var all []Work
	for i := range waiting {
		w := &waiting[i]
		holds := func(h people.Holding) bool { return h.Role == w.Hand.Role }
		if slices.Contains(w.Hand.Barred, who.Person) || !slices.ContainsFunc(st.Holdings(c.Scope(&w.Case)), holds) {
			continue
		}
		p, err := c.procedure(ctx, tx, w.Case.Procedure)
		if err != nil {
			return nil, err
		}
		stepping := stepsIn(&w.Case, p.Step(flow.StepID(w.Case.Step)), w.Hand.Role)
		j, ok := at[w.Case.ID]
		if !ok {
			j, at[w.Case.ID] = len(all), len(all)
			all = append(all, Work{Case: w.Case, Others: w.Case.Assignee != 0 && w.Case.Assignee != who.Person || stepping})
		}
		if w.Case.Assignee == 0 && !stepping {
			all[j].Others = false
		}
	}
	if all, err = c.addUnseen(ctx, tx, who, all, at, nil); err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b Work) int { return boolCompare(b.Unseen, a.Unseen) })
	var tasks []store.Case
	for _, w := range all {
		if !w.Others {
			tasks = append(tasks, w.Case)
		}
	}
	return tasks, nil
}
