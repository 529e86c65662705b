package programs

import (
	"context"
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"congbo/internal/convert"
	"congbo/internal/fault"
)

// maxFile is the largest file that a program is given.
const maxFile = 64 << 20

// Read makes of a file of a kind that package convert does not read itself one
// that it does: with the first program of those that know it which is
// installed. Other kinds come back as they are. Without a program the fault
// says which one to install (R-I3).
func (p *Programs) Read(ctx context.Context, kind string, data []byte) (string, []byte, error) {
	if convert.Reads(kind) {
		return kind, data, nil
	}
	if len(data) > maxFile {
		return "", nil, fault.New(fault.TooLarge, "convert.file_too_large", maxFile>>20)
	}
	switch kind {
	case convert.Doc:
		// Programs take a file whose inside is broken for text and show its bytes.
		if (p.Has(Soffice) || p.Has(Antiword) || p.Has(Catdoc)) && !wordStream.Match(data) {
			return "", nil, fault.New(fault.Invalid, "convert.docx_unreadable")
		}
		switch {
		case p.Has(Soffice):
			return p.office(ctx, convert.Docx, "docx:MS Word 2007 XML", "in.doc", data)
		case p.Has(Antiword):
			return p.plain(ctx, Job{Program: Antiword, Args: []string{"-w", "0", "-m", "UTF-8.txt", "in.doc"}, Files: map[string][]byte{"in.doc": data}})
		case p.Has(Catdoc):
			return p.plain(ctx, Job{Program: Catdoc, Args: []string{"-w", "-d", "utf-8", "in.doc"}, Files: map[string][]byte{"in.doc": data}})
		}
		return "", nil, needed(".doc", Soffice)
	case convert.Xls, convert.Ods:
		if p.Has(Soffice) {
			return p.office(ctx, convert.Xlsx, "xlsx:Calc MS Excel 2007 XML", "in."+kind, data)
		}
		return "", nil, needed("."+kind, Soffice)
	case convert.PDF:
		return p.pdf(ctx, data)
	}
	return "", nil, fault.New(fault.Invalid, "convert.unknown")
}

// wordStream is how the part that every .doc since Word 6 has is named in it.
var wordStream = regexp.MustCompile(`(?i)W\x00o\x00r\x00d\x00D\x00o\x00c\x00u\x00m\x00e\x00n\x00t\x00`)

// plain runs a program that prints the words of a file.
func (p *Programs) plain(ctx context.Context, j Job) (string, []byte, error) {
	out, err := p.Run(ctx, j)
	if err != nil {
		return "", nil, err
	}
	return convert.Words, out.Stdout, nil
}

// profile is LibreOffice set up for strangers' files: no macros, nothing
// fetched that a file refers to, no links updated.
const profile = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>1</value></prop></item>
</oor:items>
`

// office has LibreOffice save a file in another form.
func (p *Programs) office(ctx context.Context, kind, filter, name string, data []byte) (string, []byte, error) {
	out, err := p.Run(ctx, Job{Program: Soffice, Args: []string{
		"-env:UserInstallation=file:///proc/self/cwd/profile", "--headless", "--norestore", "--nolockcheck", "--nologo", "--nodefault", "--nofirststartwizard",
		"--convert-to", filter, "--outdir", "out", name,
	}, Files: map[string][]byte{name: data, "profile/user/registrymodifications.xcu": []byte(profile)}})
	if err != nil {
		return "", nil, err
	}
	made := out.Files[path.Join("out", strings.TrimSuffix(name, path.Ext(name))+"."+kind)]
	if len(made) == 0 {
		return "", nil, fault.New(fault.Invalid, "programs.unreadable", "LibreOffice")
	}
	return kind, made, nil
}

// Budgets of PDF.
const (
	maxPDFPages    = 300 // whose words are read
	maxPDFPictures = 30  // pages without words that become pictures

	// pdfPicturesTime is how long these may take together, up to the last one begun:
	// each has bounds of its own, and a file of pages that all break them would keep
	// a place for most of an hour.
	pdfPicturesTime = time.Minute
)

var pdfPages = regexp.MustCompile(`(?m)<page width="[0-9.]+" height="[0-9.]+">`)

// pdf reads the words of a PDF with their places, and makes pictures of pages
// that have none: they were scanned.
func (p *Programs) pdf(ctx context.Context, data []byte) (string, []byte, error) {
	if !p.Has(PDFToText) {
		return "", nil, needed(".pdf", PDFToText)
	}
	out, err := p.Run(ctx, Job{Program: PDFToText, Args: []string{"-bbox-layout", "-enc", "UTF-8", "-l", strconv.Itoa(maxPDFPages), "in.pdf", "out.html"},
		Files: map[string][]byte{"in.pdf": data}, Limits: Limits{Output: 30 << 20}})
	if err != nil {
		return "", nil, err
	}
	text := out.Files["out.html"]
	pages := convert.PDFPages{Layout: text, Pictures: map[int][]byte{}}
	starts := pdfPages.FindAllIndex(text, -1)
	for i, at := range starts {
		end := len(text)
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		if strings.Contains(string(text[at[1]:end]), "<word ") {
			continue
		}
		pages.Scanned = append(pages.Scanned, i+1)
	}
	if p.Has(PDFToPPM) {
		end := time.Now().Add(pdfPicturesTime)
		for _, n := range pages.Scanned[:min(len(pages.Scanned), maxPDFPictures)] {
			if time.Now().After(end) {
				break // the reader tells that pages are lost
			}
			picture, err := p.PDFPage(ctx, data, n, 1240)
			if fault.Is(err, fault.Unavailable) || ctx.Err() != nil {
				return "", nil, err
			} else if err == nil {
				pages.Pictures[n] = picture
			}
		}
	}
	task, err := json.Marshal(pages)
	return convert.PDFLayout, task, err
}

// PDFPage is the picture of a page of a PDF, counted from 1, as JPEG so many
// pixels wide.
func (p *Programs) PDFPage(ctx context.Context, data []byte, page, width int) ([]byte, error) {
	if !p.Has(PDFToPPM) {
		return nil, needed(".pdf", PDFToPPM)
	}
	n := strconv.Itoa(page)
	out, err := p.Run(ctx, Job{Program: PDFToPPM, Args: []string{"-jpeg", "-f", n, "-l", n, "-scale-to-x", strconv.Itoa(width), "-scale-to-y", "-1", "in.pdf", "page"},
		Files: map[string][]byte{"in.pdf": data}, Limits: Limits{Output: 30 << 20}})
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(func(yield func(string) bool) {
		for name := range out.Files {
			if !yield(name) {
				return
			}
		}
	}) {
		if path.Ext(name) == ".jpg" {
			return out.Files[name], nil
		}
	}
	return nil, fault.New(fault.Invalid, "programs.unreadable", "pdftoppm").Because(fmt.Errorf("no picture of page %d", page))
}
