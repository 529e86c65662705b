package accounts

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"time"
	"unicode/utf8"

	"congbo/internal/event"
	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/people"
	"congbo/internal/store"
	"congbo/internal/vi"
	"congbo/internal/workday"
)

// Files keeps bytes durably under their SHA-256; see package blob.
type Files interface {
	Put(ctx context.Context, r io.Reader, limit int64) (id string, size int64, err error)
}

// A Scan is the file of a signed paper.
type Scan struct {
	Name string
	Data []byte
}

// MaxScan is the largest scan in bytes.
const MaxScan = 15 << 20

// scanTypes are what a scanner or a telephone makes of a paper.
var scanTypes = []string{"application/pdf", "image/jpeg", "image/png"}

// KeepDelegationPaper keeps the day and the scan of the paper of a delegation,
// as often as they are entered: the newest hold, and without a scan the one
// before stays. It is for whoever gave the delegation and for who manages
// people where they work (R-P3). It returns who gave it.
func (a *Accounts) KeepDelegationPaper(ctx context.Context, who Actor, id int64, dated string, scan *Scan) (giver people.PersonID, err error) {
	var to *store.Person
	may := func(tx *store.Tx) error {
		d, err := tx.Delegation(ctx, id)
		if err != nil {
			return err
		}
		giver = d.From
		if to, err = target(ctx, tx, who, d.To); err != nil || giver == who.Person {
			return err
		}
		_, err = a.managed(ctx, tx, who, d.From)
		return err
	}
	if err := a.Store.View(ctx, may); err != nil { // before anything is stored for it
		return 0, err
	}
	p := store.DelegationPaper{Delegation: id, Dated: dated}
	m, err := a.checkPaper(ctx, &p, scan)
	if err != nil {
		return 0, err
	}
	if p.Dated == "" && m == nil {
		return 0, fault.New(fault.Invalid, "accounts.scan_nothing").In("scan")
	}
	err = a.Store.Tx(ctx, func(tx *store.Tx) error {
		if err := may(tx); err != nil {
			return err
		}
		return a.keepPaper(ctx, tx, who, to, p, m)
	})
	return giver, err
}

// checkPaper looks at a paper and stores the bytes of its scan, before any row
// refers to them.
func (a *Accounts) checkPaper(ctx context.Context, p *store.DelegationPaper, scan *Scan) (*store.Media, error) {
	if p.Dated != "" {
		if t, err := time.ParseInLocation(time.DateOnly, p.Dated, workday.Zone); err != nil || t.Year() < 1990 || t.After(a.Store.Now()) {
			return nil, fault.New(fault.Invalid, "accounts.paper_day").In("dated")
		}
	}
	if scan == nil {
		return nil, nil
	}
	p.File = vi.ReadLine(scan.Name)
	for utf8.RuneCountInString(p.File) > 200 {
		_, n := utf8.DecodeLastRuneInString(p.File)
		p.File = p.File[:len(p.File)-n]
	}
	kind := a.Sniff(scan.Data)
	switch {
	case len(scan.Data) > MaxScan:
		return nil, fault.New(fault.Invalid, "accounts.scan_large", MaxScan>>20).In("scan")
	case !slices.Contains(scanTypes, kind):
		return nil, fault.New(fault.Invalid, "accounts.scan_type").In("scan")
	}
	media, size, err := a.Files.Put(ctx, bytes.NewReader(scan.Data), MaxScan)
	if err != nil {
		return nil, err
	}
	p.Media = media
	return &store.Media{ID: media, Type: kind, Size: size}, nil
}

func (a *Accounts) keepPaper(ctx context.Context, tx *store.Tx, who Actor, to *store.Person, p store.DelegationPaper, m *store.Media) error {
	if m != nil {
		if err := tx.AddMedia(ctx, *m); err != nil {
			return err
		}
	}
	before, err := tx.DelegationPapers(ctx, to.ID)
	if err != nil {
		return err
	}
	if was, ok := before[p.Delegation]; ok {
		if p.Media == "" {
			p.Media, p.File = was.Media, was.File
		}
		if p.Dated == "" {
			p.Dated = was.Dated
		}
	}
	p.KeptBy = who.Person
	record(tx, who, to, event.DelegationPaper, map[string]string{event.KeyNumber: fmt.Sprint(p.Delegation)})
	return tx.AddDelegationPaper(ctx, p)
}

// DelegationScan is the scan of a delegation's paper, with its type, for whoever
// gave the delegation, was given it or manages people where the giver works;
// for others there is none.
func (a *Accounts) DelegationScan(ctx context.Context, who Actor, id int64) (p store.DelegationPaper, kind string, err error) {
	err = a.Store.View(ctx, func(tx *store.Tx) error {
		none := fault.New(fault.NotFound, "fault.not_found")
		d, err := tx.Delegation(ctx, id)
		if err != nil {
			return err
		}
		from, err := target(ctx, tx, who, d.From)
		if err != nil {
			return err
		}
		if d.From != who.Person && d.To != who.Person {
			if fault.Is(a.place(ctx, tx, who, from.Unit), fault.Denied) {
				return none
			}
		}
		papers, err := tx.DelegationPapers(ctx, d.From)
		if err != nil {
			return err
		}
		if p = papers[id]; p.Media == "" {
			return none
		}
		m, err := tx.Media(ctx, p.Media)
		if err == nil {
			kind = m.Type
		}
		return err
	})
	return p, kind, err
}

// PaperOf cites the paper of a delegation by its number and, where it is known,
// its day.
func PaperOf(l locale.Lang, number, dated string) string {
	t, err := time.ParseInLocation(time.DateOnly, dated, workday.Zone)
	if err != nil {
		return number
	}
	return locale.T(l, "accounts.paper_of", number, vi.Date(l, t))
}
