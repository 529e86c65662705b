package plate

var _ = add("phong-thi-nghiem", func(c *canvas) {
	c.ground(across(0, wide, hex(0xd5e8e8), hex(0xeef3ec), hex(0xd7e6e6)))
	// A window on the left, and its light on the wall.
	c.fill(rect(70, 60, 430, 430), down(60, 490, hex(0x8cc4d6), hex(0xe6f1ea)))
	c.cloud(120, 230, 250, white.fade(.8))
	c.fill(bank(490, 70, 430, 170, 412, 300, 426, 400, 404, 500, 420), down(400, 490, leaf, green))
	for _, s := range []*shape{seg(12, 70, 60, 500, 60), seg(12, 70, 490, 500, 490), seg(12, 70, 60, 70, 490), seg(12, 500, 60, 500, 490), seg(9, 285, 60, 285, 490), seg(9, 70, 270, 500, 270)} {
		c.fill(s, white.paint())
	}
	c.fill(poly(560, 40, 820, 40, 1230, 640, 800, 640), linear(560, 40, 1100, 640, even(white.fade(.55), white.fade(.05))...))
	// Shelves with bottles.
	for row, y := range []float32{210, 400} {
		for i := range 9 {
			k := uint32(i) + uint32(row)*20
			x := 900 + float32(i)*70
			h := 70 + 55*noise(k, 1, 2)
			w := 34 + 14*noise(k, 2, 2)
			col := []colour{amber, water, leaf, gold, pale, rose, river, flame}[int(noise(k, 3, 2)*7.99)]
			c.fill(with(box(x, y-h, w, h, 7), rect(x+w*.3, y-h-18, w*.4, 22)), across(x, x+w, white.fade(.85), mist.fade(.65), pale.fade(.7)))
			c.fill(box(x+3, y-h*.62, w-6, h*.62-3, 5), across(x, x+w, col.mix(white, .35), col))
			c.fill(box(x+w*.22, y-h-26, w*.56, 13, 4), ink.mix(river, .3).paint())
			c.fill(box(x+5, y-h*.45, w-10, h*.2, 2), white.fade(.85).paint())
		}
		c.fill(rect(870, y, 680, 15), down(y, y+15, hex(0xdcb48b), hex(0xa97a55)))
		c.fill(rect(870, y+15, 680, 22), down(y+15, y+37, ink.fade(.22), clear))
	}
	// The bench.
	c.fill(rect(0, 720, wide, 290), down(720, 1000, hex(0x2c7187), hex(0x124457)))
	for i := range 4 {
		x := 40 + float32(i)*395
		c.fill(box(x, 800, 350, 230, 8), down(800, 1000, hex(0x3a839a), hex(0x195469)))
		c.fill(box(x+130, 830, 90, 12, 6), mist.paint())
	}
	c.fill(rect(0, 700, wide, 58), down(700, 758, hex(0xf4f6f2), hex(0xc6d5d3)))
	c.fill(rect(0, 758, wide, 26), down(758, 784, night.fade(.4), clear))
	// The microscope.
	body, metal := hex(0xf6f4ee), hex(0x2b4650)
	c.glow(640, 724, 260, 26, ink.fade(.5))
	c.fill(box(480, 682, 310, 40, 18), down(682, 722, body, hex(0xbccac8)))
	c.fill(line(56, curve(700, 690, 748, 600, 752, 480, 700, 372, 640, 330)...), across(640, 780, body, hex(0xa9bcbc)))
	c.fill(box(500, 568, 214, 22, 8), down(568, 590, metal.mix(white, .3), metal))
	c.fill(box(556, 590, 70, 40, 10), across(556, 626, metal.mix(white, .35), metal))
	c.fill(box(545, 548, 100, 12, 4), pale.fade(.9).paint())
	tube := with(box(-40, -210, 80, 190, 14), box(-30, -20, 60, 60, 10), box(-17, 38, 34, 48, 6)).moved(610, 456, 1, 8)
	c.fill(tube, linear(560, 440, 660, 452, even(body, white, hex(0x9fb4b5))...))
	c.fill(box(-45, -60, 90, 22, 6).moved(610, 456, 1, 8), metal.paint())
	c.fill(box(-26, -290, 52, 96, 12).moved(612, 456, 1, 8), linear(590, 200, 660, 210, even(metal.mix(white, .4), metal)...))
	c.fill(box(-36, -300, 72, 24, 10).moved(612, 456, 1, 8), ink.paint())
	for _, p := range []point{{752, 560}, {742, 640}} {
		c.fill(circle(p.x, p.y, 30), round(p.x-8, p.y-10, 40, 40, metal.mix(white, .5), metal))
		c.fill(circle(p.x, p.y, 12), ink.fade(.6).paint())
	}
	c.glow(595, 552, 90, 34, hex(0xfff0b8).fade(.9))
	// A flask, a beaker, a rack of test tubes.
	flask := func(x, y, h float32, col colour) {
		c.glow(x, y+2, h*.44, h*.05, ink.fade(.4))
		glass := blob(x-h*.07, y-h, x+h*.07, y-h, x+h*.075, y-h*.62, x+h*.33, y-h*.10, x+h*.27, y, x-h*.27, y, x-h*.33, y-h*.10, x-h*.075, y-h*.62)
		c.fill(glass, across(x-h*.3, x+h*.3, white.fade(.75), pale.fade(.35), white.fade(.55)))
		c.fill(blob(x-h*.185, y-h*.36, x, y-h*.345, x+h*.185, y-h*.36, x+h*.30, y-h*.10, x+h*.25, y-h*.02, x-h*.25, y-h*.02, x-h*.30, y-h*.10), across(x-h*.3, x+h*.3, col.mix(white, .4), col, col.mix(ink, .2)))
		c.fill(oval(x, y-h*.355, h*.18, h*.028), col.mix(white, .45).paint())
		for i := range 6 {
			c.fill(circle(x+(noise(uint32(i), 4, uint32(x))-.5)*h*.34, y-h*.08-h*.22*noise(uint32(i), 5, uint32(x)), h*.012+h*.012*noise(uint32(i), 6, 1)), white.fade(.55).paint())
		}
		c.fill(line(h*.016, curve(x-h*.10, y-h*.62, x-h*.20, y-h*.36, x-h*.27, y-h*.14)...), white.fade(.85).paint())
		c.fill(box(x-h*.095, y-h*1.02, h*.19, h*.035, h*.015), white.fade(.9).paint())
	}
	flask(300, 722, 250, water)
	flask(1055, 722, 190, amber)
	c.glow(125, 724, 100, 14, ink.fade(.4))
	c.fill(box(60, 570, 130, 152, 14), across(60, 190, white.fade(.8), pale.fade(.35), white.fade(.6)))
	c.fill(box(66, 630, 118, 88, 10), across(66, 184, leaf.mix(white, .4), leaf, green))
	c.fill(oval(125, 631, 59, 8), leaf.mix(white, .5).paint())
	for i := range 4 {
		c.fill(seg(2.5, 160, 600+float32(i)*28, 182, 600+float32(i)*28), ink.fade(.35).paint())
	}
	c.glow(1330, 724, 220, 18, ink.fade(.45))
	for i, col := range []colour{flame, gold, leaf, water, river} {
		x := 1170 + float32(i)*70
		c.fill(box(x, 500, 40, 200, 20), across(x, x+40, white.fade(.9), pale.fade(.4), white.fade(.7)))
		h := 70 + 60*noise(uint32(i), 8, 8)
		c.fill(with(box(x+4, 694-h, 32, h, 15), rect(x+4, 694-h, 32, 20)), across(x+4, x+36, col.mix(white, .4), col))
	}
	wood := across(1130, 1540, hex(0xdba777), hex(0xb27b52))
	c.fill(with(rect(1140, 560, 390, 22), rect(1140, 690, 390, 30), rect(1140, 560, 20, 150), rect(1510, 560, 20, 150)), wood)
	// Seedlings in water, for whatever is measured here.
	for i := range 3 {
		x := 828 + float32(i)*52
		c.fill(box(x, 690-32, 34, 34+30, 6), across(x, x+34, white.fade(.9), mist.fade(.7)))
		c.fill(box(x+3, 690, 28, 29, 5), water.fade(.7).paint())
		for j, lean := range []float32{-26, 4, 24} {
			top := float32(-96 + 20*j%30)
			c.fill(taper(5, 1, curve(x+17, 690, x+17+lean*.3, 640, x+17+lean, 690+top)...), green.mix(leaf, float32(j)*.4).paint())
		}
	}
})

