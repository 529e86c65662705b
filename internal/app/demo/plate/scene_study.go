package plate

var _ = add("giang-duong", func(c *canvas) {
	c.ground(down(0, 1000, hex(0x0c3a4b), hex(0x14566c), hex(0x0d3d4e)))
	// The front wall with its panels and the screen.
	for i := range 17 {
		x := float32(i)*100 - 50
		c.fill(rect(x, 0, 96, 560), across(x, x+96, hex(0x17627a), hex(0x125469)))
	}
	c.fill(rect(0, 0, wide, 560), down(0, 560, night.fade(.55), night.fade(.05)))
	c.glow(800, 270, 760, 430, hex(0xcfeaf0).fade(.55))
	c.fill(box(385, 72, 830, 392, 14), hex(0x0a2c3a).paint())
	c.fill(box(398, 85, 804, 366, 8), down(85, 451, white, hex(0xeef6f5)))
	// What is shown: a section of the river and the measurements above it.
	c.fill(bank(420, 430, 330, 540, 322, 660, 352, 800, 340, 930, 366, 1060, 352, 1170, 372), down(320, 420, pale, water))
	c.fill(bank(420, 430, 385, 560, 372, 700, 398, 860, 386, 1010, 404, 1170, 396), down(370, 420, water, river))
	for i, h := range []float32{150, 128, 96, 104, 70, 52, 60, 34} {
		x := 452 + float32(i)*90
		c.fill(box(x, 300-h, 44, h, 5), down(300-h, 300, amber, flame))
	}
	c.fill(seg(2.5, 430, 302, 1170, 302), ink.fade(.5).paint())
	c.fill(line(5, curve(474, 128, 564, 160, 654, 190, 744, 186, 834, 216, 924, 236, 1014, 230, 1104, 254)...), deep.paint())
	for i, y := range []float32{128, 160, 190, 186, 216, 236, 230, 254} {
		c.fill(circle(474+float32(i)*90, y, 9), deep.paint())
		c.fill(circle(474+float32(i)*90, y, 4), white.paint())
	}
	// Side lights.
	for _, x := range []float32{130, 1470} {
		c.glow(x, 210, 190, 280, amber.fade(.40))
		c.fill(box(x-13, 130, 26, 130, 13), down(130, 260, hex(0xffe9c6), amber))
	}
	// The stage, its lectern and who speaks there.
	c.fill(poly(0, 560, 1600, 560, 1600, 640, 0, 640), down(560, 640, hex(0xb9825a), hex(0x8d5a3d)))
	c.fill(rect(0, 556, wide, 8), hex(0xd9a678).paint())
	c.glow(1130, 566, 230, 40, hex(0xffe4bd).fade(.6))
	c.figure(1165, 596, 268, looks[4], true, pt(-.17, .12), pt(.05, .26))
	c.fill(poly(1048, 470, 1130, 470, 1122, 600, 1056, 600), across(1048, 1130, hex(0x8a5238), hex(0x64392a)))
	c.fill(poly(1040, 458, 1136, 458, 1130, 474, 1046, 474), hex(0xb87a52).paint())
	c.fill(seg(4, 1085, 458, 1106, 428), ink.paint())
	c.fill(oval(1108, 424, 7, 10), ink.paint())
	// Rows of listeners, each nearer and larger.
	for row := range 4 {
		y := 700 + float32(row)*float32(row)*22 + float32(row)*52
		w := 74 + float32(row)*26
		step := w * 1.32
		shift := step * .5 * float32(row%2)
		desk := y + w*.10
		for i := -1; float32(i)*step < wide+step; i++ {
			x := float32(i)*step + shift + 18
			k := uint32(i+3)*7 + uint32(row)*13
			dip := (x - 800) * (x - 800) / 800 / 800 * 20
			if noise(k, 2, 3) < .88 {
				c.bust(x, y-dip+w*.16, w, looks[int(noise(k, 1, 4)*6.99)], noise(k, 5, 1) < .5)
			}
		}
		o := []point{}
		for i := range 33 {
			x := float32(i) * 50
			o = append(o, pt(x, desk-(x-800)*(x-800)/800/800*20))
		}
		back := new(shape).add(append(o, pt(1600, desk+w*1.6), pt(0, desk+w*1.6)))
		c.fill(back, down(desk-20, desk+w*1.3, hex(0x9b6a4a).mix(night, float32(row)*.13), hex(0x5b3a2e).mix(night, float32(row)*.20)))
		edge := make([]point, len(o))
		for i, p := range o {
			edge[i] = p.plus(pt(0, w*.03))
		}
		c.fill(line(w*.085, edge...), hex(0xc99a70).mix(night, float32(row)*.16).paint())
	}
	c.ground(down(560, 1000, clear, night.fade(.35)))
})

