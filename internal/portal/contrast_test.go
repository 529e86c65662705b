package portal_test

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"congbo/internal/look"
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
	rules := sheetRules(string(portal.Assets().Bytes("portal.css")))
	for _, theme := range portal.Themes {
		for _, scheme := range schemes {
			for _, header := range look.Headers {
				tokens := tokensOf(rules, theme.Name, header, scheme)
				for _, p := range pairs {
					if p.back == "strip" && p.front == "nav-mark" && tokens["strip-mark"] != "" {
						p.front = "strip-mark"
					}
					least := p.least
					if scheme.more && least == 4.5 {
						least = 7
					}
					f, ok1 := colour(tokens[p.front])
					b, ok2 := colour(tokens[p.back])
					if !ok1 || !ok2 {
						t.Errorf("%s %q by %s: --%s %q or --%s %q is no colour", theme.Name, header, scheme.name, p.front, tokens[p.front], p.back, tokens[p.back])
					} else if got := look.Contrast(f, b); got < least {
						t.Errorf("%s %q by %s: --%s on --%s has %.2f, needs %.1f", theme.Name, header, scheme.name, p.front, p.back, got, least)
					}
				}
				if scheme.more || header != "" {
					continue
				}
				head := theme.Light
				if scheme.dark {
					head = theme.Dark
				}
				if bar, nav := tokens["mast"], tokens["strip"]; head != bar && head != nav {
					t.Errorf("%s by %s: the browser's bars are %s, the page begins with %s", theme.Name, scheme.name, head, bar)
				}
			}
		}
	}
}

// What package look knows of the themes is what the style sheet says.
func TestThemesAsTheSheetSaysThem(t *testing.T) {
	rules := sheetRules(string(portal.Assets().Bytes("portal.css")))
	for i, theme := range portal.Themes {
		if look.Themes[i] != theme.Name {
			t.Errorf("theme %d is %s here and %s there", i, theme.Name, look.Themes[i])
		}
		day, night := look.Grounds(theme.Name)
		for k, scheme := range []sheetScheme{schemes[0], schemes[1]} {
			for name, want := range []look.Tokens{day, night}[k] {
				if got, _ := colour(tokensOf(rules, theme.Name, "", scheme)[name]); got != want {
					t.Errorf("%s by %s: --%s is %v, package look says %v", theme.Name, scheme.name, name, got, want)
				}
			}
		}
		brand, accent := look.Shipped(theme.Name)
		tokens := tokensOf(rules, theme.Name, "", schemes[0])
		if b, _ := colour(tokens["brand"]); b != brand {
			t.Errorf("%s: brand %v, package look says %v", theme.Name, b, brand)
		}
		if a, _ := colour(tokens["accent"]); a != accent {
			t.Errorf("%s: accent %v, package look says %v", theme.Name, a, accent)
		}
	}
}

// ∀ colours that an administrator may choose: with every theme and header, by
// day, by night and with more contrast, the whole sheet keeps the same pairs
// (F-M4, F-M12).
func TestContrastOfChosenColours(t *testing.T) {
	shipped := sheetRules(string(portal.Assets().Bytes("portal.css")))
	rapid.Check(t, func(t *rapid.T) {
		theme, header := rapid.SampledFrom(look.Themes).Draw(t, "theme"), rapid.SampledFrom(look.Headers).Draw(t, "header")
		any := func(name string) look.Colour {
			return look.Colour{R: rapid.Uint8().Draw(t, name+" r"), G: rapid.Uint8().Draw(t, name+" g"), B: rapid.Uint8().Draw(t, name+" b")}
		}
		brand, accent := any("brand"), any("accent")
		brand, accent = look.Readable(theme, "brand", brand, accent), look.Readable(theme, "accent", brand, accent)
		css, ok := portal.SheetOf(theme, brand, accent)
		if !ok {
			t.Fatal("no sheet")
		}
		rules := append(append([]sheetRule(nil), shipped...), sheetRules(string(css))...)
		for _, scheme := range schemes {
			tokens := tokensOf(rules, theme, header, scheme)
			for _, p := range pairs {
				if p.front == "nav-mark" && p.back == "strip" {
					p.front = "strip-mark"
				}
				if p.least == 7 && p.back == "soft" {
					p.least = 4.5
				}
				f, ok1 := colour(tokens[p.front])
				b, ok2 := colour(tokens[p.back])
				if got := look.Contrast(f, b); !ok1 || !ok2 || got < p.least {
					t.Fatalf("%s %q %v %v by %s: --%s %s on --%s %s has %.2f, needs %.1f", theme, header, brand, accent, scheme.name, p.front, tokens[p.front], p.back, tokens[p.back], got, p.least)
				}
			}
		}
	})
}

