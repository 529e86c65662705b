package desk_test

import (
	"testing"

	"congbo/internal/store"
	"congbo/internal/store/storetest"
)

// The administrator sees which programs read more kinds of files, and how to
// install those that are missing (R-I3).
func TestProgramsPage(t *testing.T) {
	clock := storetest.At("2026-08-27 08:00")
	g := newGround(t, storetest.SQLite(t, store.Clock(clock.Now)), clock)
	says(t, g.get("tu", "/desk/programs"), 200, "LibreOffice", "apt-get install poppler-utils", "đọc chữ của tệp PDF")
}
