package store

import (
	"context"
	"strings"
)

// A PublicPaper is a paper that a published page offers, with what it says.
type PublicPaper struct {
	Edition
	Media string
	Words string
}

// PublicPapers finds papers by their words among those that the pages of a site
// offer now, the newest page first; text is folded, and each of its words must
// be said. Nothing is indexed that could stay behind: a paper is found exactly as
// long as an edition is shown whose own revision has it, so what is not public
// yet, replaced, withdrawn or past its term is not (invariant 9). A page whose
// papers are found is below before, unless that is nil (keyset paging).
func (tx *Tx) PublicPapers(ctx context.Context, site int64, text string, before *Edition, limit int) ([]PublicPaper, error) {
	words := strings.Fields(text)
	if len(words) == 0 {
		return nil, nil
	}
	q, args := `SELECT `+editionColumns+`, w.media_id, w.words FROM edition e JOIN revision_media rm ON rm.revision_id = e.revision_id JOIN media_words w ON w.media_id = rm.media_id
		WHERE e.site_id = ? AND `+live, []any{site, instant(tx.now)}
	for _, word := range words {
		q += ` AND w.folded LIKE ? ESCAPE '!'`
		args = append(args, "%"+likely.Replace(word)+"%")
	}
	if before != nil {
		q += ` AND (e.first_at, e.id) < (?, ?)`
		args = append(args, instant(before.FirstAt), before.ID)
	}
	return list(ctx, tx, q+` ORDER BY e.first_at DESC, e.id DESC, w.media_id LIMIT ?`, append(args, limit), func(scan func(...any) error, p *PublicPaper) error {
		return scan(editionInto(&p.Edition, &p.Media, &p.Words)...)
	})
}

// likely writes a word so that LIKE with ESCAPE '!' means it literally.
var likely = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")
