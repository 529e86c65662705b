package desk_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"congbo/internal/locale"
	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// storybook is where the pages of the scene are written when a folder is
// named: to be looked at.
var storybook = os.Getenv("CONGBO_STORYBOOK")

var unsaid = regexp.MustCompile(`⟨[^⟩]*⟩`)

// Every page speaks both languages: no message is missing, for whoever may see
// it (F-I5).
func TestEveryPageIsSaid(t *testing.T) {
	clock := storetest.At("2026-08-27 08:00")
	sc := newScene(t, storetest.SQLite(t, store.Clock(clock.Now)), clock)
	for _, p := range sc.pages() {
		for _, l := range locale.Langs {
			sc.speak(p.who, l)
			w := sc.get(p.who, p.path)
			if w.Code != p.status {
				t.Errorf("%s for %s in %s: status %d, want %d", p.path, p.who, l, w.Code, p.status)
			}
			body := w.Body.String()
			for _, m := range unsaid.FindAllString(body, 5) {
				t.Errorf("%s for %s in %s: %s is not said", p.path, p.who, l, m)
			}
			if storybook != "" {
				for _, m := range regexp.MustCompile(`(?:src|href)="(/desk/assets/[^"]+|/desk/[^"]+/media/[^"]+|/desk/attachments/[^"]+\?show=1)"`).FindAllStringSubmatch(body, -1) {
					save(t, sc, m[1])
				}
				if err := os.WriteFile(filepath.Join(storybook, fmt.Sprintf("%s.%s.html", p.name, l)), []byte(body), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
		sc.speak(p.who, locale.VI)
	}
}

func save(t *testing.T, sc *scene, path string) {
	w := sc.get("ha", path)
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d", path, w.Code)
	}
	name, _, _ := strings.Cut(path, "?")
	file := filepath.Join(storybook, name)
	os.MkdirAll(filepath.Dir(file), 0o755)
	if err := os.WriteFile(file, w.Body.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(path, ".css") {
		for _, m := range regexp.MustCompile(`url\((/desk/assets/[^)]+)\)`).FindAllStringSubmatch(w.Body.String(), -1) {
			save(t, sc, m[1])
		}
	}
}

type shown struct {
	name, who, path string
	status          int
}

func (sc *scene) code(name string) string { return sc.see("ha", sc.ids[name]).Case.Code }

// pages lists the pages of the scene, each for somebody for whom it matters.
func (sc *scene) pages() []shown {
	return []shown{
		{"work-head", "minh", "/desk", 200},
		{"work-office", "ha", "/desk", 200},
		{"work-webmaster", "an", "/desk", 200},
		{"case-review", "minh", "/desk/cases/" + sc.code("review"), 200},
		{"case-receive", "ha", "/desk/cases/" + sc.code("receive"), 200},
		{"case-consult", "phuoc", "/desk/cases/" + sc.code("consulting"), 200},
		{"case-result", "minh", "/desk/cases/" + sc.code("result"), 200},
		{"case-forced", "hanh", "/desk/cases/" + sc.code("forced"), 200},
		{"case-waiting", "ha", "/desk/cases/" + sc.code("waiting"), 200},
		{"case-declined", "ha", "/desk/cases/" + sc.code("declined"), 200},
		{"case-post", "an", "/desk/cases/" + sc.code("post"), 200},
		{"case-late", "an", "/desk/cases/" + sc.code("late"), 200},
		{"edit", "ha", "/desk/cases/" + sc.code("review") + "/edit", 200},
		{"revision", "minh", "/desk/cases/" + sc.code("review") + "/revisions/3?with=2", 200},
		{"revision-old", "minh", "/desk/cases/" + sc.code("review") + "/revisions/2", 200},
		{"cases", "ha", "/desk/cases", 200},
		{"cases-found", "ha", "/desk/cases?q=hoc+bong", 200},
		{"cases-none", "ha", "/desk/cases?q=khongcogi", 200},
		{"held", "ha", "/desk/held", 200},
		{"diary", "minh", "/desk/diary", 200},
		{"diary-other", "minh", "/desk/diary?day=2026-08-28&person=" + fmt.Sprint(sc.who["ha"].Person), 200},
		{"log", "tu", "/desk/log", 200},
		{"log-filter", "tu", "/desk/log?verb=published&from=2026-08-01&to=2026-09-30", 200},
		{"letters", "ha", "/desk/letters", 200},
		{"letters-failed", "ha", "/desk/letters?state=failed", 200},
		{"procedures", "ha", "/desk/procedures", 200},
		{"procedure", "ha", "/desk/procedures/dang-tin-cap-truong", 200},
		{"not-found", "ha", "/desk/khong-co", 404},
	}
}
