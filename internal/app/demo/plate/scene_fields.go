package plate

var _ = add("ruong-lua", func(c *canvas) {
	const horizon = 360
	c.sky(horizon, hex(0x5fa9c0), hex(0xa9d3d9), hex(0xf6e7c9))
	c.glow(360, 330, 620, 300, hex(0xfff0c8).fade(.8))
	c.cloud(120, 200, 480, white.fade(.85))
	c.cloud(760, 130, 560, white.fade(.7))
	c.cloud(1250, 250, 400, white.fade(.8))
	c.fill(land(-20, 330, 200, 312, 420, 322, 700, 305, 980, 322, 1240, 310, 1620, 326), down(300, 380, hex(0x86ac9d), hex(0x9dbd97)))
	for i := range 30 {
		x := float32(i)*56 + 28*noise(uint32(i), 1, 9)
		if i%4 == 0 {
			c.palm(x, 356, 92+36*noise(uint32(i), 2, 9), 14*(noise(uint32(i), 3, 9)-.3), green.mix(mist, .25).paint(), green.mix(mist, .3).paint(), uint32(i))
		} else {
			c.fill(leafage(x, 346, 22+14*noise(uint32(i), 4, 9), uint32(i)), green.mix(mist, .2+.25*noise(uint32(i), 5, 9)).paint())
		}
	}
	// A field station under the trees.
	c.fill(rect(1180, 306, 130, 52), hex(0xf7ede0).paint())
	c.fill(poly(1166, 310, 1196, 272, 1296, 272, 1326, 310), across(1166, 1326, brick, flame))
	for i := range 3 {
		c.fill(rect(1196+float32(i)*38, 322, 20, 22), river.paint())
	}
	c.fill(rect(0, horizon-6, wide, 700), down(horizon, high, hex(0xb9c886), hex(0x8fb56a), hex(0x4f8f55)))
	// Plots: strips that run to the horizon, each a variety of its own.
	strip := func(a, b float32, near, far colour) {
		v := func(x, y float32) point { return pt(880+(x-880)*((y-horizon)/(high-horizon)*.97+.055), y) }
		s := new(shape).add([]point{v(a, horizon), v(b, horizon), v(b, 1010), v(a, 1010)})
		c.fill(s, down(horizon, high, far, near))
		for i := range 9 {
			x := a + (b-a)*(float32(i)+.7)/9.4
			c.fill(taper(1, 11, v(x, horizon+8), v(x+4, 1010)), near.mix(pine, .35).fade(.45).paint())
			c.fill(taper(.6, 5, v(x-12, horizon+8), v(x-14, 1010)), far.mix(cream, .5).fade(.38).paint())
		}
	}
	kinds := [][2]colour{
		{hex(0x3f8b50), hex(0xa3c47e)}, {hex(0xc9a93f), hex(0xe5d58d)}, {hex(0x5aa05a), hex(0xb5cd84)}, {hex(0x93ad4a), hex(0xd3d78c)},
		{hex(0x2f7d52), hex(0x97bd80)}, {hex(0xdbb74a), hex(0xecdc9a)}, {hex(0x4c9656), hex(0xa9c983)},
	}
	for i, k := range kinds {
		a := -1050 + float32(i)*570
		strip(a, a+540, k[0], k[1])
	}
	// A canal between the plots, with the sky in it.
	v := func(x, y float32) point { return pt(880+(x-880)*((y-horizon)/(high-horizon)*.97+.055), y) }
	for _, x := range []float32{640, -500} {
		c.fill(new(shape).add([]point{v(x, horizon), v(x+130, horizon), v(x+130, 1010), v(x, 1010)}), down(horizon, high, hex(0xe9e3c8), pale, water))
		c.fill(new(shape).add([]point{v(x-26, horizon), v(x, horizon), v(x, 1010), v(x-26, 1010)}), down(horizon, high, hex(0xb99a6a), hex(0x8a6a44)))
		c.fill(new(shape).add([]point{v(x+130, horizon), v(x+150, horizon), v(x+150, 1010), v(x+130, 1010)}), down(horizon, high, hex(0xa58a60), hex(0x6f5a3d)))
	}
	for i := range 30 {
		y := 390 + 590*noise(uint32(i), 1, 61)
		k := (y - horizon) / 640
		p := v(660+70*noise(uint32(i), 2, 61), y)
		c.fill(box(p.x, p.y, 10+44*k, 2+4*k, 1+2*k), white.fade(.55).paint())
	}
	// Signs of the plots.
	for i, x := range []float32{-310, 270, 900, 1960, 2300} {
		y := 560 + float32(i*83%170)
		p, k := v(x, y), (y-horizon)/300
		c.fill(seg(6*k, p.x, p.y, p.x, p.y-70*k), hex(0x7a5a40).paint())
		c.fill(box(p.x-34*k, p.y-96*k, 68*k, 40*k, 4*k), white.paint())
		c.fill(box(p.x-26*k, p.y-88*k, 34*k, 6*k, 3*k), green.paint())
		c.fill(box(p.x-26*k, p.y-76*k, 50*k, 4*k, 2*k), ink.fade(.4).paint())
		c.fill(box(p.x-26*k, p.y-68*k, 42*k, 4*k, 2*k), ink.fade(.4).paint())
	}
	// Two who measure, one with a notebook.
	farmer := func(x, y, h float32, l look, bend bool) {
		c.figure(x, y, h, l, false, pt(.05, .16), pt(-.04, .17))
		c.fill(hat(x, y-h*.93, h*.30), across(x-h*.15, x+h*.15, cream, sand.mix(amber, .45)))
		if bend {
			c.fill(box(x-h*.052, y-h*.635, h*.104, h*.070, h*.008), white.paint())
			c.fill(rect(x-h*.038, y-h*.615, h*.076, h*.007), ink.fade(.5).paint())
		}
	}
	farmer(1130, 838, 330, looks[1], true)
	farmer(1290, 800, 270, looks[5], false)
	c.stalks(940, 1600, 1010, 190, 100, hex(0x3c7f49), hex(0xd9c860), 17)
	c.stalks(-20, 420, 1010, 210, 80, hex(0x8a8f35), hex(0xe8cf6b), 18)
})

