package plate

import "math"

// sky paints the whole canvas from above to a horizon, and on below it.
func (c *canvas) sky(horizon float32, colours ...colour) { c.ground(down(0, horizon, colours...)) }

// cloud is a bank of cloud, w wide, that thins out towards its base at y.
func (c *canvas) cloud(x, y, w float32, col colour) {
	s := new(shape)
	for i, p := range []struct{ x, y, r float32 }{
		{.10, .035, .055}, {.22, .070, .085}, {.37, .110, .115}, {.53, .085, .105}, {.68, .070, .080}, {.81, .045, .062}, {.92, .025, .035},
	} {
		r := w * p.r * (.92 + .2*noise(uint32(i), uint32(x), uint32(y)))
		s.add(oval(x+w*p.x, y-w*p.y, r*1.25, r).outlines[0])
	}
	c.fill(s, down(y-w*.24, y+w*.06, col, col.fade(.55), clear))
}

// bank is the area between a smooth line through points x, y, x, y … and the
// level y.
func bank(y float32, xy ...float32) *shape {
	o := curve(xy...)
	return new(shape).add(append(o, pt(o[len(o)-1].x, y), pt(o[0].x, y)))
}

// palm is a coconut palm of height h that stands at x, y and leans by lean.
// Its leaves hang in light if it has any.
func (c *canvas) palm(x, y, h, lean float32, trunk, leaves paint, seed uint32) {
	top := pt(x+lean, y-h)
	c.fill(taper(h*.050, h*.026, curve(x, y, x+lean*.12, y-h*.35, x+lean*.5, y-h*.72, top.x, top.y)...), trunk)
	crown := new(shape)
	const n = 13
	for i := range n {
		r := noise(uint32(i), 7, seed)
		angle := -math.Pi/2 + (float64(i)/(n-1)-.5)*math.Pi*1.62 + float64(r-.5)*.22
		length := h * (.40 + .10*noise(uint32(i), 3, seed))
		crown.outlines = append(crown.outlines, frond(top, length, angle).outlines...)
	}
	c.fill(crown, leaves)
	c.fill(with(circle(top.x-h*.018, top.y+h*.020, h*.021), circle(top.x+h*.02, top.y+h*.024, h*.019)), trunk)
}

// frond is a leaf of a palm: a bent spine with leaflets that hang from it.
func frond(from point, length float32, angle float64) *shape {
	const n = 16
	dir := polar(point{}, 1, 1, angle)
	droop := length * (.30 + .34*float32(math.Abs(math.Cos(angle))))
	spine := make([]point, n+1)
	for i := range spine {
		t := float32(i) / n
		spine[i] = from.plus(dir.times(length * t)).plus(pt(0, droop*t*t))
	}
	s := taper(length*.030, length*.010, spine...)
	for i := 1; i < n; i++ {
		t := float32(i) / n
		d := spine[i+1].minus(spine[i-1])
		k := float32(math.Hypot(float64(d.x), float64(d.y)))
		d = d.times(1 / k)
		long := length * .24 * float32(math.Sin(math.Pi*float64(.18+.75*t)))
		for _, side := range []float32{-1, 1} {
			out := pt(-d.y*side, d.x*side).times(.62).plus(d.times(.75)).plus(pt(0, .42))
			tip := spine[i].plus(out.times(long))
			w := d.times(length * .020)
			s.add([]point{spine[i].minus(w), spine[i].plus(w), tip})
		}
	}
	return s
}

// tree is a round tree: a trunk and three crowns, lit from the left.
func (c *canvas) tree(x, y, h float32, dark, light colour, seed uint32) {
	c.fill(taper(h*.075, h*.045, pt(x, y), pt(x+h*.01, y-h*.5)), ink.mix(brick, .35).paint())
	for i, k := range []point{{-.20, .52}, {.21, .56}, {0, .74}} {
		r := h * (.25 + .03*noise(uint32(i), 1, seed))
		cx, cy := x+h*k.x, y-h*k.y
		c.fill(leafage(cx, cy, r, seed+uint32(i)), round(cx-r*.45, cy-r*.5, r*1.7, r*1.7, light, dark))
	}
}

// leafage is a round outline with the bumps of leaves.
func leafage(cx, cy, r float32, seed uint32) *shape {
	s := circle(cx, cy, r*.90)
	const n = 15
	for i := range n {
		a := 2 * math.Pi * float64(i) / n
		p := polar(pt(cx, cy), r*.84, r*.84, a)
		s.add(circle(p.x, p.y, r*(.19+.09*noise(uint32(i), 5, seed))).outlines[0])
	}
	return s
}

