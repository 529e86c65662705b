package procfile_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/procfile"
	"congbo/internal/workday"
)

// A clause is what a source document states in one place, as testdata/sources
// has it, written by hand from the document.
type clause struct {
	id     string
	roles  []people.Role
	within workday.Limit
	says   string
	used   bool // some step cites it
}

func clauses(t *testing.T, procedure string) []*clause {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "sources", procedure+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	var list []*clause
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		cells := strings.Split(line, "|")
		if len(cells) != 5 {
			t.Fatalf("%s: %q has not five parts", procedure, line)
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		c := &clause{id: cells[0], says: cells[4]}
		if cells[2] != "–" {
			for _, r := range strings.Fields(cells[2]) {
				c.roles = append(c.roles, people.Role(r))
			}
		}
		if cells[3] != "–" {
			if c.within, err = workday.ParseLimit(cells[3]); err != nil {
				t.Fatalf("%s: %q: %v", procedure, line, err)
			}
		}
		list = append(list, c)
	}
	return list
}

// TestClauses holds each shipped procedure against its source document, clause by
// clause (R-M1, R-M9, F-A16): of every step, who does it and answers for it and
// by when is stated by a clause that the step cites, or is marked as an addition;
// and what a cited clause states of a limit, no step leaves out. So a role or a
// limit cannot change without its clause.
func TestClauses(t *testing.T) {
	for _, p := range procfile.Presets() {
		if p.Procedure.Subject == flow.SubjectProcedure {
			continue // a proposal as a whole: no document has it
		}
		for _, problem := range against(p.Procedure, clauses(t, p.ID)) {
			t.Errorf("%s: %s", p.ID, problem)
		}
	}
}

// against tells what of a procedure its source does not bear out.
func against(p *flow.Procedure, source []*clause) (problems []string) {
	wrong := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	cited := func(where, list string) (found []*clause) {
		for id := range strings.SplitSeq(list, ",") {
			if id = strings.TrimSpace(id); id == "" {
				continue
			}
			i := slices.IndexFunc(source, func(c *clause) bool { return c.id == id })
			if i < 0 {
				wrong("%s cites %s, which the source does not have", where, id)
				continue
			}
			source[i].used = true
			found = append(found, source[i])
		}
		return found
	}
	stated := func(in []*clause, r people.Role) bool {
		return slices.ContainsFunc(in, func(c *clause) bool { return slices.Contains(c.roles, r) })
	}
	bears := func(in []*clause, w workday.Limit) bool {
		return slices.ContainsFunc(in, func(c *clause) bool { return c.within == w })
	}
	added := func(list []string, key, part string) bool {
		return slices.Contains(list, key) || slices.Contains(list, key+"/"+part)
	}
	in := cited("the procedure", p.Clause)
	if !p.Within.IsZero() && !added(p.Additions, "within", "") && !bears(in, p.Within) {
		wrong("no clause states %s for the whole case", p.Within)
	}
	kept := map[string]bool{} // the limits that some step keeps, by clause
	for _, c := range in {
		kept[c.id] = c.within == p.Within
	}
	for i := range p.Steps {
		s := &p.Steps[i]
		in := cited(string(s.ID), s.Clause)
		for j := range s.Moves {
			cited(string(s.ID)+"/"+string(s.Moves[j].ID), s.Moves[j].Clause)
		}
		if s.Consult != nil {
			asked := cited(string(s.ID)+"/consult", s.Consult.Clause)
			for _, r := range slices.Concat(s.Consult.Of, s.Consult.Through) {
				if !stated(asked, r) && !added(s.Additions, "consult", "of") {
					wrong("%s: no clause states that %s is asked", s.ID, r)
				}
			}
		}
		if s.Addition {
			continue
		}
		if len(in) == 0 && s.End == "" {
			wrong("%s cites no clause and is no addition", s.ID)
		}
		for _, r := range s.By {
			if !added(s.Additions, "by", string(r)) && !stated(in, r) {
				wrong("%s: %s does it, which %s does not state", s.ID, r, s.Clause)
			}
		}
		if r := s.Answerable; r != "" && !added(s.Additions, "answerable", "") && !stated(in, r) {
			wrong("%s: %s answers for it, which %s does not state", s.ID, r, s.Clause)
		}
		if !s.Within.IsZero() && !added(s.Additions, "within", "") && !bears(in, s.Within) {
			wrong("%s: %s does not state %s", s.ID, s.Clause, s.Within)
		}
		for _, c := range in {
			kept[c.id] = kept[c.id] || c.within == s.Within
		}
	}
	for _, c := range source {
		if !c.within.IsZero() && !kept[c.id] {
			wrong("%s states %s (%s), which no step keeps", c.id, c.within, c.says)
		}
	}
	return problems
}