var _ = add("thu-vien", func(c *canvas) {
	c.ground(down(0, 1000, hex(0xf3e3c8), hex(0xe9cfa8)))
	// The window with the river behind it.
	c.fill(with(rect(560, 210, 480, 460), arc(800, 212, 240, 200, 180, 360)), down(20, 670, hex(0x8fc6d4), hex(0xd8ecea), hex(0xfbeed6)))
	c.glow(860, 420, 240, 190, hex(0xfff6df).fade(.9))
	c.fill(bank(672, 560, 540, 680, 520, 800, 535, 930, 515, 1040, 530), down(515, 600, leaf.mix(mist, .45), leaf.mix(mist, .15)))
	c.fill(rect(560, 590, 480, 80), down(590, 670, pale, water.mix(pale, .4)))
	c.palm(660, 600, 190, 30, pine.mix(mist, .25).paint(), green.mix(mist, .15).paint(), 4)
	c.palm(960, 604, 150, -22, pine.mix(mist, .3).paint(), green.mix(mist, .2).paint(), 6)
	frame := hex(0xfdf7ea)
	for _, x := range []float32{560, 720, 880, 1040} {
		c.fill(seg(13, x, 212-178*map[float32]float32{560: 0, 720: 1, 880: 1, 1040: 0}[x], x, 672), frame.paint())
	}
	for _, y := range []float32{212, 366, 520, 672} {
		c.fill(seg(13, 560, y, 1040, y), frame.paint())
	}
	c.fill(line(18, arcPoints(800, 212, 240, 200, 180, 360)...), frame.paint())
	c.fill(rect(530, 668, 540, 24), down(668, 692, frame, sand))
	// Shelves left and right.
	spines := []colour{deep, river, water, brick, flame, amber, gold, green, leaf, pine, cream, hex(0x7c5a74), hex(0x3a6ea0), rose}
	shelf := func(x0, w float32, seed uint32) {
		c.fill(rect(x0-14, -10, w+28, 720), across(x0, x0+w, hex(0x5f3b2a), hex(0x764a34)))
		for row := range 5 {
			top := -6 + float32(row)*142
			c.fill(rect(x0, top, w, 128), down(top, top+128, hex(0x2f1f1c), hex(0x4a2f25)))
			x := x0 + 5
			for i := uint32(0); ; i++ {
				r := noise(i, uint32(row), seed)
				bw := 15 + 21*noise(i, uint32(row)+9, seed)
				if x+bw > x0+w-6 {
					break
				}
				bh := 84 + 34*noise(i, uint32(row)+19, seed)
				col := spines[int(r*float32(len(spines))-.001)]
				if noise(i, uint32(row)+29, seed) > .93 { // a gap with a book that leans
					c.fill(rect(-bw/2, -bh, bw, bh).moved(x+bw+8, top+128, 1, -13), col.paint())
					x += bw + 34
					continue
				}
				c.fill(box(x, top+128-bh, bw-1.5, bh, 3), across(x, x+bw, col.mix(white, .22), col, col.mix(ink, .35)))
				if noise(i, uint32(row)+39, seed) > .4 {
					c.fill(rect(x+1, top+128-bh*.82, bw-3.5, 5), cream.fade(.75).paint())
					c.fill(rect(x+1, top+128-bh*.72, bw-3.5, 2.5), cream.fade(.6).paint())
				}
				x += bw
			}
			c.fill(rect(x0-4, top+128, w+8, 14), down(top+128, top+142, hex(0xa06f4c), hex(0x6b4430)))
		}
	}
	shelf(20, 470, 3)
	shelf(1110, 470, 8)
	c.fill(rect(504, -10, 20, 722), across(504, 524, hex(0x8c5a3e), hex(0x6b4430)))
	c.fill(rect(1076, -10, 20, 722), across(1076, 1096, hex(0x6b4430), hex(0x8c5a3e)))
	// Floor and the light on it.
	c.fill(rect(0, 704, wide, 300), down(704, 1000, hex(0xc08d62), hex(0x8f5d40)))
	for i := range 9 {
		x := float32(i)*260 - 260
		c.fill(seg(2, 800+(x-800)*.62, 704, x, 1000), hex(0x7d4f37).fade(.35).paint())
	}
	c.fill(poly(600, 704, 1000, 704, 1230, 1000, 420, 1000), down(704, 1000, hex(0xfff1d2).fade(.55), hex(0xfff1d2).fade(.1)))
	// The table, and who reads at it.
	c.glow(800, 840, 720, 70, night.fade(.5))
	for _, x := range []float32{176, 1392} {
		c.fill(rect(x, 830, 32, 190), across(x, x+32, hex(0x7c4e38), hex(0x573528)))
	}
	c.fill(poly(240, 722, 1360, 722, 1480, 812, 120, 812), down(722, 812, hex(0xdcab7c), hex(0xb67f56)))
	c.fill(poly(120, 812, 1480, 812, 1476, 842, 124, 842), down(812, 842, hex(0x8f5c40), hex(0x6d4431)))
	open := func(x, y, k float32) {
		c.fill(oval(x, y+10*k, 100*k, 14*k), ink.fade(.22).paint())
		c.fill(new(shape).add(append(curve(x, y, x-40*k, y-14*k, x-84*k, y-8*k), curve(x-92*k, y+16*k, x-44*k, y+8*k, x, y+20*k)...)), across(x-90*k, x, white, sand.mix(white, .5)))
		c.fill(new(shape).add(append(curve(x, y, x+40*k, y-14*k, x+84*k, y-8*k), curve(x+92*k, y+16*k, x+44*k, y+8*k, x, y+20*k)...)), across(x, x+90*k, sand.mix(white, .4), white))
		for j := range 3 {
			d := float32(j)*5 - 3
			c.fill(with(seg(1.4, x-70*k, y+d, x-16*k, y+3*k+d), seg(1.4, x+16*k, y+3*k+d, x+70*k, y+d)), ink.fade(.30).paint())
		}
	}
	for i, col := range []colour{brick, river, gold, green} {
		c.fill(box(600+float32(i%2)*9, 766-float32(i)*17, 112-float32(i)*6, 16, 3), across(600, 712, col.mix(white, .2), col.mix(ink, .2)))
		c.fill(rect(608+float32(i%2)*9, 770-float32(i)*17, 60, 2), cream.fade(.6).paint())
	}
	c.glow(980, 740, 280, 120, hex(0xffedc4).fade(.65))
	c.fill(seg(8, 980, 776, 980, 680), hex(0x9d7a3a).paint())
	c.fill(oval(980, 780, 38, 9), hex(0x7d5f2c).paint())
	c.fill(poly(938, 690, 1022, 690, 1002, 636, 958, 636), down(636, 690, green, pine))
	for i, x := range []float32{330, 800, 1270} {
		open(x, 782, 1.05)
		c.bust(x, 1010, 236, looks[[]int{1, 2, 3}[i]], i == 1)
		c.fill(box(x-98, 938, 196, 90, 26), down(938, 1000, hex(0x82523a), hex(0x553427)))
		c.fill(box(x-98, 938, 196, 12, 6), hex(0xb07a55).paint())
	}
})
