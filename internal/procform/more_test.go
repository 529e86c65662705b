package procform_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/procfile"
	"congbo/internal/procform"
	"congbo/internal/workday"
)

// What an office writes of batches, of who signed, of subject and place, and of
// what its source does not state, each alone; nothing else of the file moves
// (R-M8, F-A2).
func TestEditsOfTheRest(t *testing.T) {
	for _, c := range []struct {
		name, preset string
		set          url.Values
		old, new     string
	}{
		{"another rhythm", "cap-nhat-thong-tin", url.Values{"f.steps/send/batch/rhythm": {"10:30 thứ Hai hằng tuần"}}, "rhythm: daily 16:00", `rhythm: "weekly mon 10:30"`},
		{"the rhythm of a kind", "cap-nhat-thong-tin", url.Values{"f.steps/send/batch/kinds/1/rhythm": {"9:00 ngày 25 hằng tháng"}}, "rhythm: monthly last 16:00}", `rhythm: "monthly 25 09:00"}`},
		{"another kind in it", "cap-nhat-thong-tin", url.Values{"f.steps/send/batch/kinds/1/of": {"page", "news"}}, "{of: [page],", "{of: [page, news],"},
		{"a kind more", "cap-nhat-thong-tin", url.Values{"do": {"add steps/send/batch/kinds"}, "n.steps/send/batch/kinds/of": {"news"}, "n.steps/send/batch/kinds/rhythm": {"16:00 hằng ngày"}},
			"        - {of: [page], rhythm: monthly last 16:00}\n", "        - {of: [page], rhythm: monthly last 16:00}\n        - of: [news]\n          rhythm: \"daily 16:00\"\n"},
		{"who is told of a late batch", "cap-nhat-thong-tin", url.Values{"f.steps/send/batch/late": {"librarian"}}, "late: [librarian, deputy-director]", "late: [librarian]"},
		{"no batches", "cap-nhat-thong-tin", url.Values{"f.steps/send/batch/move": {""}},
			"    batch:\n      move: hand-over\n      rhythm: daily 16:00\n      kinds:\n        - {of: [article, new-materials], rhythm: weekly fri 16:00}\n        - {of: [page], rhythm: monthly last 16:00}\n      late: [librarian, deputy-director]\n", ""},
		{"what the source does not state", "cap-nhat-thong-tin", url.Values{"f.steps/send/additions": {"batch"}}, "additions: [batch/rhythm, batch/kinds, batch/late]", "additions: [batch]"},
		{"a reminder of the question", "dang-tin-cap-truong", url.Values{"f.steps/review/consult/remind": {"trước 2 giờ"}}, "      within: 1d\n      remind: [1h before]\n      overdue", "      within: 1d\n      remind: [2h before]\n      overdue"},
		{"whom a late answer is told", "dang-tin-cap-truong", url.Values{"f.steps/review/consult/overdue/0/notify": {"head"}}, "overdue: [{notify: [communications-head, head]}]", "overdue: [{notify: [head]}]"},
		{"another letter to the leadership", "dang-tin-cap-truong", url.Values{"f.steps/review/consult/letter": {"changes"}}, "      letter: opinion\n", "      letter: changes\n"},
		{"what a move adds", "dang-tin-cap-truong", url.Values{"f.steps/receive/moves/accept/additions": {}}, "        additions: [when]\n", ""},
		{"who signs", "dang-tin-cap-truong", url.Values{"f.paper/approver/name": {"Phạm Minh Đức"}}, "approver: {title: {vi: Người phê duyệt, en: Approved by}}", "approver: {title: {vi: Người phê duyệt, en: Approved by}, name: Phạm Minh Đức}"},
		{"nobody drafted it", "dang-tin-cap-truong", url.Values{"f.paper/drafter/title/vi": {""}, "f.paper/drafter/title/en": {""}}, "  drafter: {title: {vi: Người soạn thảo, en: Drafted by}}\n", ""},
		{"from when", "cap-nhat-thong-tin", url.Values{"f.paper/effective": {"1/12/2026"}}, "  issue: 2\n", "  issue: 2\n  effective: 2026-12-01\n"},
		{"by which decision", "cap-nhat-thong-tin", url.Values{"f.paper/decision/number": {"12/QĐ-TV"}, "f.paper/decision/date": {"01/12/2026"}}, "  issue: 2\n", "  issue: 2\n  decision: {date: 2026-12-01, number: 12/QĐ-TV}\n"},
		{"what it is about", "cap-nhat-thong-tin", url.Values{"f.subject": {"request"}}, "subject: document", "subject: request"},
		{"where cases lie", "dang-tin-cap-don-vi", url.Values{"f.lies": {""}}, "lies: mailbox # the unit to whose own mailbox it was sent\n", ""},
		{"what is added above the steps", "tin-tieng-anh", url.Values{"f.additions": {}}, "additions: [escalate]\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			shipped, _ := procfile.Named(c.preset)
			if !strings.Contains(string(shipped.Text), c.old) {
				t.Fatalf("no %q", c.old)
			}
			values := sent(t, shipped.Text, locale.VI)
			for k, v := range c.set {
				values[k] = v
			}
			out, _, err := procform.Apply(shipped.Text, values)
			if err != nil {
				t.Fatal(err)
			}
			if want := strings.Replace(string(shipped.Text), c.old, c.new, 1); want != string(out) {
				t.Errorf("(-want +got):\n%s", cmp.Diff(want, string(out)))
			}
		})
	}
}