var _ = add("phong-may", func(c *canvas) {
	c.ground(down(0, 1000, hex(0x0b2f3f), hex(0x10475b), hex(0x0b3344)))
	// The wall, with a big display.
	for i := range 12 {
		x := float32(i) * 140
		c.fill(rect(x, 0, 2, 470), white.fade(.05).paint())
	}
	c.glow(800, 240, 640, 330, water.fade(.55))
	c.fill(box(450, 60, 700, 340, 12), hex(0x071f2a).paint())
	c.fill(box(462, 72, 676, 316, 6), down(72, 388, hex(0x0f4c63), hex(0x0b3547)))
	for i := range 7 {
		c.fill(rect(490, 110+float32(i)*38, 620, 1.5), white.fade(.10).paint())
	}
	lineOf := func(col colour, w float32, ys ...float32) {
		var xy []float32
		for i, y := range ys {
			xy = append(xy, 500+float32(i)*100, y)
		}
		c.fill(line(w, curve(xy...)...), col.paint())
	}
	c.fill(bank(360, 500, 310, 600, 250, 700, 285, 800, 190, 900, 225, 1000, 150, 1100, 168), down(150, 360, water.fade(.7), water.fade(.08)))
	lineOf(pale, 6, 310, 250, 285, 190, 225, 150, 168)
	lineOf(amber, 6, 330, 322, 270, 296, 240, 262, 205)
	for i, y := range []float32{330, 322, 270, 296, 240, 262, 205} {
		c.fill(circle(500+float32(i)*100, y, 10), amber.paint())
		c.fill(circle(500+float32(i)*100, y, 4.5), night.paint())
	}
	// Ceiling lights.
	for _, x := range []float32{120, 1300} {
		c.fill(poly(x, 0, x+190, 0, x+175, 26, x+15, 26), white.fade(.85).paint())
		c.glow(x+95, 30, 330, 210, mist.fade(.28))
	}
	c.fill(rect(0, 470, wide, 540), down(470, 1000, hex(0x1c5b6f), hex(0x0c3646)))
	screens := []colour{water, leaf, amber, pale, river, gold}
	for row := range 3 {
		k := 1 + float32(row)*.52
		y := 560 + float32(row)*118 + float32(row*row)*24
		step := 268 * k
		n := int(wide/step) + 2
		shift := float32(row%2) * step * .5
		for i := range n {
			x := 800 + (float32(i)-float32(n-1)/2)*step + shift - step*.25
			seed := uint32(i) + uint32(row)*17
			// The screen, seen from where its user sits.
			col := screens[int(noise(seed, 1, 6)*5.99)]
			c.glow(x, y-70*k, 150*k, 110*k, col.mix(white, .4).fade(.30))
			c.fill(rect(x-8*k, y-24*k, 16*k, 26*k), hex(0x0a2430).paint())
			c.fill(box(x-82*k, y-132*k, 164*k, 108*k, 6*k), hex(0x081c26).paint())
			c.fill(rect(x-76*k, y-126*k, 152*k, 94*k), down(y-126*k, y-30*k, hex(0x123f52), hex(0x0d2e3d)))
			if noise(seed, 2, 6) < .55 { // lines of a program
				for j := range 7 {
					w := (30 + 84*noise(seed, uint32(j)+30, 1)) * k
					in := float32(j%3) * 10 * k
					c.fill(box(x-68*k+in, y-116*k+float32(j)*12*k, w-in, 5*k, 2*k), []colour{pale, amber, leaf, white}[j%4].fade(.85).paint())
				}
			} else { // a chart
				for j := range 7 {
					h := (18 + 54*noise(seed, uint32(j)+50, 1)) * k
					c.fill(box(x-64*k+float32(j)*19*k, y-38*k-h, 12*k, h, 2*k), col.mix(white, .15).paint())
				}
			}
			c.fill(box(x-40*k, y-4*k, 80*k, 10*k, 4*k), hex(0x0a2430).paint())
		}
		// The desk.
		c.fill(rect(0, y, wide, 22*k), down(y, y+22*k, hex(0xdbe8e8), hex(0x9dbcc4)))
		c.fill(rect(0, y+22*k, wide, 60*k), down(y+22*k, y+82*k, night.fade(.55), night.fade(.05)))
		for i := range n {
			x := 800 + (float32(i)-float32(n-1)/2)*step + shift - step*.25
			seed := uint32(i)*3 + uint32(row)*29
			c.fill(box(x-52*k, y+4*k, 84*k, 9*k, 3*k), hex(0x2a5363).paint())
			if noise(seed, 9, 9) < .86 {
				c.bust(x-6*k, y+106*k, 98*k, looks[int(noise(seed, 4, 8)*6.99)], noise(seed, 5, 8) < .45)
			}
			c.fill(box(x-58*k, y+66*k, 104*k, 70*k, 18*k), down(y+66*k, y+130*k, hex(0xe58b4d), hex(0xa5502b)))
		}
	}
})

