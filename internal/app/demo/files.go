package demo

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"path"
	"strings"
	"time"

	"congbo/internal/app/demo/plate"
)

// Types of the files that letters bring.
var mediaTypes = map[string]string{
	".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	".csv":  "text/csv; charset=utf-8",
	".pdf":  "application/pdf",
	".jpg":  "image/jpeg",
}

func (a Attachment) extension() string { return strings.ToLower(path.Ext(a.Name)) }

// Type returns the media type of the file.
func (a Attachment) Type() string { return mediaTypes[a.extension()] }

// File builds the bytes of a file that came with an item. It is always the
// same for the same attachment.
func (d *Demo) File(it *Item, a Attachment) ([]byte, error) {
	switch a.extension() {
	case ".jpg":
		return plate.JPEG(a.Plate), nil
	case ".csv":
		var out bytes.Buffer
		w := csv.NewWriter(&out)
		err := w.WriteAll(a.Rows)
		return append([]byte("\ufeff"), out.Bytes()...), err // the mark by which spreadsheets know UTF-8
	case ".xlsx":
		return workbook(d.Stationery.Sheet, a.Rows)
	case ".pdf":
		return d.paper(a.Page)
	case ".docx":
		doc := it.Document
		if a.Text != "" {
			doc = &Document{Body: a.Text}
		}
		r, err := doc.revision(noMedia)
		if err != nil {
			return nil, err
		}
		return wordFile(r, d.Stationery)
	}
	return nil, fmt.Errorf("%s: no such type of file", a.Name)
}

// A part is a file within an Office file.
type part struct{ name, text string }

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// pack puts parts into an Office file. They all bear one date, so that the
// bytes are always the same.
func pack(parts ...part) ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, p := range parts {
		w, err := z.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate, Modified: time.Date(2026, 10, 1, 1, 0, 0, 0, time.UTC)})
		if err != nil {
			return nil, err
		}
		if _, err := w.Write([]byte(xmlHead + p.text)); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

var xmlEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")
