package cli

import (
	"path/filepath"
	"strings"

	"congbo/internal/fault"
	"congbo/internal/flow"
	"congbo/internal/paper"
	"congbo/internal/procdoc"
)

// onPaper writes a procedure as the controlled document that an office files. Of
// several, the last is printed and those before it are its earlier issues, which
// the list of changes tells of.
func (c *procedureCall) onPaper() (bool, error) {
	issue := procdoc.Issue{Office: c.office}
	var p, before *flow.Procedure
	for _, name := range c.files {
		var err error
		if p, err = c.sound(name); err != nil {
			return false, err
		}
		if len(c.files) == 1 {
			break
		}
		issue.Changes = append(issue.Changes, (&procdoc.Words{P: p, L: c.lang}).Past(before, flow.Decision{}, "", 0))
		before = p
	}
	data, err := render((&procdoc.Words{P: p, L: c.lang}).Print(issue), c.form())
	if err != nil {
		return false, err
	}
	return true, c.deliver(data)
}

// form is the format asked for; else by the name of the output, else PDF.
func (c *procedureCall) form() string {
	if ext := strings.TrimPrefix(strings.ToLower(filepath.Ext(c.output)), "."); c.format == "" && (ext == "docx" || ext == "txt") {
		return ext
	} else if c.format == "" {
		return "pdf"
	}
	return c.format
}

func render(d *paper.Document, format string) ([]byte, error) {
	switch format {
	case "pdf":
		return d.PDF()
	case "docx":
		return d.DOCX()
	case "txt":
		return []byte(d.Text()), nil
	}
	return nil, fault.New(fault.Invalid, "cli.procedure.format", format)
}
