package portal

// Chart shows the units of an institution as they are organised, from its top.
type Chart struct {
	Frame
	Kicker  string
	Summary string
	Front   *Text // what the institution says about it; nil: nothing
	Name    string
	Units   []ChartUnit

	ContactsURL string
}

// A ChartUnit is a unit with those inside it.
type ChartUnit struct {
	Link
	Short   string
	Head    string // who leads it, as the unit says; empty: not said
	Contact Contact
	Inside  []ChartUnit
}

func (c *Chart) template() string { return "chart" }

// Description is what shared links and search engines show.
func (c *Chart) Description() string { return first(c.Summary, c.About) }

func (c *Chart) data() []any {
	if c.Private || c.Path == "" {
		return c.Frame.data()
	}
	top := organisation(c.Site)
	if inside := departments(&c.Frame, c.Units); len(inside) > 0 {
		top["department"] = inside
	}
	return append(c.Frame.data(), whole(top))
}

func departments(f *Frame, units []ChartUnit) []any {
	var list []any
	for _, u := range units {
		n := node{"@type": "Organization", "name": u.Title, "url": f.absolute(u.URL)}
		for key, value := range map[string]string{"telephone": u.Contact.Phone, "faxNumber": u.Contact.Fax, "email": u.Contact.Email} {
			if value != "" {
				n[key] = value
			}
		}
		if inside := departments(f, u.Inside); len(inside) > 0 {
			n["department"] = inside
		}
		list = append(list, n)
	}
	return list
}

// Contacts tells how an institution and each of its units are reached.
type Contacts struct {
	Frame
	Kicker  string
	Summary string
	Front   *Text
	Name    string
	Own     Contact
	Units   []ChartUnit // those that say how, without those inside them

	ChartURL string
}

func (c *Contacts) template() string { return "contacts" }

// Description is what shared links and search engines show.
func (c *Contacts) Description() string { return first(c.Summary, c.About) }

func (c *Contacts) data() []any {
	if c.Private || c.Path == "" {
		return c.Frame.data()
	}
	page := node{"@type": "ContactPage", "name": c.Title, "url": c.Canonical(), "inLanguage": string(c.Site.Lang), "isPartOf": c.Site.website(), "mainEntity": organisation(c.Site)}
	return append(c.Frame.data(), whole(page))
}
