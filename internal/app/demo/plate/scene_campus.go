package plate

var _ = add("cong-truong", func(c *canvas) {
	const ground = 720
	c.sky(640, hex(0x4a98b6), hex(0xa5d2da), hex(0xfbead0))
	c.glow(800, 470, 760, 340, hex(0xfff3d8).fade(.7))
	c.cloud(70, 250, 430, white.fade(.85))
	c.cloud(1080, 190, 460, white.fade(.8))
	c.cloud(560, 120, 380, white.fade(.55))
	// The main building, seen through the gate.
	wall, shade := hex(0xf8efdf), hex(0xdfd0b8)
	c.fill(rect(330, 400, 940, 300), across(330, 1270, wall, wall, shade))
	c.fill(rect(310, 384, 980, 22), hex(0xfdf8ee).paint())
	c.fill(rect(640, 300, 320, 400), across(640, 960, hex(0xfdf6e9), shade))
	c.fill(poly(610, 304, 800, 222, 990, 304), across(610, 990, hex(0xc7663b), brick))
	c.fill(poly(660, 296, 800, 238, 940, 296), across(660, 940, hex(0xfdf6e9), shade))
	c.fill(circle(800, 272, 17), deep.paint())
	for row := range 3 {
		for i := range 13 {
			x, y := 352+float32(i)*71, 428+float32(row)*86
			if x > 590 && x < 970 {
				continue
			}
			c.fill(box(x, y, 42, 56, 4), down(y, y+56, hex(0x76b7c9), river))
			c.fill(with(rect(x+19.5, y, 3, 56), rect(x, y+27, 42, 3)), wall.paint())
			c.fill(rect(x-4, y+58, 50, 6), shade.paint())
		}
		if row < 2 {
			for i := range 4 {
				x, y := 668+float32(i)*72, 330+float32(row)*110
				c.fill(box(x, y, 46, 78, 4), down(y, y+78, hex(0x76b7c9), river))
				c.fill(with(rect(x+21.5, y, 3, 78), rect(x, y+38, 46, 3)), wall.paint())
			}
		}
	}
	c.fill(rect(715, 560, 170, 150), down(560, 710, hex(0x14536a), hex(0x0b3646)))
	for i := range 5 {
		c.fill(rect(690+float32(i)*52, 552, 14, 158), wall.paint())
	}
	c.fill(rect(676, 540, 248, 16), white.paint())
	// Flag.
	c.fill(seg(5, 800, 224, 800, 90), hex(0x7f8f93).paint())
	flag := new(shape).add(append(curve(802, 94, 836, 86, 872, 100, 906, 92), curve(906, 148, 872, 156, 836, 142, 802, 150)...))
	c.fill(flag, across(802, 906, hex(0xd83a2b), hex(0xc02a20), hex(0xdb4333)))
	star := new(shape)
	var o []point
	for i := range 10 {
		r := float32(20)
		if i%2 == 1 {
			r = 8
		}
		o = append(o, polar(pt(853, 121), r, r, float64(i)*.62832-1.5708))
	}
	c.fill(star.add(o), hex(0xffd94a).paint())
	// Trees on both sides.
	for i, x := range []float32{250, 130, 20, 1345, 1465, 1585} {
		h := 300 + 60*noise(uint32(i), 1, 3)
		c.tree(x, ground-10, h, hex(0x2b6d50), hex(0x8dbb6b), uint32(i)*9)
	}
	// Court and road.
	c.fill(rect(0, 690, wide, 320), down(690, 1000, hex(0xb7c98c), hex(0x6f9f62)))
	c.fill(poly(690, 700, 910, 700, 1330, 1000, 270, 1000), down(700, 1000, hex(0xe9dcc6), hex(0xc9b597)))
	for i := range 7 {
		k := float32(i*i)*5 + float32(i)*14
		c.fill(rect(796-k*.03, 722+k*.9, 8+k*.06, 10+k*.07), white.fade(.85).paint())
	}
	for _, side := range []float32{-1, 1} {
		for i := range 6 {
			k := 1 + float32(i)*.55
			x, y := 800+side*(140+float32(i)*float32(i)*13+float32(i)*36), 712+float32(i)*30+float32(i*i)*5
			c.fill(leafage(x, y-16*k, 20*k, uint32(i)), round(x-6*k, y-24*k, 30*k, 30*k, hex(0x9cc47a), hex(0x3a7a55)))
		}
	}
	// The gate: four pillars, a long beam, and a roof like a boat.
	stone := func(x0, x1 float32) paint { return across(x0, x1, hex(0xfffaf0), hex(0xeadfca), hex(0xc8b698)) }
	c.glow(420, 842, 130, 26, ink.fade(.45))
	c.glow(1180, 842, 130, 26, ink.fade(.45))
	pillar := func(x, w, top, base float32) {
		c.fill(rect(x-w/2, top, w, base-top), stone(x-w/2, x+w/2))
		c.fill(box(x-w*.66, base-34, w*1.32, 34, 3), stone(x-w*.66, x+w*.66))
		c.fill(box(x-w*.62, top-16, w*1.24, 20, 4), stone(x-w*.62, x+w*.62))
		for i := range 3 {
			c.fill(rect(x-w*.30+float32(i)*w*.24, top+40, w*.10, base-top-110), hex(0xb9a584).fade(.5).paint())
		}
	}
	pillar(420, 92, 330, 850)
	pillar(1180, 92, 330, 850)
	pillar(190, 60, 480, 836)
	pillar(1410, 60, 480, 836)
	c.fill(rect(190, 470, 190, 24), stone(190, 380))
	c.fill(rect(1220, 470, 190, 24), stone(1220, 1410))
	for _, x0 := range []float32{222, 1228} { // side doors
		for i := range 8 {
			c.fill(rect(x0+float32(i)*19, 520, 6, 316), deep.mix(river, .4).paint())
		}
		c.fill(with(rect(x0-6, 560, 154, 8), rect(x0-6, 790, 154, 8)), deep.paint())
	}
	beam := new(shape).add(append(curve(330, 300, 560, 318, 800, 322, 1040, 318, 1270, 300), curve(1270, 216, 1040, 236, 800, 240, 560, 236, 330, 216)...))
	c.fill(beam, down(216, 322, hex(0x15637c), deep))
	c.fill(line(6, curve(352, 232, 560, 251, 800, 255, 1040, 251, 1248, 232)...), amber.paint())
	c.fill(line(3, curve(352, 290, 560, 306, 800, 310, 1040, 306, 1248, 290)...), pale.fade(.7).paint())
	for i := range 17 { // the name, too far to read
		if i == 6 || i == 10 {
			continue
		}
		x := 574 + float32(i)*27
		c.fill(box(x, 268+8*(1-(x-800)*(x-800)/90000), 17, 24, 3), hex(0xfdf3dd).paint())
	}
	roof := new(shape).add(append(curve(270, 186, 400, 214, 600, 222, 800, 224, 1000, 222, 1200, 214, 1330, 186), curve(1310, 164, 1160, 178, 980, 180, 800, 180, 620, 180, 440, 178, 290, 164)...))
	c.fill(roof, across(270, 1330, hex(0xd47445), brick))
	// Flame trees in blossom frame the picture.
	for i, p := range []point{{40, 330}, {150, 250}, {-10, 220}, {110, 380}, {1560, 300}, {1460, 240}, {1600, 200}, {1520, 390}} {
		r := 96 + 30*noise(uint32(i), 1, 6)
		c.fill(leafage(p.x, p.y, r, uint32(i)+60), round(p.x-30, p.y-40, r*1.5, r*1.5, hex(0x7fb06a), hex(0x2c6b4d)))
		for j := range 34 {
			a, d := float64(noise(uint32(j), uint32(i), 12))*6.283, r*float32(.15+.85*noise(uint32(j), uint32(i), 13))
			q := polar(p, d, d*.9, a)
			c.fill(circle(q.x, q.y, 6+8*noise(uint32(j), uint32(i), 14)), hex(0xd8402c).mix(hex(0xf58a4c), noise(uint32(j), uint32(i), 15)).paint())
		}
	}
	c.fill(taper(46, 26, curve(-6, 860, 20, 640, 60, 430)...), hex(0x5d4335).paint())
	c.fill(taper(46, 26, curve(1606, 860, 1580, 640, 1540, 430)...), hex(0x5d4335).paint())
	// Students; two of them in áo dài.
	aoDai := func(x, y, h float32) {
		c.glow(x+h*.05, y, h*.2, h*.03, ink.fade(.4))
		c.fill(with(taper(h*.10, h*.13, pt(x-h*.03, y-h*.48), pt(x-h*.045, y-h*.03)), taper(h*.10, h*.13, pt(x+h*.03, y-h*.48), pt(x+h*.045, y-h*.03))), across(x-h*.1, x+h*.1, white, hex(0xd9e2e0)))
		c.fill(blob(x-h*.03, y-h*.80, x-h*.085, y-h*.775, x-h*.062, y-h*.60, x-h*.085, y-h*.42, x-h*.10, y-h*.12, x, y-h*.10, x+h*.10, y-h*.12, x+h*.085, y-h*.42, x+h*.062, y-h*.60, x+h*.085, y-h*.775, x+h*.03, y-h*.80), across(x-h*.1, x+h*.1, white, hex(0xf2f5f3), hex(0xcfdad8)))
		for _, side := range []float32{-1, 1} {
			c.fill(taper(h*.042, h*.034, curve(x+side*h*.078, y-h*.765, x+side*h*.115, y-h*.63, x+side*h*.11, y-h*.50)...), hex(0xe6ecea).paint())
			c.fill(circle(x+side*h*.11, y-h*.485, h*.02), looks[2].skin.paint())
		}
		c.fill(oval(x, y-h*.905, h*.05, h*.06), looks[2].skin.paint())
		c.fill(with(oval(x, y-h*.915, h*.056, h*.062), box(x-h*.05, y-h*.93, h*.10, h*.30, h*.045)), looks[2].hair.paint())
	}
	c.away(560, 820, 190, looks[3], false, flame)
	aoDai(700, 846, 210)
	aoDai(770, 852, 206)
	c.away(970, 812, 184, looks[1], true, gold)
	c.away(1030, 826, 196, looks[4], false, river)
	c.stalks(-10, 260, 1010, 70, 60, pine, leaf, 3)
	c.stalks(1340, 1610, 1010, 70, 60, pine, leaf, 4)
})

