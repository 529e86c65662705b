package editorial

import (
	"strings"

	"congbo/internal/locale"
)

// maxNamed is how many links a note names.
const maxNamed = 5

// NoteDropped adds to what the saver says of a revision which dangerous links
// were taken out of it, so that whoever opens the text sees it (F-C14).
func NoteDropped(l locale.Lang, note string, dropped []string) string {
	if len(dropped) == 0 {
		return note
	}
	named := strings.Join(dropped[:min(len(dropped), maxNamed)], ", ")
	if len(dropped) > maxNamed {
		named += ", …"
	}
	return strings.TrimSpace(note + " " + locale.T(l, "editorial.links_removed", len(dropped), named))
}
