package desk

import "congbo/internal/flow"

// A ClaimView tells that the request bears somebody's address and that nobody
// knows whether they sent it.
type ClaimView struct {
	Says string
	Hint string
	Yes  string // what the buttons say
	No   string
	May  bool
}

func (b *book) claim() *ClaimView {
	if b.Request == nil || b.Request.Claimed == 0 {
		return nil
	}
	name := b.People[b.Request.Claimed]
	c := &ClaimView{Says: b.t("desk.claim", name, b.Request.SenderEmail), Hint: b.t("desk.claim_hint", name), Yes: b.t("desk.claim_yes"), No: b.t("desk.claim_no", name)}
	if b.Request.Claimed == b.me {
		c.Says, c.Hint, c.Yes, c.No = b.t("desk.claim_mine", b.Request.SenderEmail), b.t("desk.claim_mine_hint"), b.t("desk.claim_mine_yes"), b.t("desk.claim_mine_no")
	}
	if o, ok := b.option(flow.DoSettle); ok {
		c.May = o.Allowed
	}
	return c
}