// A mistake that is typed into the form is told where it stands in the file.
func TestMistakesOfTheRest(t *testing.T) {
	for _, c := range []struct{ preset, field, typed, key, line string }{
		{"cap-nhat-thong-tin", "f.steps/send/batch/rhythm", "khi nào cũng được", "workday.rhythm", "rhythm: khi nào cũng được"},
		{"cap-nhat-thong-tin", "f.paper/effective", "mai", "procfile.date", "effective: mai"},
		{"cap-nhat-tin", "f.steps/approve/batch/move", "approve", "procfile.batch_no_rhythm", "batch: {move: approve}"},
	} {
		shipped, _ := procfile.Named(c.preset)
		values := sent(t, shipped.Text, locale.VI)
		values.Set(c.field, c.typed)
		out, _, err := procform.Apply(shipped.Text, values)
		if err != nil {
			t.Fatal(err)
		}
		_, mistakes := procfile.Read(out)
		lines, told := strings.Split(string(out), "\n"), false
		for _, m := range mistakes {
			told = told || m.Key == c.key && strings.Contains(lines[m.Line-1], c.line)
		}
		if !told {
			t.Errorf("%s = %q: %v", c.field, c.typed, mistakes)
		}
	}
}

// Every rhythm is read as it is said, in both languages.
func TestRhythmsInWords(t *testing.T) {
	rhythms := []workday.Rhythm{{Every: workday.Daily, At: 16 * 60}}
	for d := range 7 {
		rhythms = append(rhythms, workday.Rhythm{Every: workday.Weekly, On: d, At: 9*60 + 5})
	}
	for d := 1; d <= workday.LastDay; d++ {
		rhythms = append(rhythms, workday.Rhythm{Every: workday.Monthly, On: d, At: 23*60 + 59})
	}
	text := []byte("id: x\nsteps:\n  - id: a\n    batch: {move: b, rhythm: daily 11:11}\n    moves:\n      - {id: b}\n")
	for _, r := range rhythms {
		for _, l := range locale.Langs {
			values := url.Values{"o.steps/a/batch/rhythm": {"x"}, "f.steps/a/batch/rhythm": {r.In(l)}}
			out, _, err := procform.Apply(text, values)
			if err != nil {
				t.Fatal(err)
			}
			p, _ := procfile.Read(out)
			if got := p.Step(flow.StepID("a")).Batch.Rhythm; got != r {
				t.Errorf("%q is read as %s", r.In(l), got)
			}
		}
	}
}