// hat is a conical hat, w wide, with its rim at y.
func hat(x, y, w float32) *shape {
	h := w * .40
	return new(shape).add(append([]point{pt(x+w/2, y), pt(x, y-h)}, arcPoints(x, y, w/2, w*.09, 180, 0)...))
}

// A look is how a person appears from afar.
type look struct{ skin, hair, cloth, legs colour }

var looks = []look{
	{hex(0xd9a179), hex(0x1c2226), hex(0xf4f6f4), hex(0x21414f)},
	{hex(0xc98c63), hex(0x22201f), water, hex(0x1e3540)},
	{hex(0xe0ae88), hex(0x2a211d), amber, hex(0x2c4a4f)},
	{hex(0xb97c55), hex(0x191c1f), leaf, hex(0x26343c)},
	{hex(0xd49b72), hex(0x251d1a), hex(0xe8d5b5), hex(0x36505a)},
	{hex(0xcf9468), hex(0x1d2024), flame, hex(0x1f3a46)},
	{hex(0xdca983), hex(0x231e1c), pale, hex(0x29454f)},
}

// bust is a person seen from behind, seated: head and shoulders, w wide, with
// the shoulders' lower edge at y. Long hair hangs to the back.
func (c *canvas) bust(x, y, w float32, l look, long bool) {
	shoulder := y - w*.62
	cloth := blob(x-w*.5, y, x-w*.47, y-w*.34, x-w*.30, shoulder+w*.06, x, shoulder, x+w*.30, shoulder+w*.06, x+w*.47, y-w*.34, x+w*.5, y, x, y+w*.05)
	c.fill(cloth, across(x-w*.5, x+w*.5, l.cloth.mix(white, .12), l.cloth, l.cloth.mix(ink, .25)))
	c.fill(box(x-w*.085, shoulder-w*.16, w*.17, w*.24, w*.06), l.skin.mix(brick, .18).paint())
	cy := shoulder - w*.28
	c.fill(with(oval(x-w*.215, cy+w*.02, w*.04, w*.065), oval(x+w*.215, cy+w*.02, w*.04, w*.065)), l.skin.paint())
	hair := with(oval(x, cy-w*.03, w*.222, w*.25), box(x-w*.15, cy, w*.30, w*.235, w*.10))
	if long {
		hair = with(hair, box(x-w*.232, cy-w*.10, w*.464, w*.56, w*.14))
	}
	c.fill(hair, across(x-w*.25, x+w*.25, l.hair.mix(water, .30), l.hair, l.hair))
}

// figure is a person standing at x, y, h tall. Arms hang, or reach as hands
// say: left and right, from the shoulder, in parts of h.
func (c *canvas) figure(x, y, h float32, l look, long bool, hands ...point) {
	head, hip, shoulder := y-h*.905, y-h*.49, y-h*.765
	c.glow(x+h*.06, y, h*.22, h*.03, ink.fade(.4))
	for _, side := range []float32{-1, 1} {
		c.fill(taper(h*.078, h*.048, pt(x+side*h*.037, hip), pt(x+side*h*.043, y-h*.24), pt(x+side*h*.045, y-h*.02)), across(x-h*.1, x+h*.1, l.legs.mix(white, .14), l.legs, l.legs.mix(ink, .3)))
		c.fill(box(x+side*h*.050-h*.032, y-h*.026, h*.066, h*.028, h*.013), ink.paint())
	}
	arm := func(side float32, to point) {
		from := pt(x+side*h*.083, shoulder)
		hand := pt(from.x+to.x*h, from.y+to.y*h)
		elbow := from.to(hand, .5).plus(pt(side*h*.018, h*.012))
		c.fill(circle(hand.x, hand.y, h*.023), l.skin.paint())
		c.fill(taper(h*.050, h*.038, curve(from.x, from.y, elbow.x, elbow.y, from.to(hand, .94).x, from.to(hand, .94).y)...), l.cloth.mix(ink, .17).paint())
	}
	at := []point{{-.028, .27}, {.028, .27}}
	copy(at, hands)
	if long {
		c.fill(box(x-h*.064, head-h*.04, h*.128, h*.17, h*.04), l.hair.paint())
	}
	arm(-1, at[0])
	arm(1, at[1])
	c.fill(box(x-h*.021, head+h*.03, h*.042, h*.09, h*.016), l.skin.mix(brick, .2).paint())
	top := y - h*.80
	torso := blob(x-h*.030, top, x-h*.076, top+h*.014, x-h*.105, top+h*.055, x-h*.088, top+h*.13, x-h*.074, top+h*.22, x-h*.080, hip+h*.018,
		x, hip+h*.028, x+h*.080, hip+h*.018, x+h*.074, top+h*.22, x+h*.088, top+h*.13, x+h*.105, top+h*.055, x+h*.076, top+h*.014, x+h*.030, top, x, top+h*.006)
	c.fill(torso, across(x-h*.11, x+h*.11, l.cloth.mix(white, .18), l.cloth, l.cloth.mix(ink, .22)))
	c.fill(oval(x, head, h*.050, h*.061), l.skin.paint())
	c.fill(with(arc(x, head-h*.014, h*.056, h*.058, 178, 362), oval(x-h*.046, head-h*.014, h*.012, h*.03), oval(x+h*.046, head-h*.014, h*.012, h*.03)), l.hair.paint())
}

