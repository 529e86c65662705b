// Package programs is the way to the optional programs of the machine — office
// suites, readers of PDF — that read what the program itself cannot. None is
// required: each is looked for at the start, what is missing is told with how
// to install it, and the files that need it are kept as they came. What they
// read is hostile, so each run is bounded in time, processor, memory and
// output, has no network and sees no data of the institution where the system
// allows it, works in a folder of its own, and dies with all its children.
package programs

import (
	"os/exec"
	"slices"

	"congbo/internal/fault"
)

// The programs that are of use, by the names of their commands.
const (
	Soffice   = "soffice"   // LibreOffice: .doc, .xls, .ods …
	Antiword  = "antiword"  // .doc, words and tables as plain text
	Catdoc    = "catdoc"    // .doc, words
	PDFToText = "pdftotext" // poppler: the words of a PDF
	PDFToPPM  = "pdftoppm"  // poppler: its pages as pictures
)

// A Program is one that may be installed.
type Program struct {
	Name    string // of its command
	Title   string // what people call it
	Package string // Debian's name of the package to install
	Use     string // message key: what it enables
	Path    string // where it is; "" it is not installed
}

// known are the programs in the order in which they are told.
var known = []Program{
	{Name: Soffice, Title: "LibreOffice", Package: "libreoffice-writer-nogui libreoffice-calc-nogui", Use: "programs.use_soffice"},
	{Name: Antiword, Title: "antiword", Package: "antiword", Use: "programs.use_antiword"},
	{Name: Catdoc, Title: "catdoc", Package: "catdoc", Use: "programs.use_catdoc"},
	{Name: PDFToText, Title: "pdftotext (poppler)", Package: "poppler-utils", Use: "programs.use_pdftotext"},
	{Name: PDFToPPM, Title: "pdftoppm (poppler)", Package: "poppler-utils", Use: "programs.use_pdftoppm"},
}

// Programs are those that were found. The zero value has none.
type Programs struct {
	found []Program
	// Hidden are folders that no program may see: the data of the institution.
	Hidden []string
	// Limits hold for every run; what is zero has a default.
	Limits Limits

	confines bool // the system gives a run its own network, processes and folders
	places   chan struct{}
}

// Find looks which programs the machine has, and how well it can lock them in.
// hidden are folders that they may not see.
func Find(hidden ...string) *Programs {
	p := &Programs{Hidden: hidden, places: make(chan struct{}, 2)}
	for _, one := range known {
		if path, err := exec.LookPath(one.Name); err == nil {
			one.Path = path
			p.found = append(p.found, one)
		}
	}
	p.confines = len(p.found) > 0 && canConfine()
	return p
}

// Only returns the same programs without those not named: what a machine with
// fewer of them would do.
func (p *Programs) Only(names ...string) *Programs {
	q := &Programs{Hidden: p.Hidden, Limits: p.Limits, confines: p.confines, places: make(chan struct{}, 2)}
	for _, one := range p.found {
		if slices.Contains(names, one.Name) {
			q.found = append(q.found, one)
		}
	}
	return q
}

// List returns all programs that are of use, with the path of those installed.
func (p *Programs) List() []Program {
	all := slices.Clone(known)
	for i := range all {
		all[i].Path = p.path(all[i].Name)
	}
	return all
}

// Confines reports whether runs have no network and see no data of ours.
func (p *Programs) Confines() bool { return p != nil && p.confines }

// Has reports whether a program is installed.
func (p *Programs) Has(name string) bool { return p.path(name) != "" }

func (p *Programs) path(name string) string {
	if p == nil {
		return ""
	}
	for _, one := range p.found {
		if one.Name == name {
			return one.Path
		}
	}
	return ""
}

// needed is the fault of a file that no installed program reads: what to
// install is told.
func needed(ext, name string) error {
	i := slices.IndexFunc(known, func(p Program) bool { return p.Name == name })
	return fault.New(fault.Invalid, "programs.needed", ext, known[i].Title, known[i].Package)
}
