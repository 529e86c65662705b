package sites

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"congbo/internal/cases"
	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

// MailboxInput is what is said about an office's mailbox (R-I1).
type MailboxInput struct {
	Unit      int64 // the office; 0: the institution
	Site      int64 // the site that its requests are for; 0: undecided
	Address   string
	Name      locale.Text
	Procedure string // what a request to it starts
	Prefix    string // of the codes of its requests
	Main      bool   // takes what names no office
	Active    bool
	// UnitConfirms has what a person asks for wait until their unit confirms it,
	// where the procedure has a step for that (R-I2).
	UnitConfirms bool
}

func (in *MailboxInput) check() error {
	var f faults
	in.Address = strings.ToLower(vi.CleanLine(in.Address))
	if !plainAddress(in.Address) {
		f.add("address", "sites.address_wrong", cut(in.Address))
	}
	f.name("name", &in.Name)
	in.Prefix = strings.ToUpper(vi.CleanLine(in.Prefix))
	if !prefixForm.MatchString(in.Prefix) {
		f.add("prefix", "sites.prefix_wrong", cut(in.Prefix))
	}
	if in.Main && !in.Active {
		f.add("main", "sites.main_needed")
	}
	return f.err()
}

func (in *MailboxInput) fill(m *store.Mailbox) {
	m.Unit, m.Site, m.Address, m.Name, m.Procedure, m.Prefix, m.Main, m.Active, m.UnitConfirms =
		in.Unit, in.Site, in.Address, in.Name, in.Procedure, in.Prefix, in.Main, in.Active, in.UnitConfirms
}

// AddMailbox adds an office's mailbox. The first one is the main one.
func (s *Sites) AddMailbox(ctx context.Context, who cases.Actor, in MailboxInput) (m *store.Mailbox, err error) {
	err = s.change(ctx, who, func(c *change) error {
		m, err = c.addMailbox(in)
		return err
	})
	return m, err
}

func (c *change) addMailbox(in MailboxInput) (*store.Mailbox, error) {
	if err := c.mailbox(&in, 0); err != nil {
		return nil, err
	}
	have, err := c.tx.Mailboxes(c.ctx, c.who.Institution)
	if err != nil {
		return nil, err
	}
	if len(have) == 0 {
		in.Main, in.Active = true, true
	}
	m := &store.Mailbox{Institution: c.who.Institution}
	in.fill(m)
	if err := taken(c.tx.AddMailbox(c.ctx, m), "address", "sites.address_taken", in.Address); err != nil {
		return nil, err
	}
	c.recordMailbox(m)
	return m, nil
}

func (c *change) recordMailbox(m *store.Mailbox) {
	c.record(event.MailboxChanged, "mailbox", m.ID, map[string]string{event.KeyNumber: fmt.Sprint(m.ID), event.KeyVersion: fmt.Sprint(m.Version)})
}

// mailbox checks what a mailbox refers to, and that the actor may keep it.
func (c *change) mailbox(in *MailboxInput, id int64) error {
	if in.Unit != 0 {
		u, err := c.tx.Unit(c.ctx, in.Unit)
		if err = c.mine(unitOf(u, err), err); err != nil {
			return none(err, "unit", "sites.unit_unknown")
		}
	}
	if err := c.mayMailbox(in.Unit); err != nil {
		return err
	}
	if err := in.check(); err != nil {
		return err
	}
	if in.Site != 0 {
		if _, err := c.site(in.Site); err != nil {
			return none(err, "site", "sites.site_unknown")
		}
	}
	procedures, err := c.tx.Procedures(c.ctx, c.who.Institution)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(procedures, func(p store.ProcedureVersion) bool { return p.Key == in.Procedure }) {
		return fault.New(fault.Invalid, "sites.procedure_unknown", cut(in.Procedure)).In("procedure")
	}
	other, err := c.tx.MailboxByAddress(c.ctx, in.Address)
	if err == nil && other.ID != id {
		return fault.New(fault.Conflict, "sites.address_taken", in.Address).In("address")
	} else if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	return nil
}

func (c *change) mayMailbox(unit int64) error {
	at, err := c.scope(unit, 0)
	if err != nil {
		return err
	}
	return c.may(people.ManageMailboxes, at)
}

// SaveMailbox changes a mailbox, unless somebody else has since the version was
// read. There is always a main one: it is changed by making another one main.
func (s *Sites) SaveMailbox(ctx context.Context, who cases.Actor, id, version int64, in MailboxInput) (*store.Mailbox, error) {
	var m *store.Mailbox
	err := s.change(ctx, who, func(c *change) (err error) {
		if m, err = c.tx.Mailbox(ctx, id); err != nil {
			return err
		}
		if err := c.mine(m.Institution, nil); err != nil {
			return err
		}
		if err := c.mayMailbox(m.Unit); err != nil {
			return err
		}
		if err := c.mailbox(&in, id); err != nil {
			return err
		}
		if m.Main && !in.Main {
			return fault.New(fault.Conflict, "sites.main_needed").In("main")
		}
		in.fill(m)
		m.Version = version
		if err := c.tx.SaveMailbox(ctx, m); err != nil {
			return err
		}
		c.recordMailbox(m)
		return nil
	})
	return m, err
}