var _ = add("phong-thi", func(c *canvas) {
	c.ground(down(0, 1000, hex(0xf6ead2), hex(0xefdcb8)))
	// Windows on the left, and the light that falls through them.
	for i := range 3 {
		x, k := 30+float32(i)*150, 1-float32(i)*.16
		y0, y1 := 60+float32(i)*42, 470-float32(i)*26
		c.fill(poly(x, y0, x+120*k, y0+36*k, x+120*k, y1-22*k, x, y1), down(y0, y1, hex(0x93c7d6), hex(0xe9f2ea)))
		c.fill(with(seg(7*k, x, y0, x, y1), seg(7*k, x+120*k, y0+36*k, x+120*k, y1-22*k), seg(6*k, x+60*k, y0+18*k, x+60*k, y1-11*k), seg(6*k, x, (y0+y1)/2, x+120*k, (y0+y1)/2+7*k), seg(7*k, x, y0, x+120*k, y0+36*k), seg(7*k, x, y1, x+120*k, y1-22*k)), white.paint())
	}
	c.fill(poly(500, 100, 1600, 100, 1600, 560, 500, 470), across(500, 1600, hex(0xf4e4c4), hex(0xe9d2a6)))
	// The board, the clock.
	c.fill(box(640, 170, 620, 250, 6), hex(0x8c5d3e).paint())
	c.fill(rect(652, 182, 596, 226), down(182, 408, hex(0x245e50), hex(0x1a4a42)))
	for i, w := range []float32{300, 420, 380, 240} {
		c.fill(box(700, 222+float32(i)*44, w, 10, 5), cream.fade(.72).paint())
	}
	c.fill(rect(640, 420, 620, 14), hex(0xb27c55).paint())
	c.glow(1420, 262, 96, 96, ink.fade(.2))
	c.fill(circle(1420, 250, 78), river.paint())
	c.fill(circle(1420, 250, 66), white.paint())
	for i := range 12 {
		p, q := polar(pt(1420, 250), 57, 57, float64(i)*.5236), polar(pt(1420, 250), 48, 48, float64(i)*.5236)
		c.fill(line(4, p, q), ink.paint())
	}
	c.fill(with(seg(7, 1420, 250, 1394, 222), seg(5, 1420, 250, 1420, 200)), ink.paint())
	c.fill(circle(1420, 250, 7), flame.paint())
	// The floor with the light on it.
	c.fill(poly(0, 540, 500, 468, 1600, 520, 1600, 1000, 0, 1000), down(470, 1000, hex(0xd9b98c), hex(0xb88b5f)))
	for i := range 3 {
		x := 120 + float32(i)*330
		c.fill(poly(x, 560, x+180, 545, x+520, 1000, x+180, 1000), down(540, 1000, white.fade(.34), white.fade(.08)))
	}
	// The invigilator at the desk.
	c.glow(1010, 528, 200, 24, ink.fade(.3))
	c.figure(980, 516, 240, looks[0], true, pt(.02, .24), pt(-.05, .24))
	c.fill(poly(1080, 452, 1300, 460, 1300, 474, 1080, 466), hex(0xb27c55).paint())
	c.fill(poly(1088, 466, 1292, 474, 1292, 540, 1088, 530), down(466, 540, hex(0x8f5f42), hex(0x744a35)))
	c.fill(poly(1130, 440, 1200, 442, 1196, 454, 1126, 452), white.paint())
	// Candidates, one to a table.
	for row := range 4 {
		k := .62 + float32(row)*.30
		y := 560 + float32(row)*86 + float32(row*row)*19
		step := 330 * k
		n := 5
		for i := range n {
			x := 800 + (float32(i)-2)*step
			seed := uint32(i)*5 + uint32(row)*31
			c.glow(x, y+70*k, 130*k, 18*k, ink.fade(.32))
			c.fill(poly(x-104*k, y-18*k, x+104*k, y-18*k, x+118*k, y+16*k, x-118*k, y+16*k), down(y-18*k, y+16*k, hex(0xe7bd8c), hex(0xc99664)))
			c.fill(rect(x-118*k, y+16*k, 236*k, 9*k), hex(0x95633f).paint())
			c.fill(with(rect(x-108*k, y+25*k, 10*k, 70*k), rect(x+98*k, y+25*k, 10*k, 70*k)), hex(0x2f5563).paint())
			c.fill(poly(x+18*k, y-12*k, x+74*k, y-12*k, x+80*k, y+10*k, x+20*k, y+10*k), white.paint())
			for j := range 3 {
				c.fill(seg(1.3*k, x+26*k, y-6*k+float32(j)*5*k, x+68*k, y-6*k+float32(j)*5*k), ink.fade(.4).paint())
			}
			l := looks[int(noise(seed, 2, 2)*6.99)]
			c.bust(x-14*k, y+98*k, 116*k, l, noise(seed, 6, 3) < .5)
			c.fill(box(x-66*k, y+62*k, 104*k, 62*k, 14*k), down(y+62*k, y+120*k, hex(0x2f7f97), hex(0x14536a)))
		}
	}
})
