package reporting

import (
	"context"
	"fmt"
	"slices"
	"time"

	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/store"
	"congbo/internal/workday"
)

// emptied is a row whose words were taken away, or a file that was, with what
// the record told of it.
type emptied struct {
	store.Taken
	approved bool
	before   bool // the record had sealed it as the note of its taking says
	seals    int
}

// hear notes a seal of the row.
func (x *emptied) hear(s event.Seal) {
	x.seals++
	x.before = x.before || s.Digest == x.Digest
}

// readTaken reads what was taken away, before the lines are read that tell what
// it was.
func (t *told) readTaken(ctx context.Context, tx *store.Tx) error {
	return tx.EachTaken(ctx, func(x store.Taken, approved bool) error {
		if x.Form == store.TakenFile {
			t.files[x.Key] = true
		}
		row := x.Form + ":" + x.Key
		if old := t.taken[row]; old == nil || old.approved {
			t.taken[row] = &emptied{Taken: x, approved: approved}
		}
		return nil
	})
}

func (t *told) isTaken(form string, id int64) bool {
	return t.taken[form+":"+fmt.Sprint(id)] != nil
}

// takenAway measures what was taken away: another person than whoever proposed
// it has approved that; what was there was what the record had sealed; and
// nothing has come back in its place.
func (t *told) takenAway(ctx context.Context, tx *store.Tx, v *Verdict) error {
	rows := make([]*emptied, 0, len(t.taken))
	for _, x := range t.taken {
		rows = append(rows, x)
	}
	slices.SortFunc(rows, func(a, b *emptied) int { return a.At.Compare(b.At) })
	for _, x := range rows {
		switch {
		case !x.approved:
			v.damage("taken", x.Form+" "+x.Key, "verify.taken_unapproved", x.name(), x.day())
		case x.Form == store.TakenFile, x.before, t.deaf[x.Institution]:
			v.Taken++
		case x.seals <= 1 && t.older(x.Form, x.Key, x.Institution): // from before rows were sealed
			v.Taken++
		default:
			v.damage("taken", x.Form+" "+x.Key, "verify.taken_differs", x.name(), x.day())
		}
	}
	return tx.EachTakenText(ctx, func(revision int64, empty bool) error {
		if x := t.taken["revision:"+fmt.Sprint(revision)]; !empty && x != nil {
			v.damage("revision", fmt.Sprint(revision), "verify.taken_back", x.name(), x.day())
		}
		return nil
	})
}

func (x *emptied) name() *fault.Error {
	if x.Form == store.TakenFile {
		return fault.New(fault.Internal, "verify.taken_file", x.Key)
	}
	return fault.New(fault.Internal, "verify.row."+x.Form, x.Key)
}

func (x *emptied) day() string { return x.At.In(workday.Zone).Format(time.DateOnly) }
