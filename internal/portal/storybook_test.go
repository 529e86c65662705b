package portal_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"congbo/internal/app/demo/plate"
	"congbo/internal/locale"
	"congbo/internal/look"
	"congbo/internal/portal"
)

var storybook = flag.String("storybook", "", "folder into which TestStorybook writes every page")

// TestStorybook writes every page with sample values, to be looked at: serve
// the folder and open name.vi.html or name.en.html.
func TestStorybook(t *testing.T) {
	if *storybook == "" {
		t.Skip("writes pages to look at: go test ./internal/portal -run TestStorybook -storybook FOLDER")
	}
	write := func(name string, data []byte) {
		name = filepath.Join(*storybook, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for path, data := range portal.Assets().Files() {
		write(path, data)
	}
	for theme, c := range chosen {
		brand, _ := look.Parse(c[0])
		accent, _ := look.Parse(c[1])
		css, _ := portal.SheetOf(theme, brand, accent)
		write(portal.SheetAddress(theme, brand, accent), css)
	}
	used := make(map[string]bool)
	for _, l := range locale.Langs {
		for _, s := range samples(t, l) {
			html, err := portal.NewRenderer().Render(s.page)
			if err != nil {
				t.Fatal(err)
			}
			write(s.name+"."+string(l)+".html", html)
			for _, id := range plate.IDs() {
				used[id] = used[id] || strings.Contains(string(html), "/media/"+id)
			}
		}
	}
	for id, shown := range used {
		if !shown {
			continue
		}
		for _, size := range []string{"", "-480", "-960"} {
			if _, err := os.Stat(filepath.Join(*storybook, "media", id+size+".jpg")); err != nil {
				write("media/"+id+size+".jpg", plate.JPEG(id))
			}
		}
	}
}
