package desk_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
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
			sc.tell(p.name, l, w.Body.String())
		}
		sc.speak(p.who, locale.VI)
	}
}

// loaded are the files that a page loads.
var loaded = regexp.MustCompile(`(?:(?:src|href)="|url\()(/desk/assets/[^")]+|/desk/[^"]+/media/[^"]+|/desk/attachments/[^"]+\?show=1)`)

// tell complains of what a page does not say and keeps it for the storybook.
func (h *house) tell(name string, l locale.Lang, body string) string {
	h.t.Helper()
	for _, m := range unsaid.FindAllString(body, 5) {
		h.t.Errorf("%s in %s: %s is not said", name, l, m)
	}
	if storybook != "" {
		h.keep(fmt.Sprintf("%s.%s.html", name, l), []byte(body))
	}
	return body
}

// keep writes a file of the storybook with what it loads.
func (h *house) keep(name string, data []byte) {
	h.t.Helper()
	file := filepath.Join(storybook, name)
	h.must(os.MkdirAll(filepath.Dir(file), 0o755))
	h.must(os.WriteFile(file, data, 0o644))
	if ext := filepath.Ext(name); ext != ".html" && ext != ".css" {
		return
	}
	for _, m := range loaded.FindAllSubmatch(data, -1) {
		path, _, _ := strings.Cut(string(m[1]), "?")
		if _, err := os.Stat(filepath.Join(storybook, path)); err == nil {
			continue
		}
		as := "ha"
		if strings.HasPrefix(path, "/desk/assets/") {
			as = ""
		}
		w := h.get(as, string(m[1]))
		says(h.t, w, http.StatusOK)
		h.keep(path, w.Body.Bytes())
	}
}

type shown struct {
	name, who, path string
	status          int
}

func (sc *scene) code(name string) string { return sc.see("ha", sc.ids[name]).Case.Code }

// version is the version of a case that a form would carry now.
func (sc *scene) version(name string) string {
	return strconv.FormatInt(sc.see("ha", sc.ids[name]).Case.Version, 10)
}

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
		{"revision", "minh", "/desk/cases/" + sc.code("review") + "/revisions?from=2&to=3", 200},
		{"revision-old", "minh", "/desk/cases/" + sc.code("review") + "/revisions/2", 200},
		{"cases", "ha", "/desk/cases", 200},
		{"cases-found", "ha", "/desk/cases?q=hoc+bong", 200},
		{"cases-none", "ha", "/desk/cases?q=khongcogi", 200},
		{"held", "ha", "/desk/held", 200},
		{"diary", "minh", "/desk/diary", 200},
		{"diary-other", "minh", "/desk/diary?day=2026-08-28&person=" + fmt.Sprint(sc.who["ha"].Person), 200},
		{"diary-to-sign", "phuoc", "/desk/diary?day=2026-08-28&person=" + fmt.Sprint(sc.who["minh"].Person), 200},
		{"diary-unit", "minh", fmt.Sprintf("/desk/units/%d/diary?day=2026-08-28", sc.units["ptt"]), 200},
		{"diary-unit-day-off", "lan", fmt.Sprintf("/desk/units/%d/diary?day=2026-08-30", sc.units["kts"]), 200},
		{"log", "tu", "/desk/log", 200},
		{"log-filter", "tu", "/desk/log?verb=published&from=2026-08-01&to=2026-09-30", 200},
		{"letters", "ha", "/desk/letters", 200},
		{"letters-failed", "ha", "/desk/letters?state=failed", 200},
		{"procedures", "ha", "/desk/procedures", 200},
		{"procedure", "ha", "/desk/procedures/dang-tin-cap-truong", 200},
		{"not-found", "ha", "/desk/khong-co", 404},
	}
}
