package notify

import (
	"context"
	"slices"
	"time"

	"congbo/internal/cases"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/store"
	"congbo/internal/vi"
)

// An Inbox is what somebody was told, the newest first (F-K2).
type Inbox struct {
	Notices []store.Notice
	Unread  int   // in all
	Last    int64 // the newest notice there is, for marking what was seen
}

// Inbox reads a person's own inbox, all of it or what is unread, below a notice
// (0: from the newest).
func (n *Notify) Inbox(ctx context.Context, who cases.Actor, unread bool, below int64, limit int) (*Inbox, error) {
	var box Inbox
	err := n.Store.View(ctx, func(tx *store.Tx) error {
		var err error
		if box.Unread, err = tx.CountUnread(ctx, who.Person); err != nil {
			return err
		}
		newest, err := tx.Notices(ctx, who.Person, false, 0, 1)
		if err != nil {
			return err
		}
		if len(newest) > 0 {
			box.Last = newest[0].ID
		}
		box.Notices, err = tx.Notices(ctx, who.Person, unread, below, limit)
		return err
	})
	return &box, err
}

// Read marks one of a person's own notices as read, or as unread again, and
// returns it.
func (n *Notify) Read(ctx context.Context, who cases.Actor, id int64, read bool) (*store.Notice, error) {
	var notice *store.Notice
	err := n.Store.Tx(ctx, func(tx *store.Tx) error {
		var err error
		if notice, err = tx.Notice(ctx, id); err != nil {
			return err
		}
		if notice.Person != who.Person {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		return tx.ReadNotice(ctx, who.Person, id, read)
	})
	return notice, err
}

// ReadAll marks everything up to the notice that was the newest before the
// person's eyes as read.
func (n *Notify) ReadAll(ctx context.Context, who cases.Actor, last int64) error {
	return n.Store.Tx(ctx, func(tx *store.Tx) error { return tx.ReadNotices(ctx, who.Person, last) })
}

// Choices is how a person wants to be told.
func (n *Notify) Choices(ctx context.Context, who cases.Actor) (c store.NoticeChoice, err error) {
	err = n.Store.View(ctx, func(tx *store.Tx) error {
		c, err = tx.NoticeChoice(ctx, who.Person)
		return err
	})
	return c, err
}

// The hours between which a letter of the day may be wanted, and how far they
// lie apart, in minutes of the day.
const (
	FirstMinute = 6 * 60
	LastMinute  = 18 * 60
	MinuteStep  = 30
)

// Choose keeps how a person wants to be told of each sort of notice, and the
// minute of the working day at which the letter of the day goes out. Letters
// that a procedure asks for are not theirs to choose.
func (n *Notify) Choose(ctx context.Context, who cases.Actor, ways map[store.Sort]store.Way, minute int) error {
	var bad fault.List
	for s, w := range ways {
		if !slices.Contains(store.Sorts, s) || !slices.Contains([]store.Way{store.WayMail, store.WayDigest, store.WayInbox}, w) {
			bad = append(bad, fault.New(fault.Invalid, "notify.way_wrong").In("way_"+string(s)))
		}
	}
	if minute < FirstMinute || minute > LastMinute || minute%MinuteStep != 0 {
		bad = append(bad, fault.New(fault.Invalid, "notify.minute_wrong").In("minute"))
	}
	if err := bad.Err(); err != nil {
		return err
	}
	return n.Store.Tx(ctx, func(tx *store.Tx) error {
		return tx.SetNoticeChoice(ctx, store.NoticeChoice{Person: who.Person, Ways: ways, Minute: minute})
	})
}

// Says is a notice in a few words: what happened, without the title of what it
// is about.
func Says(l locale.Lang, n *store.Notice) string {
	key := "notify.says." + n.Template
	if !locale.Has(l, key) {
		s, _ := shippedText(n.Template)
		return vi.CleanLine(fill(s.In(l), said(l, n.Data)))
	}
	return vi.CleanLine(fill(locale.T(l, key), said(l, n.Data)))
}

// Drop clears inboxes of what was read long ago.
func (n *Notify) Drop(ctx context.Context) error {
	return n.Store.Tx(ctx, func(tx *store.Tx) error { return tx.DropNotices(ctx, tx.Now().Add(-keptRead)) })
}

// keptRead is how long an inbox keeps what was read.
const keptRead = 180 * 24 * time.Hour
