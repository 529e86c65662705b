package cases

import (
	"context"

	"congbo/internal/content"
	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/procfile"
	"congbo/internal/store"
)

// A Draft is the version of a procedure that a case is to put into force. For
// package flow it is the text of the case: its words are the content that is
// approved, whoever saved them its authors.
type Draft struct {
	Version *store.ProcedureVersion
	Saves   []store.ProcedureSave
	Sound   bool
}

func readDraft(ctx context.Context, tx *store.Tx, id int64) (*Draft, error) {
	v, err := tx.Procedure(ctx, id)
	if err != nil {
		return nil, err
	}
	saves, err := tx.ProcedureSaves(ctx, id)
	return &Draft{Version: v, Saves: saves, Sound: len(procfile.Check([]byte(v.Text))) == 0}, err
}

// readDraft reads the procedure that the case is about, as it is now.
func (d *Dossier) readDraft(ctx context.Context) error {
	if d.Procedure.Subject != flow.SubjectProcedure || d.Case.ID == 0 {
		return nil
	}
	v, err := d.tx.ProcedureOfCase(ctx, d.Case.ID)
	if fault.Is(err, fault.NotFound) {
		return nil // not linked yet: the case is being opened
	} else if err != nil {
		return err
	}
	d.Proposed, err = readDraft(ctx, d.tx, v.ID)
	return err
}

func (r *Draft) facts(f *flow.Facts) {
	f.HasDocument, f.Sound = true, r.Sound
	f.Hashes = content.Hashes{Content: r.Version.Digest, All: r.Version.Digest}
	for _, s := range r.Saves {
		f.Edits = append(f.Edits, flow.Edit{Aspect: content.AspectContent, Person: s.Person, For: s.For, At: s.At})
	}
}
