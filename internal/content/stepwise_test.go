package content_test

import (
	"strings"
	"testing"

	"congbo/internal/content"
	"congbo/internal/locale"
)

// A text that came with a level left out stands at the desk in the order that
// screen readers need (WCAG 1.3.1); on its own page it stays as it is.
func TestHeadingsStepByStep(t *testing.T) {
	heading := func(level int) content.Node {
		return content.Node{Type: "heading", Attrs: map[string]any{"level": level}, Content: []content.Node{{Type: "text", Text: "Mục"}}}
	}
	b, err := content.NewBody(content.Node{Type: "doc", Content: []content.Node{heading(3), heading(4), heading(2), heading(4)}})
	if err != nil {
		t.Fatal(err)
	}
	for stepwise, want := range map[bool]string{true: "h3 h4 h3 h4", false: "h4 h5 h3 h5"} {
		var got []string
		for _, part := range strings.Split(string(b.HTML(content.RenderOptions{Lang: locale.VI, HeadingShift: 1, Stepwise: stepwise})), "</")[1:] {
			got = append(got, part[:2])
		}
		if strings.Join(got, " ") != want {
			t.Errorf("step by step %v: %q, want %q", stepwise, got, want)
		}
	}
}
