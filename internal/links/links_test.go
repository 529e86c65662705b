package links_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"congbo/internal/links"
)

var day0 = time.Date(2026, 11, 2, 2, 0, 0, 0, time.UTC)

func after(hours int) time.Time { return day0.Add(time.Duration(hours) * time.Hour) }

type heard struct {
	hours int
	a     links.Answer
}

// A link is broken after several failures over days, and good again at once
// (F-C13).
func TestWatch(t *testing.T) {
	down, gone := links.Answer{Kind: links.NoAnswer}, links.Answer{Kind: links.Gone, Status: 404}
	fine, moved := links.Answer{Kind: links.Fine, Status: 200}, links.Answer{Kind: links.Fine, Status: 200, To: "https://moi.example/a"}
	for name, tt := range map[string]struct {
		heard []heard
		want  links.State
		since int
	}{
		"fine":                          {[]heard{{0, fine}, {160, fine}}, links.OK, 0},
		"one bad night":                 {[]heard{{0, fine}, {168, down}, {194, fine}}, links.OK, 194},
		"a night of many questions":     {[]heard{{0, down}, {1, down}, {2, down}, {3, down}}, links.Doubtful, 0},
		"two failures over a week":      {[]heard{{0, gone}, {170, gone}}, links.Doubtful, 0},
		"three failures over four days": {[]heard{{0, gone}, {26, gone}, {52, gone}, {78, gone}}, links.Broken, 0},
		"broken at the first failure":   {[]heard{{0, fine}, {100, gone}, {126, down}, {180, gone}}, links.Broken, 100},
		"broken and back":               {[]heard{{0, gone}, {26, gone}, {78, gone}, {174, fine}}, links.OK, 174},
		"broken and still":              {[]heard{{0, gone}, {26, gone}, {78, gone}, {174, down}}, links.Broken, 0},
		"moved":                         {[]heard{{0, fine}, {168, moved}}, links.Moved, 168},
		"our own page is not public":    {[]heard{{0, links.Answer{Kind: links.NotPublic}}}, links.Broken, 0},
		"no reader gets there":          {[]heard{{5, links.Answer{Kind: links.Private}}}, links.Broken, 5},
		"it asks who we are":            {[]heard{{0, links.Answer{Kind: links.Guarded, Status: 403}}}, links.OK, 0},
	} {
		w := links.Watch{State: links.New, Since: day0}
		for _, h := range tt.heard {
			w = w.Hear(h.a, after(h.hours), 7, false)
		}
		if w.State != tt.want || !w.Since.Equal(after(tt.since)) {
			t.Errorf("%s: %s since %v, want %s since %v", name, w.State, w.Since, tt.want, after(tt.since))
		}
	}
}

// Whatever is heard: without three failures in a row over three days nothing
// that another network can cause is called broken, and every link is asked
// again within days.
func TestNoFalseAlarm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, at := links.Watch{State: links.New, Since: day0}, day0
		var row []time.Time
		for range rapid.IntRange(1, 40).Draw(t, "questions") {
			at = at.Add(time.Duration(rapid.IntRange(1, 200).Draw(t, "hours")) * time.Hour)
			a := links.Answer{Kind: rapid.SampledFrom(links.Kinds).Draw(t, "kind")}
			was := w.State
			w = w.Hear(a, at, rapid.Int64Range(1, 1<<40).Draw(t, "number"), rapid.Bool().Draw(t, "ours"))
			if a.Good() {
				row = nil
			} else {
				row = append(row, at)
			}
			switch {
			case a.Good() && w.State != links.OK:
				t.Fatalf("it answers and is %s", w.State)
			case !a.Good() && w.State != links.Doubtful && w.State != links.Broken:
				t.Fatalf("it fails and is %s", w.State)
			case w.State == links.Broken && was != links.Broken && !a.Certain() && (len(row) < links.BrokenAfter || at.Sub(row[0]) < links.BrokenOver):
				t.Fatalf("broken after %d failures over %v", len(row), at.Sub(row[0]))
			case w.NextAt.Sub(at) < 20*time.Hour || w.NextAt.Sub(at) > 8*24*time.Hour:
				t.Fatalf("asked again after %v", w.NextAt.Sub(at))
			}
		}
	})
}

// Of one host one link a round, ours as they come.
func TestChoose(t *testing.T) {
	due := []links.Question{{ID: 1, Host: "a.vn"}, {ID: 2, Host: "a.vn"}, {ID: 3}, {ID: 4, Host: "b.vn"}, {ID: 5, Host: "c.vn"}, {ID: 6}}
	var ids []int64
	for _, q := range links.Choose(due, 2) {
		ids = append(ids, q.ID)
	}
	if diff := cmp.Diff([]int64{1, 3, 4, 6}, ids); diff != "" {
		t.Error(diff)
	}
}

// Where nobody at all answers, it is our own line.
func TestCutOff(t *testing.T) {
	none, some := links.Answer{Kind: links.NoHost}, links.Answer{Kind: links.Gone}
	for _, tt := range []struct {
		heard []links.Answer
		want  bool
	}{{nil, false}, {[]links.Answer{none, none}, false}, {[]links.Answer{none, none, none}, true}, {[]links.Answer{none, some, none, none}, false}} {
		if got := links.CutOff(tt.heard); got != tt.want {
			t.Errorf("%v: %v", tt.heard, got)
		}
	}
}

func TestOfStatus(t *testing.T) {
	for status, want := range map[int]links.Kind{200: links.Fine, 206: links.Fine, 403: links.Guarded, 429: links.Guarded, 404: links.Gone, 410: links.Gone, 400: links.Refused, 500: links.Failing, 503: links.Failing} {
		if got := links.OfStatus(status); got != want {
			t.Errorf("%d: %s", status, got)
		}
	}
}
