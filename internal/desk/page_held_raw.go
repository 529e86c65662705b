package desk

import (
	"context"
	"strconv"

	"congbo/internal/fault"
	"congbo/internal/store"
)

// heldRaw gives out a letter that waits to be placed as it came, byte for
// byte, to be saved and opened in a mail program.
func (d *Desk) heldRaw(v *visit) error {
	id := number(v.r.PathValue("id"))
	var m *store.Message
	err := v.view(func(ctx context.Context, tx *store.Tx) (err error) {
		m, err = v.heldMessage(ctx, tx, id)
		return err
	})
	if err != nil {
		return err
	}
	if m.Raw == "" {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return v.serveBlob(m.Raw, "message/rfc822", v.t("desk.held_raw_name", strconv.FormatInt(id, 10)), false)
}

// heldMessage is a letter in the holding area of the visitor's institution; of
// any other there is none.
func (v *visit) heldMessage(ctx context.Context, tx *store.Tx, id int64) (*store.Message, error) {
	m, err := tx.Message(ctx, id)
	if err != nil {
		return nil, err
	}
	if m.State != store.MessageHeld && m.State != store.MessageUnreadable {
		return nil, fault.New(fault.NotFound, "fault.not_found")
	}
	box, err := tx.Mailbox(ctx, m.Mailbox)
	if err == nil && box.Institution != v.who.Institution {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return m, err
}
