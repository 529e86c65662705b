package desk_test

import (
	"slices"
	"testing"

	"congbo/internal/people"
	"congbo/internal/store"
)

// What a frame counts and offers next is what stands in the work list as one's
// own (R-M10).
func TestTasksAreOfTheWorkList(t *testing.T) {
	inScene(t, func(t *testing.T, sc *scene) {
		told := 0
		for name, who := range sc.who {
			work, err := sc.desk.Cases.Worklist(t.Context(), who)
			sc.must(err)
			var want, have []int64
			for _, w := range work {
				if !w.Others {
					want = append(want, w.Case.ID)
				}
			}
			tasks, err := sc.desk.Cases.Tasks(t.Context(), who)
			sc.must(err)
			for _, c := range tasks {
				have = append(have, c.ID)
			}
			if len(have) > 0 && have[0] != want[0] {
				t.Errorf("%s is offered %d first, the list begins with %d", name, have[0], want[0])
			}
			slices.Sort(want)
			slices.Sort(have)
			if !slices.Equal(want, have) {
				t.Errorf("%s has the tasks %v, the list has %v", name, have, want)
			}
			told += len(have)
		}
		if told == 0 {
			t.Error("nobody has anything to do")
		}
	})
}

// However few are asked for, they are those that are due first: the database
// goes another way when there are more (R-M10).
func TestWaitingBeginsWithWhatIsDue(t *testing.T) {
	inScene(t, func(t *testing.T, sc *scene) {
		sc.must(sc.store.View(t.Context(), func(tx *store.Tx) error {
			all, err := tx.Waiting(t.Context(), sc.inst, people.Roles, 1000)
			if err != nil {
				return err
			}
			if len(all) < 3 {
				t.Fatalf("%d hands are not enough to tell", len(all))
			}
			for limit := range len(all) {
				some, err := tx.WaitingInShort(t.Context(), sc.inst, people.Roles, limit)
				if err != nil {
					return err
				}
				if len(some) != limit {
					t.Errorf("of %d hands %d are asked for, %d came", len(all), limit, len(some))
				}
				for i, w := range some {
					if w.Case.ID != all[i].Case.ID {
						t.Errorf("with a limit of %d case %d stands at %d, want %d", limit, w.Case.ID, i, all[i].Case.ID)
					}
				}
			}
			return nil
		}))
	})
}