var _ = add("ao-ca", func(c *canvas) {
	const horizon = 300
	c.sky(horizon, hex(0x4e9bb6), hex(0xa6d2d8), hex(0xf8e9cd))
	c.glow(1240, 260, 520, 240, hex(0xfff3d2).fade(.8))
	c.cloud(200, 190, 430, white.fade(.8))
	c.cloud(800, 130, 500, white.fade(.65))
	c.fill(land(-20, 286, 300, 268, 640, 280, 1000, 262, 1300, 278, 1620, 264), down(255, 330, hex(0x7fa996), hex(0x8fb28c)))
	for i := range 24 {
		x := float32(i)*70 + 30*noise(uint32(i), 1, 4)
		c.palm(x, 304, 76+46*noise(uint32(i), 2, 4), 16*(noise(uint32(i), 3, 4)-.4), green.mix(mist, .2).paint(), green.mix(mist, .28).paint(), uint32(i)+7)
	}
	c.fill(rect(0, horizon, wide, 720), down(horizon, high, hex(0xc7b98a), hex(0xa68d5e)))
	v := func(x, z float32) point { // a plane seen from a low hill: z from 0, near, to 1, far
		k := 1 / (1 + 3.4*z)
		y := horizon + (high+120-horizon)*k - 158*(1-z)*k*.2
		return pt(800+(x-.5)*3200*k, y)
	}
	pond := func(x0, x1, z0, z1 float32, seed uint32) {
		a, b, d, e := v(x0, z0), v(x1, z0), v(x1, z1), v(x0, z1)
		grow := func(p point, dx, dy float32) point { return pt(p.x+dx, p.y+dy) }
		k := 1 / (1 + 3.4*z0)
		c.fill(new(shape).add([]point{grow(a, -34*k, 24*k), grow(b, 34*k, 24*k), grow(d, 18*k, -10*k), grow(e, -18*k, -10*k)}), down(e.y, a.y, leaf.mix(sand, .35), leaf))
		c.fill(new(shape).add([]point{grow(a, -12*k, 8*k), grow(b, 12*k, 8*k), grow(d, 6*k, -4*k), grow(e, -6*k, -4*k)}), hex(0x8c7049).paint())
		c.fill(new(shape).add([]point{a, b, d, e}), down(e.y-6, a.y, hex(0xdfe6d2), pale, water, river))
		for i := range 12 { // light on the water
			z := z0 + (z1-z0)*noise(uint32(i), 1, seed)
			x := x0 + (x1-x0)*(.08+.74*noise(uint32(i), 2, seed))
			p, q := v(x, z), v(x+.02+.03*noise(uint32(i), 3, seed), z)
			c.fill(line(5/(1+3.4*z), p, q), white.fade(.5).paint())
		}
		// A paddle wheel that stirs air into the water.
		p := v((x0+x1)/2, (z0+z1)/2)
		s := 250 / (1 + 3.4*(z0+z1)/2)
		for i := range 3 {
			r := s * (.55 + float32(i)*.32)
			c.fill(ring(p.x, p.y+s*.05, r, r*.26, 2+s*.012), white.fade(.5-float32(i)*.12).paint())
		}
		c.fill(box(p.x-s*.42, p.y-s*.02, s*.84, s*.085, s*.04), hex(0x2c5160).paint())
		for _, side := range []float32{-1, 1} {
			w := p.x + side*s*.27
			for j := range 4 {
				q := polar(pt(w, p.y-s*.05), s*.13, s*.15, float64(j)*.785+.3)
				o := polar(pt(w, p.y-s*.05), s*.13, s*.15, float64(j)*.785+.3+3.1416)
				c.fill(line(s*.028, q, o), amber.paint())
			}
			c.fill(circle(w, p.y-s*.05, s*.035), brick.paint())
			for j := range 9 {
				r := noise(uint32(j), 6, seed)
				c.fill(circle(w+side*s*(.08+.26*r), p.y-s*(.05+.26*noise(uint32(j), 7, seed)*(1-r)), s*(.012+.014*r)), white.fade(.85).paint())
			}
		}
		c.fill(box(p.x-s*.09, p.y-s*.14, s*.18, s*.13, s*.03), flame.paint())
	}
	for row := range 3 {
		z0, z1 := []float32{1.42, .52, .06}[row], []float32{2.7, 1.16, .40}[row]
		for i := range 4 {
			x := -.56 + float32(i)*.54
			pond(x, x+.46, z0, z1, uint32(row*7+i))
		}
	}
	// The hatchery.
	c.fill(rect(70, 222, 330, 92), across(70, 400, hex(0xf8f0e3), hex(0xddd2bf)))
	c.fill(poly(50, 226, 104, 168, 366, 168, 420, 226), across(50, 420, hex(0x1d6379), hex(0x3d93ac)))
	for i := range 5 {
		c.fill(box(94+float32(i)*62, 246, 34, 40, 4), down(246, 286, pale, river))
	}
	// Somebody feeds the fish.
	l := look{looks[3].skin, looks[3].hair, hex(0xf4ead8), hex(0x22485a)}
	c.figure(778, 806, 330, l, false, pt(-.20, .10), pt(.03, .25))
	c.fill(hat(778, 806-330*.935, 104), across(726, 830, cream, sand.mix(amber, .5)))
	c.fill(poly(786, 640, 846, 640, 836, 698, 796, 698), across(786, 846, hex(0x4aa0b5), hex(0x1b6078)))
	c.fill(oval(816, 640, 30, 8), hex(0xc79a5c).paint())
	for i := range 26 {
		t := noise(uint32(i), 1, 77)
		c.fill(circle(672-t*130, 590+t*t*130+36*noise(uint32(i), 2, 77), 4.5), hex(0x9a6a3a).paint())
	}
	// Fish at the surface.
	for i := range 7 {
		x, y := 400+float32(i%4)*66+26*noise(uint32(i), 3, 5), 742+float32(i/4)*46+16*noise(uint32(i), 4, 5)
		c.fill(ring(x, y+8, 34, 9, 2.5), white.fade(.55).paint())
		c.fill(with(blob(x-26, y+4, x-6, y-9, x+20, y+2, x-6, y+10), poly(x-22, y+4, x-42, y-8, x-40, y+14)), across(x-40, x+20, hex(0x36525c), hex(0x8aa4a6)))
	}
	c.palm(1500, 1010, 700, -60, hex(0x4a4238).paint(), down(250, 620, green, pine), 12)
	c.stalks(1240, 1620, 1010, 130, 60, pine, leaf, 3)
	c.stalks(-20, 260, 1010, 120, 50, pine, leaf, 5)
})