// DayInput is what an institution or unit decides for one day (R-T1).
type DayInput struct {
	Unit   int64  // 0: the whole institution
	Day    string // 2026-01-02
	Hours  string // 07:30-11:30, 13:00-17:00; empty: closed
	Note   locale.Text
	Source string // the decision it rests on
}

// calendar checks that the actor may keep the calendar of a unit.
func (c *change) calendar(unit int64) error {
	if unit != 0 {
		u, err := c.tx.Unit(c.ctx, unit)
		if err = c.mine(unitOf(u, err), err); err != nil {
			return none(err, "unit", "sites.unit_unknown")
		}
	}
	at, err := c.scope(unit, 0)
	if err != nil {
		return err
	}
	return c.may(people.ManageCalendar, at)
}

// recordCalendar records a change of a calendar and has the due times of open
// cases counted anew.
func (c *change) recordCalendar(unit int64, day string) error {
	place := fmt.Sprintf("%s:%d", people.Institution, c.who.Institution)
	if unit != 0 {
		place = fmt.Sprintf("%s:%d", people.Unit, unit)
	}
	data := map[string]string{event.KeyPlace: place}
	if day != "" {
		data[event.KeyName] = day
	}
	c.record(event.CalendarChanged, "calendar", place, data)
	return c.tx.Enqueue(c.ctx, JobRecount, c.who.Institution, time.Time{}, "recount/"+strconv.FormatInt(c.who.Institution, 10))
}

// Check reports what is wrong with a day, and writes its hours in one way.
func (in *DayInput) Check() error { return in.check() }

func (in *DayInput) check() error {
	var f faults
	f.text("note", &in.Note, maxName)
	f.line("source", &in.Source, maxName)
	if t, err := time.Parse(time.DateOnly, in.Day); err != nil || t.Year() < 2000 || t.Year() > workday.LastYear {
		f.add("day", "sites.day_wrong", cut(vi.CleanLine(in.Day)))
	}
	f.hours("hours", &in.Hours)
	return f.err()
}

// hours checks the office hours of a day and writes them in one way.
func (f *faults) hours(field string, s *string) {
	spans, err := workday.ParseHours(*s)
	if e, ok := fault.As(err); ok {
		f.list = append(f.list, e.In(field))
	}
	*s = workday.FormatHours(spans)
}

// SetDay decides the hours of one day, in place of the country's calendar and of
// what was decided before.
func (s *Sites) SetDay(ctx context.Context, who cases.Actor, in DayInput) error {
	return s.change(ctx, who, func(c *change) error {
		if err := c.calendar(in.Unit); err != nil {
			return err
		}
		in := in // checked anew if the transaction is run again
		if err := in.check(); err != nil {
			return err
		}
		if err := c.recordCalendar(in.Unit, in.Day); err != nil {
			return err
		}
		return c.tx.SetCalendarDay(ctx, store.CalendarDay{
			Institution: who.Institution, Unit: in.Unit, Day: in.Day, Hours: in.Hours, Note: in.Note, Source: in.Source,
		})
	})
}

// DropDay takes back what was decided for a day.
func (s *Sites) DropDay(ctx context.Context, who cases.Actor, unit int64, day string) error {
	return s.change(ctx, who, func(c *change) error {
		if err := c.calendar(unit); err != nil {
			return err
		}
		if err := c.tx.DropCalendarDay(ctx, who.Institution, unit, day); err != nil {
			return err
		}
		return c.recordCalendar(unit, day)
	})
}

// SetWeek decides the weekly hours, Sunday first, of the institution or of a
// unit.
func (s *Sites) SetWeek(ctx context.Context, who cases.Actor, unit int64, hours [7]string) error {
	return s.change(ctx, who, func(c *change) error {
		if err := c.calendar(unit); err != nil {
			return err
		}
		var f faults
		week := hours
		for i := range week {
			f.hours("hours_"+strconv.Itoa(i), &week[i])
		}
		if week == ([7]string{}) && len(f.list) == 0 {
			f.add("hours", "sites.week_empty")
		}
		if err := f.err(); err != nil {
			return err
		}
		if err := c.recordCalendar(unit, ""); err != nil {
			return err
		}
		return c.tx.SetOfficeWeek(ctx, store.OfficeWeek{Institution: who.Institution, Unit: unit, Hours: week})
	})
}

// DropWeek has the hours of the institution, or of the country, hold again.
func (s *Sites) DropWeek(ctx context.Context, who cases.Actor, unit int64) error {
	return s.change(ctx, who, func(c *change) error {
		if err := c.calendar(unit); err != nil {
			return err
		}
		if err := c.recordCalendar(unit, ""); err != nil {
			return err
		}
		return c.tx.DropOfficeWeek(ctx, who.Institution, unit)
	})
}
