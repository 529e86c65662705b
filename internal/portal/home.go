package portal

import "time"

// Home is the first page of a site. Parts that are empty are left out, and the
// page looks finished without them.
type Home struct {
	Frame
	Lead    *Card
	Beside  []Card // what matters next: two or three
	Notices *Block // announcements, by date
	Tasks   []Task // what people come for
	News    *Block
	Blocks  []Block // further sections
	Topics  []Topic
	OnTime  *OnTime
	Promise string // how fast a request is dealt with, beside the way to the form
	Links   []Link // other websites

	// Bands are what stands on the page instead of all that, where an
	// administrator chose its blocks.
	Bands []Band
}

// A Task is something that people often come to do.
type Task struct {
	Title, Text, URL string
}

// A Topic gathers items across sections.
type Topic struct {
	Title, URL string
	Count      int
}

// OnTime is the institution's own share of items published in time, with what
// it was computed from.
type OnTime struct {
	Done, All int
	Period    string // "Tháng 10/2026"
	How       string // address of the explanation; may be empty
	At        time.Time
}

// Share is Done of All in tenths of a percent, cut off: 1000 means all.
func (o OnTime) Share() int {
	if o.All <= 0 {
		return 0
	}
	return int(int64(o.Done) * 1000 / int64(o.All))
}

func (h *Home) template() string { return "home" }

func (h *Home) data() []any {
	if h.Private {
		return nil
	}
	s := h.Site
	site := whole(s.website())
	site["publisher"] = node{"@id": s.Origin + s.Home() + "#organization"}
	if s.SearchURL != "" {
		site["potentialAction"] = node{"@type": "SearchAction", "query-input": "required name=q",
			"target": node{"@type": "EntryPoint", "urlTemplate": s.Origin + s.SearchURL + "?q={q}"}}
	}
	return []any{whole(organisation(s)), site}
}

// organisation is whom a site speaks for.
func organisation(s *Site) node {
	o := node{"@type": s.look().Kind, "@id": s.Origin + s.Home() + "#organization", "name": s.Name, "url": s.Origin + s.Home()}
	set := func(key, value string) {
		if value != "" {
			o[key] = value
		}
	}
	set("alternateName", s.Foreign)
	set("slogan", s.Motto)
	set("telephone", s.Contact.Phone)
	set("faxNumber", s.Contact.Fax)
	set("email", s.Contact.Email)
	set("address", s.Contact.Address)
	if icon, err := Assets().Path("icon-" + s.look().Name + ".png"); err == nil && s.Emblem == nil {
		set("logo", s.Origin+icon)
	} else if s.Emblem != nil {
		set("logo", (&Frame{Site: s}).absolute(s.Emblem.URL))
	}
	if s.Parent != "" {
		o["parentOrganization"] = node{"@type": "GovernmentOrganization", "name": s.Parent}
	}
	return o
}
