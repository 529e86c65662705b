package portal_test

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"congbo/internal/portal"
)

// The pairs of colours that stand on each other, with the contrast that WCAG
// 2.2 asks for: 4.5 for text, 3 for large text, borders of controls, marks and
// the focus ring (F-M4, F-M12).
var pairs = []struct {
	front, back string
	least       float64
}{
	{"ink", "paper", 7}, {"ink", "paper-2", 7}, {"ink", "raised", 7}, {"ink", "soft", 4.5}, {"ink", "warn-soft", 4.5}, {"ink", "bad-soft", 4.5},
	{"ink-2", "paper", 4.5}, {"ink-2", "paper-2", 4.5}, {"ink-2", "raised", 4.5}, {"ink-2", "soft", 4.5},
	{"link", "paper", 4.5}, {"link", "paper-2", 4.5}, {"link", "soft", 4.5},
	{"accent", "paper", 4.5}, {"accent", "paper-2", 4.5},
	{"brand-ink", "paper", 4.5}, {"brand-ink", "paper-2", 4.5}, {"brand-ink", "soft", 4.5}, {"brand-ink", "raised", 4.5},
	{"on-brand", "brand", 4.5}, {"on-brand-2", "brand", 4.5}, {"mark", "brand", 4.5}, {"on-brand", "brand-deep", 4.5}, {"on-brand-2", "brand-deep", 4.5}, {"mark", "brand-deep", 4.5},
	{"good", "paper", 4.5}, {"good", "good-soft", 4.5}, {"warn", "paper", 4.5}, {"warn", "warn-soft", 4.5}, {"bad", "paper", 4.5}, {"bad", "bad-soft", 4.5},
	{"strip-ink", "strip", 4.5}, {"mast-ink", "mast", 4.5}, {"mast-ink-2", "mast", 4.5}, {"nav-ink", "nav", 4.5}, {"nav-here", "nav", 4.5},
	{"nav-mark", "nav", 3}, {"nav-mark", "strip", 3}, {"crest", "mast", 3}, {"line-2", "paper", 3}, {"line-2", "raised", 3}, {"line-2", "paper-2", 3},
	{"focus", "paper", 3}, {"focus", "paper-2", 3}, {"focus", "soft", 3}, {"good", "line", 2}, {"mark", "brand", 3},
}

func TestContrast(t *testing.T) {
	css := string(portal.Assets().Bytes("portal.css"))
	day, night := blocks(css)
	for _, theme := range portal.Themes {
		for _, scheme := range []string{"day", "night"} {
			tokens := make(map[string]string)
			for k, v := range day[theme.Name] {
				tokens[k] = v
			}
			if scheme == "night" {
				for k, v := range night[theme.Name] {
					tokens[k] = v
				}
			}
			for _, p := range pairs {
				f, ok1 := colour(tokens[p.front])
				b, ok2 := colour(tokens[p.back])
				if !ok1 || !ok2 {
					t.Errorf("%s by %s: --%s %q or --%s %q is no colour", theme.Name, scheme, p.front, tokens[p.front], p.back, tokens[p.back])
				} else if got := contrast(f, b); got < p.least {
					t.Errorf("%s by %s: --%s on --%s has %.2f, needs %.1f", theme.Name, scheme, p.front, p.back, got, p.least)
				}
			}
			head := theme.Light
			if scheme == "night" {
				head = theme.Dark
			}
			if bar, nav := tokens["mast"], tokens["strip"]; head != bar && head != nav {
				t.Errorf("%s by %s: the browser's bars are %s, the page begins with %s", theme.Name, scheme, head, bar)
			}
		}
	}
}

var (
	block = regexp.MustCompile(`(?s)(?::root, )?\[data-theme="([a-z-]+)"\] \{(.*?)\n\}`)
	token = regexp.MustCompile(`--([a-z0-9-]+): ?([^;]+);`)
)

// blocks reads the custom properties of each theme, by day and by night.
func blocks(css string) (day, night map[string]map[string]string) {
	read := func(css string) map[string]map[string]string {
		all := make(map[string]map[string]string)
		for _, m := range block.FindAllStringSubmatch(css, -1) {
			if all[m[1]] == nil {
				all[m[1]] = make(map[string]string)
			}
			for _, p := range token.FindAllStringSubmatch(m[2], -1) {
				all[m[1]][p[1]] = strings.TrimSpace(p[2])
			}
		}
		return all
	}
	bright, dark, _ := strings.Cut(css, "prefers-color-scheme: dark")
	dark, _, _ = strings.Cut(dark, "@layer base")
	return read(bright), read(dark)
}

func colour(s string) ([3]float64, bool) {
	var c [3]float64
	if len(s) == 4 && s[0] == '#' {
		s = "#" + s[1:2] + s[1:2] + s[2:3] + s[2:3] + s[3:4] + s[3:4]
	}
	if len(s) != 7 || s[0] != '#' {
		return c, false
	}
	for i := range c {
		n, err := strconv.ParseUint(s[1+2*i:3+2*i], 16, 8)
		if err != nil {
			return c, false
		}
		c[i] = float64(n) / 255
	}
	return c, true
}

// contrast is the ratio of WCAG 2: 1 to 21.
func contrast(a, b [3]float64) float64 {
	light := func(c [3]float64) float64 {
		for i, v := range c {
			if v <= .04045 {
				c[i] = v / 12.92
			} else {
				c[i] = math.Pow((v+.055)/1.055, 2.4)
			}
		}
		return .2126*c[0] + .7152*c[1] + .0722*c[2]
	}
	x, y := light(a)+.05, light(b)+.05
	return max(x, y) / min(x, y)
}