// away is a figure seen from behind, with a bag on the back if it has a colour.
func (c *canvas) away(x, y, h float32, l look, long bool, bag colour) {
	c.figure(x, y, h, l, false)
	c.fill(oval(x, y-h*.912, h*.055, h*.060), across(x-h*.05, x+h*.05, l.hair.mix(water, .3), l.hair))
	if long {
		c.fill(box(x-h*.056, y-h*.93, h*.112, h*.20, h*.04), across(x-h*.05, x+h*.05, l.hair.mix(water, .3), l.hair))
	}
	if bag.a > 0 {
		c.fill(box(x-h*.058, y-h*.755, h*.116, h*.16, h*.035), down(y-h*.76, y-h*.6, bag.mix(white, .2), bag))
		c.fill(box(x-h*.036, y-h*.68, h*.072, h*.06, h*.012), bag.mix(ink, .2).paint())
	}
}

// sampan is a river boat, w long, floating at x, y, with whoever rows it.
func (c *canvas) sampan(x, y, w float32, body colour, rower bool) {
	c.glow(x, y+w*.055, w*.52, w*.05, ink.fade(.5))
	hull := new(shape).add(append(
		curve(x-w*.5, y-w*.085, x-w*.30, y-w*.028, x, y-w*.015, x+w*.30, y-w*.028, x+w*.5, y-w*.085),
		curve(x+w*.5, y-w*.085, x+w*.34, y+w*.034, x, y+w*.052, x-w*.34, y+w*.034, x-w*.5, y-w*.085)...))
	c.fill(hull, down(y-w*.08, y+w*.05, body.mix(amber, .45), body, body.mix(night, .4)))
	if rower {
		px := x + w*.23
		c.fill(taper(w*.012, w*.012, pt(px-w*.02, y-w*.20), pt(px+w*.16, y+w*.07)), body.mix(sand, .3).paint())
		c.fill(blob(px-w*.045, y-w*.02, px-w*.04, y-w*.17, px, y-w*.205, px+w*.045, y-w*.17, px+w*.04, y-w*.02), body.mix(night, .3).paint())
		c.fill(taper(w*.026, w*.02, pt(px, y-w*.175), pt(px+w*.06, y-w*.10)), body.mix(night, .1).paint())
		c.fill(circle(px-w*.004, y-w*.225, w*.026), body.mix(brick, .3).paint())
		c.fill(hat(px-w*.004, y-w*.228, w*.135), across(px-w*.07, px+w*.07, cream, sand.mix(amber, .4)))
	}
	c.fill(arc(x-w*.10, y-w*.02, w*.17, w*.13, 180, 360), across(x-w*.28, x+w*.1, body.mix(amber, .25), body.mix(night, .25)))
}

// shimmer lays short level strokes of light on water, w wide at most, in the
// triangle below cx.
func (c *canvas) shimmer(cx, y0, y1, spread0, spread1 float32, n int, col colour, seed uint32) {
	for i := range n {
		t := noise(uint32(i), 11, seed)
		t *= t
		y := y0 + (y1-y0)*t
		half := spread0 + (spread1-spread0)*t
		x := cx + (noise(uint32(i), 12, seed)-.5)*2*half*noise(uint32(i), 13, seed)
		w := (14 + 70*t) * (.5 + noise(uint32(i), 14, seed))
		h := 1.6 + 5*t
		c.fill(box(x-w/2, y, w, h, h/2), col.fade(.35+.65*noise(uint32(i), 15, seed)).paint())
	}
}

// stalks are tufts of grass or rice along a line from x0 to x1 at y.
func (c *canvas) stalks(x0, x1, y, h float32, n int, dark, light colour, seed uint32) {
	for i := range n {
		r := noise(uint32(i), 21, seed)
		x := x0 + (x1-x0)*(float32(i)+r)/float32(n)
		k := h * (.6 + .6*noise(uint32(i), 22, seed))
		lean := k * (noise(uint32(i), 23, seed) - .35) * .6
		c.fill(taper(k*.06, 1, curve(x, y, x+lean*.25, y-k*.55, x+lean, y-k)...), dark.mix(light, noise(uint32(i), 24, seed)).paint())
	}
}
