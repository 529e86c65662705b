package content

// A Picture is a picture of a revision with its words and how it stands.
type Picture struct {
	ImageRef
	Lead        bool   // leads the text
	Size, Focus string // "" the default
}

// A PictureChange is a picture in either or both of two revisions.
type PictureChange struct{ Before, After *Picture }

// Same reports whether nothing about the picture differs.
func (c PictureChange) Same() bool {
	return c.Before != nil && c.After != nil && *c.Before == *c.After
}

// Pictures lists the pictures of a revision, the one that leads it first.
func (r Revision) Pictures() []Picture {
	var all []Picture
	if r.LeadImage != nil {
		all = append(all, Picture{*r.LeadImage, true, r.Layout.LeadSize, r.Layout.LeadFocus})
	}
	r.Body.walk(func(n Node, _ int) bool {
		if n.Type == "image" {
			all = append(all, Picture{imageOf(n), false, n.str("size"), n.str("focus")})
		}
		return true
	})
	return all
}

// ComparePictures lists the pictures of two revisions: those of the second in
// their order, then those that are gone. A picture is the one it was where its
// bytes are the same, and else where both lead the text or both bear the same
// words, or none.
func ComparePictures(before, after Revision) []PictureChange {
	old, fresh := before.Pictures(), after.Pictures()
	was := make([]int, len(fresh)) // index in old and 1, 0 for none
	taken := make([]bool, len(old))
	for _, one := range []func(a, b Picture) bool{
		func(a, b Picture) bool { return a == b },
		func(a, b Picture) bool { return a.Media == b.Media && a.Lead == b.Lead },
		func(a, b Picture) bool { return a.Media == b.Media },
		func(a, b Picture) bool { return a.Lead && b.Lead },
		func(a, b Picture) bool { return a.Alt+a.Caption != "" && a.Alt == b.Alt && a.Caption == b.Caption },
		func(a, b Picture) bool { return a.Alt+a.Caption+b.Alt+b.Caption == "" && a.Lead == b.Lead },
	} {
		for j := range fresh {
			if was[j] > 0 {
				continue
			}
			for i := range old {
				if !taken[i] && one(old[i], fresh[j]) {
					was[j], taken[i] = i+1, true
					break
				}
			}
		}
	}
	var all []PictureChange
	for j := range fresh {
		c := PictureChange{After: &fresh[j]}
		if was[j] > 0 {
			c.Before = &old[was[j]-1]
		}
		all = append(all, c)
	}
	for i := range old {
		if !taken[i] {
			all = append(all, PictureChange{Before: &old[i]})
		}
	}
	return all
}
