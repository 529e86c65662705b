package sites_test

import (
	"strings"
	"testing"

	"congbo/internal/sites"
)

// What was left empty is asked for, and nothing that is made of it is blamed.
func TestEmptyForms(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		_, err := w.AddSection(ctx, w.admin, w.vi, sites.SectionInput{})
		w.want("a section without a title", err, "sites.name_missing")
		if err != nil && strings.Contains(err.Error(), "slug") {
			t.Errorf("the address is made of the title that is missing: %v", err)
		}
		w.want("a kind without a code", w.AddKind(ctx, w.admin, "", sites.KindInput{Name: text("Tin")}), "sites.kind_missing")
	})
}