// A sheetScheme is what somebody's machine asks of a page.
type sheetScheme struct {
	name       string
	dark, more bool
}

var schemes = []sheetScheme{{"day", false, false}, {"night", true, false}, {"day with more contrast", false, true}, {"night with more contrast", true, true}}

// A sheetRule sets custom properties for a selector where a condition holds.
type sheetRule struct {
	layer, condition, selector string
	set                        [][2]string
}

var token = regexp.MustCompile(`--([a-z0-9-]+): ?([^;}]+)`)

// sheetRules reads the rules of a style sheet that set custom properties.
func sheetRules(css string) (rules []sheetRule) {
	css = regexp.MustCompile(`(?s)/\*.*?\*/`).ReplaceAllString(css, "")
	var open []string
	start := 0
	for i := range len(css) {
		switch css[i] {
		case ';':
			if len(open) == 0 || strings.HasPrefix(open[len(open)-1], "@layer") || strings.HasPrefix(open[len(open)-1], "@media") {
				start = i + 1
			}
		case '{':
			open = append(open, strings.TrimSpace(css[start:i]))
			start = i + 1
		case '}':
			r := sheetRule{selector: open[len(open)-1]}
			for _, o := range open[:len(open)-1] {
				if strings.HasPrefix(o, "@layer") {
					r.layer = strings.TrimSpace(strings.TrimPrefix(o, "@layer"))
				} else {
					r.condition = o
				}
			}
			for _, m := range token.FindAllStringSubmatch(css[start:i], -1) {
				r.set = append(r.set, [2]string{m[1], strings.TrimSpace(m[2])})
			}
			if len(r.set) > 0 {
				rules = append(rules, r)
			}
			open, start = open[:len(open)-1], i+1
		}
	}
	return rules
}

// tokensOf are the custom properties of a page as a browser has them.
func tokensOf(rules []sheetRule, theme, header string, s sheetScheme) map[string]string {
	tokens := make(map[string]string)
	for _, layer := range []string{"tokens", "headers"} {
		for _, r := range rules {
			if r.layer != layer || strings.Contains(r.condition, "print") || strings.Contains(r.condition, "prefers-color-scheme") && !s.dark || strings.Contains(r.condition, "prefers-contrast") && !s.more {
				continue
			}
			for sel := range strings.SplitSeq(r.selector, ",") {
				switch strings.TrimSpace(sel) {
				case ":root":
					if strings.Contains(r.selector, "data-theme") && !strings.Contains(r.selector, theme) {
						continue // the theme's own rule comes later
					}
				case `[data-theme="` + theme + `"]`, `[data-header="` + header + `"]`:
				default:
					continue
				}
				for _, p := range r.set {
					tokens[p[0]] = p[1]
				}
				break
			}
		}
	}
	for range 4 {
		for k, v := range tokens {
			if name, ok := strings.CutPrefix(v, "var(--"); ok {
				tokens[k] = tokens[strings.TrimSuffix(name, ")")]
			}
		}
	}
	return tokens
}

func colour(s string) (look.Colour, bool) { return look.Parse(s) }
