package procfile_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/procfile"
	"congbo/internal/workday"
)

// TestTables: each shipped procedure as the table of its source: who, by when,
// by which clause, where to; what the source does not state bears a "+". To be
// read beside the source (R-M1, R-M2, R-M3, F-A16).
func TestTables(t *testing.T) {
	var out strings.Builder
	for _, p := range procfile.Presets() {
		table(&out, p.Procedure)
	}
	const file = "testdata/tables.golden"
	if *update {
		if err := os.WriteFile(file, []byte(out.String()), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func table(out *strings.Builder, p *flow.Procedure) {
	line := func(indent int, added bool, parts ...string) {
		plus := " "
		if added {
			plus = "+"
		}
		parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
		fmt.Fprintf(out, "%s%s %s\n", strings.Repeat("  ", indent), plus, strings.Join(parts, " | "))
	}
	some := func(what, value string) string {
		if value == "" {
			return ""
		}
		return what + " " + value
	}
	limited := func(l workday.Limit) string {
		if l.IsZero() {
			return ""
		}
		return l.In(locale.VI)
	}
	fmt.Fprintf(out, "== %s: %s\n", p.ID, p.Title.VI)
	line(0, false, some("mục", p.Clause), some("trong", limited(p.Within)), some("thư", string(p.Receipt)), some("bổ sung:", strings.Join(p.Additions, " ")))
	for i := range p.Steps {
		s := &p.Steps[i]
		var verdicts []string
		for _, v := range s.Verdicts {
			verdicts = append(verdicts, fmt.Sprintf("%s×%d", v.Aspect, v.Need))
		}
		var who []string
		for _, r := range s.By {
			who = append(who, p.RoleTitle(locale.VI, r))
		}
		answers := ""
		if s.Answerable != "" {
			answers = p.RoleTitle(locale.VI, s.Answerable)
		}
		except := ""
		for _, r := range s.Except {
			except += " " + p.RelationTitle(locale.VI, r)
		}
		line(1, s.Addition, string(s.ID)+": "+s.Title.VI, some("mục", s.Clause), strings.Join(who, ", "), some("chịu trách nhiệm:", answers), some("hoặc", string(s.Or)), some("trừ", strings.TrimSpace(except)),
			some("trong", limited(s.Within)), some("đợt:", batches(s.Batch)), some("duyệt", strings.Join(verdicts, " ")), some("kết thúc", string(s.End)), some("bổ sung:", strings.Join(s.Additions, " ")))
		for j := range s.Moves {
			m := &s.Moves[j]
			reason := ""
			if m.Reason == flow.ReasonRequired {
				reason = "lý do"
			}
			var when []string
			for _, q := range m.When {
				when = append(when, q.String())
			}
			does := make([]string, len(m.Does))
			for k, e := range m.Does {
				does[k] = string(e)
			}
			wants := make([]string, len(m.Wants))
			for k, w := range m.Wants {
				wants[k] = string(w)
			}
			line(3, m.Addition || s.Addition, "“"+m.Label.VI+"” → "+string(m.To), reason, some("khi", strings.Join(when, ", ")), some("hỏi", strings.Join(wants, ", ")),
				some("làm", strings.Join(does, ", ")), some("thư", string(m.Letter)), some("mục", m.Clause), some("bổ sung:", strings.Join(m.Additions, " ")))
		}
	}
	out.WriteByte('\n')
}

// batches says in which rhythm a step hands over.
func batches(b *flow.Batching) string {
	if b == nil {
		return ""
	}
	list := []string{b.Rhythm.In(locale.VI)}
	for _, k := range b.Kinds {
		list = append(list, strings.Join(k.Of, " ")+" "+k.Rhythm.In(locale.VI))
	}
	return strings.Join(list, "; ")
}
