package procdoc_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/procdoc"
	"congbo/internal/procfile"
)

var update = flag.Bool("update", false, "write what is said into testdata")

// edits are changes to a shipped procedure file, as an office makes them: each
// replaces the first occurrence of a text behind a place in the file.
var edits = []struct{ name, preset, after, old, new string }{
	{"a limit changes", "dang-tin-cap-truong", "id: post", "within: 1d", "within: 4h"},
	{"a limit is added", "cap-nhat-tin", "id: approve", "answerable: head", "answerable: head\n    within: 4h"},
	{"a step is renamed", "dang-tin-cap-truong", "id: review", "{vi: Kiểm duyệt, en: Moderation}", "{vi: Kiểm duyệt nội dung, en: Moderation of the content}"},
	{"only the English name", "dang-tin-cap-truong", "id: review", "en: Moderation}", "en: Review}"},
	{"a role more", "dang-tin-cap-truong", "id: post", "by: webmaster", "by: [webmaster, communications]"},
	{"another role", "dang-tin-cap-truong", "id: post", "by: webmaster", "by: communications"},
	{"another order", "dang-tin-cap-truong", "id: review", "by: [head, deputy]", "by: [deputy, head]"},
	{"who answers", "dang-tin-cap-truong", "id: review", "answerable: head", "answerable: deputy"},
	{"a move is removed", "dang-tin-cap-truong", "id: post", "      - id: return\n        to: review\n        label: {vi: Trả lại kiểm duyệt, en: Return to moderation}\n        minutes: {vi: \"{0} trả lại bước kiểm duyệt.\", en: \"{0} returned the text to moderation.\"}\n        reason: required\n        addition: true\n", ""},
	{"a button is renamed", "dang-tin-cap-truong", "id: approve", "\"Duyệt, chuyển đăng\"", "\"Đồng ý, chuyển đăng\""},
	{"a move leads elsewhere", "dang-tin-cap-truong", "id: wrong", "to: post", "to: review"},
	{"a letter is left out", "dang-tin-cap-truong", "id: publish", "        letter: result\n", ""},
	{"checklist", "dang-tin-cap-truong", "id: receive", "required: [sources-cited, unicode, alt-text]", "required: [sources-cited, unicode, no-personal-data]"},
	{"verdicts of two", "dang-tin-cap-truong", "id: review", "content: {by: [head, deputy]}", "content: {by: [head, deputy], need: 2}"},
	{"a form", "cap-nhat-thong-tin", "paper:", "  code: QT/TTTT-TV\n", "  code: QT/TTTT-TV\n  forms: [{code: BM-01, title: {vi: Phiếu đề nghị đăng tin, en: Request form}, retention: 5y, place: {vi: Văn thư, en: Registry}}]\n"},
	{"issue and decision", "cap-nhat-thong-tin", "paper:", "issue: 2\n", "issue: 3\n  decision: {number: 12/QĐ-TV, date: 2026-12-01, signer: Phó Giám đốc}\n"},
	{"a reminder", "dang-tin-cap-truong", "id: post", "remind: [50%, 1h before]", "remind: [2h before]"},
	{"no opinion from above", "dang-tin-cap-truong", "id: review", "      within: 1d\n      remind: [1h before]\n", "      within: 2d\n      remind: [1h before]\n"},
	{"the rhythm of batches", "cap-nhat-thong-tin", "batch:", "rhythm: daily 16:00", "rhythm: weekly mon 10:00"},
	{"the rhythm of a kind", "cap-nhat-thong-tin", "batch:", "{of: [page], rhythm: monthly last 16:00}", "{of: [page, news], rhythm: monthly 25 16:00}"},
	{"who is told of a late batch", "cap-nhat-thong-tin", "batch:", "late: [librarian, deputy-director]", "late: [librarian]"},
	{"no batches", "cap-nhat-thong-tin", "id: send", "    batch:\n      move: hand-over\n      rhythm: daily 16:00\n      kinds:\n        - {of: [article, new-materials], rhythm: weekly fri 16:00}\n        - {of: [page], rhythm: monthly last 16:00}\n      late: [librarian, deputy-director]\n    additions: [batch/rhythm, batch/kinds, batch/late]\n", ""},
	{"what cases are about", "cap-nhat-thong-tin", "subject:", "subject: document", "subject: request"},
	{"where cases lie", "dang-tin-cap-don-vi", "lies:", "lies: mailbox", ""},
	{"who signs", "cap-nhat-tin", "paper:", "approver: {title: {vi: Giám đốc Sở, en: The director}}", "approver: {title: {vi: Phó Giám đốc Sở, en: The deputy director}, name: Nguyễn Văn An}"},
	{"from when", "cap-nhat-thong-tin", "paper:", "issue: 2\n", "issue: 2\n  effective: 2026-12-01\n"},
	{"reminders of a question", "dang-tin-cap-truong", "consult:", "remind: [1h before]", "remind: [50%]"},
	{"the letter of a question", "dang-tin-cap-truong", "consult:", "      letter: opinion\n", "      letter: changes\n"},
	{"what a source does not state", "tin-tieng-anh", "id: translate", "additions: [by/focal, by/technical, stale]", "additions: [stale, answerable]"},
	{"the whole case", "dang-tin-cap-truong", "clause: II.1", "within: 1d", "within: 2d"},
}

