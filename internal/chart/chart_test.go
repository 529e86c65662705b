package chart_test

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"congbo/internal/chart"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/procfile"
)

// Every step of every shipped procedure has its box, every move that leads
// somewhere its arrow; no two boxes overlap and all lies on the sheet (R-M8).
func TestShippedProceduresAreDrawn(t *testing.T) {
	for _, preset := range procfile.Presets() {
		for _, l := range locale.Langs {
			c := chart.Lay(preset.Procedure, l)
			name := preset.ID + " " + string(l)
			boxes := make(map[flow.StepID]chart.Node)
			for i, n := range c.Nodes {
				boxes[n.ID] = n
				if n.X < 0 || n.Y < 0 || n.X+n.W > c.W || n.Y+n.H > c.H || len(n.Lines) == 0 {
					t.Errorf("%s: box %s at %v,%v size %v×%v on a sheet of %v×%v", name, n.ID, n.X, n.Y, n.W, n.H, c.W, c.H)
				}
				for _, m := range c.Nodes[:i] {
					if n.X < m.X+m.W && m.X < n.X+n.W && n.Y < m.Y+m.H && m.Y < n.Y+n.H {
						t.Errorf("%s: %s and %s overlap", name, n.ID, m.ID)
					}
				}
			}
			for i := range preset.Procedure.Steps {
				s := &preset.Procedure.Steps[i]
				box, ok := boxes[s.ID]
				if !ok {
					t.Errorf("%s: step %s is not drawn", name, s.ID)
				}
				for _, m := range s.Moves {
					switch {
					case m.To == "" || m.To == flow.Back || m.To == s.ID:
					case box.Kind == chart.Wait && i > 0 || box.Kind == chart.Stop: // told in the box
						if !says(box, m.Label.In(l)) {
							t.Errorf("%s: %s does not tell of %s", name, s.ID, m.ID)
						}
					case !leads(c, s.ID, m.To, m.Label.In(l)):
						t.Errorf("%s: no arrow %s from %s to %s", name, m.ID, s.ID, m.To)
					}
				}
			}
		}
	}
}

func says(n chart.Node, text string) bool {
	var all []string
	for _, l := range n.Lines {
		all = append(all, l.Text)
	}
	return strings.Contains(strings.Join(all, " "), text)
}

func leads(c *chart.Chart, from, to flow.StepID, label string) bool {
	for _, e := range c.Edges {
		if e.From == from && e.To == to && strings.Contains(strings.Join(e.Label, " "), label) {
			return true
		}
	}
	return false
}

// The drawing is XML, whatever stands in a title.
func TestTitlesAreText(t *testing.T) {
	p := *procfile.ByID("cap-nhat-tin")
	p.Steps = append([]flow.Step(nil), p.Steps...)
	p.Steps[0].Title = locale.Text{VI: `<script>"&'</script> ` + strings.Repeat("rấtdài", 40), EN: "x"}
	svg := chart.Lay(&p, locale.VI).SVG(true)
	if strings.Contains(svg, "<script") {
		t.Error("a title became markup")
	}
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

// A procedure that is still being written is drawn as far as it goes.
func TestUnfinished(t *testing.T) {
	for _, p := range []*flow.Procedure{
		{},
		{Steps: []flow.Step{{ID: "a"}, {ID: "a"}}},
		{Steps: []flow.Step{{ID: "a", Moves: []flow.Move{{ID: "m", To: "nowhere"}, {ID: "n", To: "a"}}, Skip: &flow.Skip{To: "nowhere"}}}},
		{Steps: []flow.Step{{ID: "e", End: flow.Declined}, {ID: "b", Moves: []flow.Move{{To: "e"}}}}},
	} {
		if svg := chart.Lay(p, locale.EN).SVG(false); !strings.HasPrefix(svg, "<svg") {
			t.Errorf("%v: %s", p.Steps, svg)
		}
	}
}
