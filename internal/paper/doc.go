// Package paper writes documents as an office prints them: a value that says
// what stands on the paper becomes a Word file, a PDF or plain text (R-M8).
//
// The page is that of Decree 30/2020, Annex I: A4, black, Tinos (as wide as the
// Times New Roman that the decree asks for) of 13 points, margins of 20 mm above
// and below, 30 mm left, 15 mm right. At the head of every page stands what an
// ISO procedure has there: who issues it, what it is, code, issue, date, and
// "page x of y".
//
// The package is pure: equal documents become equal bytes, and there is no clock
// in them but the date that the document names.
package paper

import (
	"time"

	"congbo/internal/chart"
	"congbo/internal/locale"
)

// A Document is what is to be printed.
type Document struct {
	Lang   locale.Lang
	Title  string    // in the properties of the file
	Author string    // there, too: the office
	Date   time.Time // of the properties; zero: none
	Head   Head
	Mark   string // across every page: "DỰ THẢO"; empty: none
	Blocks []Block
}

// A Head stands above every page, in three columns.
type Head struct {
	Office []string // who issues it; the last line is the office itself
	Kind   string   // what it is: "QUY TRÌNH"
	Title  string
	Facts  []string // code, issue, date; behind them the page
	Page   string   // "Trang"
}

// A Block is a part of a document: [Heading], [Para], [Table], [Drawing] or
// [Signatures].
type Block interface{ block() }

// A Heading begins a part; level 0 is the title of the document.
type Heading struct {
	Level int
	Text  string
}

// An Align says where the lines of a paragraph stand.
type Align string

// The alignments. Justified fills lines to both margins, as the decree has it.
const (
	Left      Align = "left"
	Centre    Align = "center"
	Justified Align = "both"
)

// A Para is a paragraph.
type Para struct {
	Lead   string // bold, before the text
	Text   string
	Bold   bool
	Italic bool
	Dash   bool // an item of a list, with a dash before it
	Align  Align
}

// A Table has a first row that is repeated on every page. Widths are shares of
// the page's; a cell is what stands in it, paragraph by paragraph.
type Table struct {
	Widths []float64
	Head   []string
	Rows   [][]Cell
	Centre []bool // of each column, whether its cells are centred; nil: none
}

// A Cell of a table.
type Cell []Para

// A Drawing is a flow chart with what it shows in words.
type Drawing struct {
	Chart *chart.Chart
	Alt   string
}

// Signatures stand side by side and never apart.
type Signatures []Signature

// A Signature is where one of them signs.
type Signature struct {
	Title  string // "Người phê duyệt"
	Office string // "Giám đốc Sở"
	Hint   string // "(Ký, ghi rõ họ tên)"
	Name   string
	Note   string // the day
}

func (Heading) block()    {}
func (Para) block()       {}
func (Table) block()      {}
func (Drawing) block()    {}
func (Signatures) block() {}

// Measures of the page, in points of 1/72 inch.
const (
	mm         = 72 / 25.4
	pageW      = 210 * mm
	pageH      = 297 * mm
	marginTop  = 20 * mm
	marginFoot = 20 * mm
	marginL    = 30 * mm
	marginR    = 15 * mm
	textW      = pageW - marginL - marginR

	sizeText  = 13.0
	sizeTitle = 15.0
	sizeTable = 11.0
	sizeHead  = 10.5

	signGap  = 16.0 // above the signatures
	signRoom = 58.0 // where somebody signs
	chartFit = 1.12 // by how much larger type may be than the chart measured for: Tinos is narrow
)

// sizes of headings by their level.
var headings = [...]float64{sizeTitle, sizeText, sizeText}

// shares of the page's head.
var headShares = [3]float64{0.27, 0.43, 0.30}