var _ = add("trong-cay", func(c *canvas) {
	c.sky(620, hex(0x78b7c8), hex(0xcfe6e2), hex(0xfdeccb))
	c.glow(1180, 360, 620, 420, hex(0xfff2cf).fade(.9))
	c.fill(circle(1180, 350, 74), hex(0xfffaf0).paint())
	c.cloud(90, 230, 470, white.fade(.9))
	c.cloud(640, 160, 380, white.fade(.75))
	c.fill(bank(600, -20, 520, 260, 496, 560, 512, 860, 492, 1200, 508, 1620, 490), down(480, 600, hex(0x8db5a4), hex(0xa5c3a0)))
	c.fill(rect(0, 560, wide, 160), down(560, 720, hex(0xf4e6c8), pale, water))
	c.shimmer(1180, 566, 690, 60, 200, 60, white.fade(.85), 4)
	c.sampan(420, 622, 170, hex(0x5b4a44), true)
	// The young forest along the bank, row behind row.
	for row := range 3 {
		y := 604 + float32(row)*26
		for i := range 16 {
			x := 700 + float32(i)*62 - float32(row)*30 + 20*noise(uint32(i), uint32(row), 2)
			h := 56 + float32(row)*22 + 20*noise(uint32(i), uint32(row), 3)
			col := []colour{green.mix(mist, .35), green.mix(mist, .15), green}[row]
			for _, lean := range []float32{-.16, 0, .16} { // stilt roots
				c.fill(taper(2, 5, pt(x+lean*h*1.2, y+8), pt(x+lean*h*.2, y-h*.3)), col.mix(ink, .4).paint())
			}
			c.fill(leafage(x, y-h*.55, h*.36, uint32(i+row*31)), round(x-h*.1, y-h*.7, h*.5, h*.5, col.mix(gold, .35), col))
		}
	}
	c.fill(land(-20, 690, 300, 668, 640, 690, 960, 672, 1300, 690, 1620, 668), down(660, 1000, hex(0xa9865a), hex(0x7b5a3c), hex(0x55402f)))
	c.fill(land(-20, 704, 300, 686, 640, 706, 960, 690, 1300, 706, 1620, 688), down(680, 1000, hex(0x9fb56b), hex(0x5d8a4d), hex(0x2f5f42)))
	sapling := func(x, y, h float32) {
		c.glow(x, y, h*.5, h*.09, ink.fade(.4))
		c.fill(oval(x, y, h*.26, h*.06), hex(0x5a3f2c).paint())
		c.fill(seg(h*.03, x+h*.10, y, x+h*.10, y-h*.80), sand.mix(brick, .3).paint())
		c.fill(taper(h*.04, h*.015, curve(x, y, x-h*.02, y-h*.4, x+h*.02, y-h*.86)...), hex(0x5f6b3a).paint())
		for i := range 8 {
			t := .30 + float32(i)*.085
			side := float32(1 - 2*(i%2))
			bx, by := x, y-h*t
			w := h * (.30 - t*.14)
			c.fill(blob(bx, by, bx+side*w*.45, by-h*.10, bx+side*w, by-h*.06, bx+side*w*.5, by+h*.015), across(bx-w, bx+w, leaf.mix(gold, .25), green))
		}
	}
	for i := range 9 {
		sapling(60+float32(i)*190+20*noise(uint32(i), 1, 8), 742+14*noise(uint32(i), 2, 8), 92)
	}
	// Those who plant: volunteers in the blue shirts of the Youth Union.
	blue := look{looks[0].skin, looks[0].hair, hex(0x2f8fc0), hex(0x22384a)}
	planter := func(x, y, h float32, l look, long bool, a, b point) {
		c.figure(x, y, h, l, long, a, b)
		c.fill(arc(x, y-h*.935, h*.075, h*.055, 180, 360), hex(0xf6f1e4).paint())
		c.fill(box(x-h*.085, y-h*.945, h*.17, h*.018, h*.009), hex(0xe6dcc5).paint())
	}
	planter(330, 880, 360, blue, false, pt(.02, .25), pt(.17, .22))
	sapling(440, 884, 170)
	l2 := look{looks[2].skin, looks[2].hair, hex(0x2a82b3), hex(0x2b4150)}
	planter(640, 910, 390, l2, true, pt(-.16, .22), pt(.02, .26))
	l3 := look{looks[3].skin, looks[3].hair, hex(0x3799c8), hex(0x1f3444)}
	planter(1010, 890, 370, l3, false, pt(-.02, .26), pt(.22, .14))
	c.fill(seg(11, 1123, 648, 1128, 884), hex(0xb5824f).paint())
	c.fill(poly(1104, 850, 1152, 850, 1148, 912, 1128, 930, 1108, 912), across(1104, 1152, hex(0x9fb2b8), hex(0x5d737c)))
	planter(1330, 920, 400, blue, true, pt(-.20, .17), pt(.05, .25))
	sapling(1226, 926, 190)
	c.fill(box(766, 880, 120, 62, 8), across(766, 886, flame, brick))
	c.fill(oval(826, 882, 60, 14), hex(0x5a3f2c).paint())
	for i := range 5 {
		sapling(784+float32(i)*21, 884+float32(i%2)*5, 76)
	}
	c.stalks(-10, 1620, 1012, 80, 190, pine, leaf, 41)
})
