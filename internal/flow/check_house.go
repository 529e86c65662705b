package flow

import (
	"fmt"

	"congbo/internal/people"
)

// ofHouse refuses to let outside partners publish, put into force or take down:
// they do what was assigned to them, and the house disposes of it (R-P6).
func (c *checker) ofHouse(at string, s *Step, m *Move) {
	if !m.disposes() {
		return
	}
	for i, r := range m.By {
		if people.Abroad(r) {
			c.add(fmt.Sprintf("%s/by/%d", at, i), "procfile.partner_publishes", c.p.roleName(r))
		}
	}
	if len(m.By) > 0 {
		return
	}
	for _, r := range concat(s.By, s.Else) {
		if people.Abroad(r) {
			c.add(at+"/does", "procfile.partner_publishes", c.p.roleName(r))
		}
	}
}

// forces refuses it of publishing before approval.
func (c *checker) forces() {
	for i, r := range c.p.Force {
		if people.Abroad(r) {
			c.add(fmt.Sprintf("force/%d", i), "procfile.partner_publishes", c.p.roleName(r))
		}
	}
}
