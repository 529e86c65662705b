package reporting

import (
	"testing"
	"time"

	"congbo/internal/store"
	"congbo/internal/vi"

	"github.com/google/go-cmp/cmp"
)

// The share of what was published before approval, by month and unit; what was
// approved later counts as forced and no longer as open, and of a case that was
// forced twice one is open (F-A8).
func TestForcedShare(t *testing.T) {
	at := func(day string) time.Time {
		d, err := time.ParseInLocation("2006-01-02 15:04", day, vi.Zone)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	nov, oct := time.Date(2026, 11, 1, 0, 0, 0, 0, vi.Zone), time.Date(2026, 10, 1, 0, 0, 0, 0, vi.Zone)
	f := countForced([]store.Posted{{Month: nov, N: 1}, {Month: nov, Unit: 3, N: 3}, {Month: oct, Unit: 3, N: 1}}, []store.Posting{
		{At: at("2026-11-01 00:00"), Case: 2, Unit: 3},
		{At: at("2026-11-02 08:00"), Case: 3, Unit: 3, Open: true},
		{At: at("2026-11-02 09:00"), Case: 3, Unit: 3, Open: true},
	})
	want := []ForcedRow{{nov, 0, 1, 0, 0}, {nov, 3, 3, 3, 1}, {oct, 3, 1, 0, 0}}
	if diff := cmp.Diff(want, f.Rows); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if f.Total.Published != 5 || f.Total.Forced != 3 || f.Total.Open != 1 || f.Total.Percent() != 60 || len(f.Open) != 1 {
		t.Errorf("in all %+v, open %v", f.Total, f.Open)
	}
	if (ForcedRow{Published: 1000, Forced: 1}).Percent() != 1 || (ForcedRow{}).Percent() != 0 {
		t.Error("a share that vanishes")
	}
}