var _ = add("ky-tuc-xa", func(c *canvas) {
	c.sky(760, hex(0x1e4f6e), hex(0x5f8fa3), hex(0xe9b48d), hex(0xf7d3a6))
	c.glow(260, 640, 640, 380, hex(0xffdba4).fade(.8))
	c.cloud(60, 300, 420, hex(0xf7c9a0).fade(.55))
	c.cloud(500, 170, 420, hex(0xd9a58d).fade(.45))
	c.cloud(1150, 120, 380, hex(0x8fa9b4).fade(.5))
	for i := range 26 {
		c.fill(circle(1600*noise(uint32(i), 1, 5), 190*noise(uint32(i), 2, 5), 1.2+1.6*noise(uint32(i), 3, 5)), white.fade(.7).paint())
	}
	// A block of the dormitory: floors of balconies.
	block := func(x, y, w float32, floors, rooms int, wall, edge colour, seed uint32) {
		fh := float32(100)
		top := y - float32(floors)*fh
		c.fill(rect(x, top, w, y-top), across(x, x+w, wall.mix(amber, .22), wall, wall.mix(night, .38)))
		c.fill(rect(x-14, top-20, w+28, 26), edge.paint())
		rw := w / float32(rooms)
		for f := range floors {
			fy := top + float32(f)*fh
			for r := range rooms {
				k := uint32(r) + uint32(f)*16
				rx := x + float32(r)*rw
				c.fill(rect(rx+7, fy+10, rw-14, fh-20), down(fy, fy+fh, hex(0x15323f), hex(0x24475a)))
				lit := noise(k, 1, seed) > .38
				glass := hex(0x2c5b70)
				if lit {
					glass = hex(0xffe2a8).mix(hex(0xffc877), noise(k, 2, seed))
				}
				c.fill(rect(rx+rw*.16, fy+18, rw*.30, fh-30), glass.paint())
				c.fill(rect(rx+rw*.54, fy+18, rw*.32, 44), glass.mix(night, .08).paint())
				c.fill(with(rect(rx+rw*.69, fy+18, 3, 44), rect(rx+rw*.30, fy+18, 3, fh-30)), hex(0x1b3a48).paint())
				if lit && noise(k, 3, seed) > .6 { // somebody at the window
					hx := rx + rw*.62
					c.fill(with(circle(hx, fy+38, 7.5), box(hx-13, fy+46, 26, 18, 8)), hex(0x3a2c2c).paint())
				}
				c.fill(rect(rx+3, fy+60, rw-6, 32), down(fy+60, fy+92, edge.fade(.96), edge.mix(night, .3)))
				if noise(k, 4, seed) > .5 { // washing
					for j := range 4 {
						col := []colour{white, amber, water, leaf, rose, gold}[int(noise(k, uint32(j)+20, seed)*5.99)]
						c.fill(box(rx+rw*(.14+.19*float32(j)), fy+20, rw*.13, 24, 3), col.mix(night, .18).paint())
					}
					c.fill(seg(1.6, rx+8, fy+19, rx+rw-8, fy+19), white.fade(.6).paint())
				}
				if noise(k, 5, seed) > .62 { // a pot plant
					c.fill(leafage(rx+rw*.84, fy+54, 12, k), leaf.mix(night, .15).paint())
				}
			}
			c.fill(rect(x, fy+92, w, 8), edge.mix(night, .12).paint())
		}
	}
	block(1050, 800, 620, 5, 6, hex(0xd9b08b), hex(0xf1dcc0), 21)
	block(330, 800, 690, 6, 7, hex(0xe2bd97), hex(0xf8e8cf), 11)
	// The stairwell and the water tank.
	c.fill(rect(966, 150, 110, 650), across(966, 1076, hex(0xf5e2c6), hex(0xb38b70)))
	for i := range 6 {
		c.fill(box(998, 190+float32(i)*100, 46, 62, 6), hex(0xffdc9c).mix(hex(0x2c5b70), float32(i%2)*.75).paint())
	}
	c.fill(rect(992, 96, 60, 56), across(992, 1052, hex(0xc8d8da), hex(0x6f8d97)))
	c.fill(oval(1022, 97, 30, 9), hex(0xe4eeee).paint())
	c.fill(rect(986, 148, 72, 8), ink.fade(.6).paint())
	// The court, lamps, a tree, bicycles.
	c.fill(rect(0, 790, wide, 220), down(790, 1000, hex(0x8a9a86), hex(0x4f6d66), hex(0x2d4d4f)))
	c.fill(poly(420, 800, 760, 800, 1150, 1000, 120, 1000), down(800, 1000, hex(0xd7b796), hex(0xa18469)))
	c.tree(140, 850, 480, hex(0x1d4f47), hex(0x6c8f5c), 5)
	c.tree(1500, 850, 360, hex(0x1a4741), hex(0x587f57), 8)
	for _, x := range []float32{320, 1210} {
		c.fill(taper(10, 7, pt(x, 880), pt(x, 600)), night.paint())
		c.fill(line(6, curve(x, 606, x+14, 586, x+44, 582)...), night.paint())
		c.glow(x+48, 592, 150, 150, hex(0xffe3a6).fade(.75))
		c.fill(oval(x+48, 590, 19, 9), hex(0xfff4d2).paint())
		c.glow(x+48, 888, 190, 30, hex(0xffe0a0).fade(.45))
	}
	bike := func(x, y, s float32, col colour) {
		c.glow(x, y+2, s*.72, s*.07, night.fade(.5))
		for _, k := range []float32{-.36, .36} {
			c.fill(ring(x+k*s, y-s*.22, s*.21, s*.21, s*.035), night.paint())
			c.fill(circle(x+k*s, y-s*.22, s*.035), night.paint())
		}
		p := func(dx, dy float32) point { return pt(x+dx*s, y-dy*s) }
		c.fill(with(line(s*.032, p(-.36, .22), p(-.02, .22), p(.22, .50), p(-.14, .50), p(-.36, .22)), line(s*.032, p(-.02, .22), p(-.17, .60)), line(s*.032, p(.36, .22), p(.20, .64))), col.paint())
		c.fill(line(s*.030, p(.12, .69), p(.20, .64), p(.29, .70)), night.paint())
		c.fill(box(x-s*.25, y-s*.635, s*.16, s*.045, s*.02), night.paint())
	}
	bike(560, 900, 130, flame)
	bike(690, 906, 130, water)
	bike(822, 900, 130, gold)
	c.figure(1010, 946, 230, looks[2], true, pt(-.03, .26), pt(-.07, .17))
	c.fill(box(994, 776, 40, 50, 5), brick.paint())
	c.figure(1090, 952, 246, looks[1], false)
	c.figure(300, 960, 236, looks[5], false)
	c.stalks(-10, 1620, 1014, 60, 150, hex(0x16383b), hex(0x4f7a5c), 6)
})
