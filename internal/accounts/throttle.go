package accounts

import (
	"context"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"congbo/internal/fault"
	"congbo/internal/people"
	"congbo/internal/store"
)

// A Visitor is where a request comes from.
type Visitor struct {
	Address string // IP address, as the trusted proxies tell it
	Agent   string // User-Agent
}

// A try is an attempt at a password or code. It is counted before it is judged,
// so that any number of attempts at once are no more than the same number one
// after the other.
type try struct {
	account string // key of the account's count
	address string // key of the address's count; may be empty
	last    bool   // one more would be too many
	until   time.Time
}

// begin counts an attempt at an account from an address and refuses it when
// there were too many. The lock of the last attempt allowed is set at once and
// taken away if that attempt succeeds.
func (a *Accounts) begin(ctx context.Context, account string, v Visitor) (t try, err error) {
	c := a.Config
	t = try{account: account, address: addressKey(v.Address)}
	var refused error
	err = a.Store.Tx(ctx, func(tx *store.Tx) error {
		refused, t.last = nil, false
		if t.address != "" {
			tries, err := tx.CountTry(ctx, t.address, c.TryWindow)
			if err != nil {
				return err
			}
			until := tries.LockedUntil
			if tries.Count > c.AddressTries && until.IsZero() {
				until = tx.Now().Add(c.Lock)
				err = tx.LockTries(ctx, t.address, until)
			}
			if err != nil || !until.IsZero() {
				refused = locked(until.Sub(tx.Now()))
				return err
			}
		}
		tries, err := tx.CountTry(ctx, t.account, c.TryWindow)
		if err != nil {
			return err
		}
		if !tries.LockedUntil.IsZero() {
			refused = locked(tries.LockedUntil.Sub(tx.Now()))
			return nil
		}
		if tries.Count >= c.Tries {
			t.last, t.until = true, tx.Now().Add(c.Lock)
			return tx.LockTries(ctx, t.account, t.until)
		}
		return nil
	})
	if err != nil {
		return t, err
	}
	return t, refused
}

// locked says for how many minutes nothing more is tried.
func locked(d time.Duration) error {
	return fault.New(fault.TooMany, "accounts.locked", int((d+time.Minute-1)/time.Minute))
}

// succeed forgets the failures before an attempt that succeeded.
func (t try) succeed(ctx context.Context, tx *store.Tx) error {
	if t.address != "" {
		if err := tx.TakeBackTry(ctx, t.address); err != nil {
			return err
		}
	}
	return tx.ForgetTries(ctx, t.account)
}

// accountKey is the key of the tries at an address of the sign-in form. It is a
// digest: people type their password into the wrong field, and what is typed
// need not be anybody's.
func accountKey(email string) string { return "account/" + digest256(email)[:32] }

// personKey is the key of the tries at a second factor or at a password asked
// for again.
func personKey(what string, id people.PersonID) string {
	return what + "/" + strconv.FormatInt(int64(id), 10)
}

// addressKey is the key of an IP address; of IPv6 the network of 64 bits counts,
// since a household has all of it.
func addressKey(address string) string {
	ip, err := netip.ParseAddr(strings.TrimSpace(address))
	if err != nil {
		return ""
	}
	ip = ip.Unmap().WithZone("")
	bits := ip.BitLen()
	if ip.Is6() {
		bits = 64
	}
	network, err := ip.Prefix(bits)
	if err != nil {
		return ""
	}
	return "address/" + network.String()
}
