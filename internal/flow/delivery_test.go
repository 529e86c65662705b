package flow_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"congbo/internal/flow"
)

// Several sites, each with its own delivery, under any order of postings,
// failures, retries and withdrawals (F-C10, invariant 9): what was overtaken is
// never tried or public again, what failed is tried again or waits for a person
// in sight, and no site's failure touches another's.
func TestDeliveries(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)
		type sent struct {
			flow.Delivery
			posting, site int
		}
		var all []sent
		posting, public := 0, false
		for range rapid.IntRange(1, 60).Draw(t, "acts") {
			now = now.Add(time.Duration(rapid.IntRange(1, 2000).Draw(t, "minutes")) * time.Minute)
			before := append([]sent(nil), all...)
			touched := -1
			switch rapid.SampledFrom([]string{"post", "fail", "put", "arrive", "withdraw"}).Draw(t, "act") {
			case "post":
				posting, public, touched = posting+1, true, -2
				for i := range all {
					all[i].Delivery = all[i].Drop()
				}
				for site := range rapid.IntRange(1, 3).Draw(t, "sites") {
					all = append(all, sent{flow.Delivery{State: flow.DeliveryWaiting}, posting, site})
				}
			case "withdraw":
				public, touched = false, -2
				for i := range all {
					all[i].Delivery = all[i].Drop()
				}
			default:
				if len(all) == 0 {
					continue
				}
				i := rapid.IntRange(0, len(all)-1).Draw(t, "which")
				touched = i
				switch d := all[i].Delivery; rapid.IntRange(0, 2).Draw(t, "what") {
				case 0:
					all[i].Delivery = d.Fail(rapid.SampledFrom(flow.DeliveryProblems).Draw(t, "why"), now)
				case 1:
					all[i].Delivery = d.Put(now)
				case 2:
					all[i].Delivery = d.Arrive(now)
				}
			}
			for i, s := range all {
				if (s.posting != posting || !public) && s.State != flow.DeliveryDropped {
					t.Fatalf("%+v is not the posting that counts, or nothing is public", s)
				}
				if s.State == flow.DeliveryFailed && (s.Problem == "" || s.NextAt.IsZero() && s.Tries <= 10 || !s.NextAt.IsZero() && !s.NextAt.After(s.TriedAt)) {
					t.Fatalf("nobody learns of %+v, and it is not tried again", s)
				}
				if s.State != flow.DeliveryFailed && !s.NextAt.IsZero() {
					t.Fatalf("%+v is tried again", s)
				}
				if touched >= 0 && i != touched && s != before[i] {
					t.Fatalf("delivery %d was touched by what became of %d", i, touched)
				}
			}
		}
	})
}

// A failed delivery is tried ten times over some days, later and later.
func TestDeliveryBackoff(t *testing.T) {
	now := time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)
	d, last := flow.Delivery{State: flow.DeliveryWaiting}, time.Duration(0)
	for i := 1; ; i++ {
		d = d.Fail(flow.ProblemSite, now)
		if d.NextAt.IsZero() {
			if i != 11 {
				t.Errorf("given up after %d failures", i)
			}
			break
		}
		if pause := d.NextAt.Sub(now); pause < last {
			t.Errorf("pause %d: %v after %v", i, pause, last)
		} else {
			last = pause
		}
		now = d.NextAt
	}
	if d = d.Put(now); d.State != flow.DeliveryWaiting {
		t.Errorf("given up, and not put there by hand: %s", d.State)
	}
	if d = d.Arrive(now); d.State != flow.DeliveryDone || d.Tries != 0 || d.Problem != "" {
		t.Errorf("arrived: %+v", d)
	}
}
