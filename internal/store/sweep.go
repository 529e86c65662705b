package store

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// MediaColumns are the columns that refer to a blob. What a person has typed and
// not saved refers to blobs too, within its text.
var MediaColumns = [][2]string{
	{"attachment", "media_id"}, {"revision_media", "media_id"}, {"file_replaced", "old_id"}, {"file_replaced", "new_id"},
	{"covering_paper", "media_id"}, {"delegation_paper", "media_id"}, {"library_item", "media_id"}, {"media", "page_id"}, {"message", "raw"},
	{"page_archive", "page_id"}, {"page_archive", "papers_id"}, {"site_look", "emblem_id"}, {"look_draft", "emblem_id"},
}

// MediaOwned are the columns of what belongs to a blob and goes with it.
var MediaOwned = [][2]string{{"media_words", "media_id"}}

var blobName = regexp.MustCompile(`[0-9a-f]{64}`)

// UsedBlobs are the blobs that something refers to.
func (tx *Tx) UsedBlobs(ctx context.Context) (map[string]bool, error) {
	used := make(map[string]bool)
	for _, c := range MediaColumns {
		err := tx.each(ctx, fmt.Sprintf(`SELECT DISTINCT %[2]s FROM %[1]s WHERE %[2]s IS NOT NULL AND %[2]s <> ''`, c[0], c[1]), nil, func(scan func(...any) error) error {
			var id string
			err := scan(&id)
			used[id] = true
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("blobs of %s: %w", c[0], err)
		}
	}
	err := tx.each(ctx, `SELECT text FROM draft`, nil, func(scan func(...any) error) error {
		var text string
		err := scan(&text)
		for _, id := range blobName.FindAllString(text, -1) {
			used[id] = true
		}
		return err
	})
	return used, err
}

// ForgetBlob takes a blob off the list of those that are known, unless something
// refers to it or it was uploaded since an instant. It reports whether the blob
// is not known now: its bytes are nobody's.
func (tx *Tx) ForgetBlob(ctx context.Context, id string, since time.Time) (bool, error) {
	unused := strings.Builder{}
	unused.WriteString(` WHERE media.id = ? AND media.created_at < ? AND NOT EXISTS (SELECT 1 FROM draft x WHERE x.text LIKE ?)`)
	for _, c := range MediaColumns {
		fmt.Fprintf(&unused, ` AND NOT EXISTS (SELECT 1 FROM %s x WHERE x.%s = media.id)`, c[0], c[1])
	}
	args := []any{id, instant(since), "%" + id + "%"}
	for _, c := range MediaOwned {
		if _, err := tx.exec(ctx, fmt.Sprintf(`DELETE FROM %s WHERE %s IN (SELECT media.id FROM media%s)`, c[0], c[1], unused.String()), args...); err != nil {
			return false, fmt.Errorf("forget blob: %w", err)
		}
	}
	if _, err := tx.exec(ctx, `DELETE FROM media`+unused.String(), args...); err != nil {
		return false, fmt.Errorf("forget blob: %w", err)
	}
	var n int
	err := tx.row(ctx, `SELECT count(*) FROM media WHERE id = ?`, id).Scan(&n)
	return n == 0, err
}