// kinds are what the institution calls its kinds of information.
var kinds = map[string]locale.Text{"news": {VI: "Tin tức", EN: "News"}, "article": {VI: "Bài viết", EN: "Article"}, "page": {VI: "Trang", EN: "Page"}}

func edited(t *testing.T, preset, after, old, new string) (*flow.Procedure, *flow.Procedure) {
	t.Helper()
	p, ok := procfile.Named(preset)
	if !ok {
		t.Fatal(preset)
	}
	text := string(p.Text)
	at := strings.Index(text, after)
	if at < 0 || !strings.Contains(text[at:], old) {
		t.Fatalf("%s has no %q behind %q", preset, old, after)
	}
	q, mistakes := procfile.Parse([]byte(text[:at] + strings.Replace(text[at:], old, new, 1)))
	for _, m := range mistakes {
		t.Errorf("%s: %s", old, m.In(locale.EN))
	}
	if q == nil {
		t.FailNow()
	}
	return p.Procedure, q
}

// What an office reads of two versions, in both languages (R-M8, F-A16).
func TestCompare(t *testing.T) {
	var out strings.Builder
	for _, e := range edits {
		fmt.Fprintf(&out, "== %s\n", e.name)
		a, b := edited(t, e.preset, e.after, e.old, e.new)
		tell(&out, procdoc.Compare(a, b, kinds))
		out.WriteString("-- and back\n")
		tell(&out, procdoc.Compare(b, a, kinds))
	}
	out.WriteString("== another procedure altogether\n")
	tell(&out, procdoc.Compare(procfile.ByID("dang-tin-cap-don-vi"), procfile.ByID("dang-tin-cap-truong"), nil))
	const golden = "testdata/compare.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(out.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func tell(out *strings.Builder, list []procdoc.Change) {
	for _, c := range list {
		fmt.Fprintf(out, "%s\n  vi %s\n  en %s\n", c.Step, c.Text.VI, c.Text.EN)
	}
}

// A version is told to be the same as itself, and between any two shipped ones
// nothing is said without its words.
func TestCompareEvery(t *testing.T) {
	for _, a := range procfile.Presets() {
		for _, b := range procfile.Presets() {
			list := procdoc.Compare(a.Procedure, b.Procedure, nil)
			if (len(list) == 0) != (a.ID == b.ID) {
				t.Errorf("%s and %s: %d changes", a.ID, b.ID, len(list))
			}
			for _, c := range list {
				for _, text := range []string{c.Text.VI, c.Text.EN} {
					if text == "" || strings.Contains(text, "⟨") || strings.Contains(text, "{") && !strings.Contains(text, "{0}") {
						t.Errorf("%s and %s: %q", a.ID, b.ID, text)
					}
				}
			}
		}
	}
}