// What TestClauses is for: each of these changes is told.
func TestClausesTellChanges(t *testing.T) {
	for _, c := range []struct{ preset, after, old, new string }{
		{"dang-tin-cap-truong", "id: post", "within: 1d", "within: 2d"},
		{"dang-tin-cap-truong", "id: post", "    within: 1d\n    remind: [50%, 1h before]\n    overdue:\n      - {notify: [webmaster, head]}\n      - {after: 1d, notify: leadership}\n    additions: [remind, overdue]\n", ""},
		{"dang-tin-cap-truong", "clause: II.1", "within: 1d", "within: 4h"},
		{"dang-tin-cap-truong", "id: review", "by: [head, deputy]", "by: [head, deputy, webmaster]"},
		{"dang-tin-cap-truong", "id: review", "answerable: head", "answerable: communications"},
		{"dang-tin-cap-truong", "id: review", "clause: IV.b.2", "clause: IV.b.9"},
		{"dang-tin-cap-truong", "consult:", "of: leadership", "of: webmaster"},
		{"cap-nhat-tin", "id: gather", "by: secretariat", "by: [secretariat, technical]"},
		{"cap-nhat-tin", "id: approve", "answerable: head", "answerable: head\n    within: 4h"},
		{"giai-dap-vuong-mac", "additions: [within", "additions: [within, ", "additions: ["},
		{"tin-tieng-anh", "id: translate", "additions: [by/focal, by/technical, stale]", "additions: [stale]"},
		{"cap-nhat-thong-tin", "id: check", "additions: [by/deputy-director, ", "additions: ["},
		{"cap-nhat-thong-tin", "id: check", "within: 1d", "within: 3d"},
	} {
		text, _ := procfile.Named(c.preset)
		i := strings.Index(string(text.Text), c.after)
		if i < 0 || !strings.Contains(string(text.Text[i:]), c.old) {
			t.Errorf("%s has no %q behind %q", c.preset, c.old, c.after)
			continue
		}
		p, _ := procfile.Parse([]byte(string(text.Text[:i]) + strings.Replace(string(text.Text[i:]), c.old, c.new, 1)))
		if len(against(p, clauses(t, c.preset))) == 0 {
			t.Errorf("%s: nobody notices %q", c.preset, c.new)
		}
	}
}

// TestMapping: of each shipped procedure a table from clause to step, role and
// limit, which an editor reads beside the source document (F-A16).
func TestMapping(t *testing.T) {
	for _, p := range procfile.Presets() {
		var out bytes.Buffer
		mapping(&out, p.Procedure)
		file := filepath.Join("testdata", "mapping", p.ID+".md")
		if *update {
			if err := os.WriteFile(file, out.Bytes(), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), out.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", file, diff)
		}
	}
}

func mapping(out *bytes.Buffer, p *flow.Procedure) {
	const no = "–"
	mark := func(s string, added bool) string {
		if added && s != no {
			s += " *"
		}
		return s
	}
	or := func(s string) string {
		if s == "" {
			return no
		}
		return s
	}
	within := func(w workday.Limit) string {
		if w.IsZero() {
			return no
		}
		return w.In(locale.VI)
	}
	has := slices.Contains[[]string]
	fmt.Fprintf(out, "# %s\nDấu *: văn bản gốc không nêu, phần mềm đề xuất.\n\n| mục | bước | người thực hiện | người chịu trách nhiệm | thời hạn |\n|---|---|---|---|---|\n", p.Title.VI)
	fmt.Fprintf(out, "| %s | toàn bộ quy trình | – | – | %s |\n", or(p.Clause), mark(within(p.Within), has(p.Additions, "within")))
	for i := range p.Steps {
		s := &p.Steps[i]
		var who []string
		for _, r := range s.By {
			who = append(who, mark(p.RoleTitle(locale.VI, r), s.Addition || has(s.Additions, "by") || has(s.Additions, "by/"+string(r))))
		}
		if s.Or != "" {
			who = append(who, "hoặc "+p.RoleTitle(locale.VI, s.Or))
		}
		answers := no
		if s.Answerable != "" {
			answers = mark(p.RoleTitle(locale.VI, s.Answerable), s.Addition || has(s.Additions, "answerable"))
		}
		limit := mark(within(s.Within), has(s.Additions, "within"))
		if s.Batch != nil {
			limit = mark("theo đợt: "+batches(s.Batch), has(s.Additions, "batch/rhythm"))
		}
		fmt.Fprintf(out, "| %s | %s | %s | %s | %s |\n", or(s.Clause), mark(s.Title.VI, s.Addition), or(strings.Join(who, ", ")), answers, limit)
		if c := s.Consult; c != nil {
			var of []string
			for _, r := range slices.Concat(c.Of, c.Through) {
				of = append(of, p.RoleTitle(locale.VI, r))
			}
			fmt.Fprintf(out, "| %s | %s: xin ý kiến | %s | – | %s |\n", or(c.Clause), s.Title.VI, strings.Join(of, ", "), mark(within(c.Within), has(s.Additions, "consult/within")))
		}
	}
}
