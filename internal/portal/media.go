package portal

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"time"

	"congbo/internal/content"
	"congbo/internal/httpx"
	"congbo/internal/store"
)

// mediaName is a file as pages name it: its digest, a width where it is a
// picture scaled down, and an ending that says its type.
var mediaName = regexp.MustCompile(`^([0-9a-f]{64})(?:-([1-9][0-9]{2,3}))?(\.[a-z0-9]{2,5})$`)

// endings of the types that are served under their own name; any other file is
// plain bytes.
var endings = map[string]string{
	"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp",
	"application/pdf": ".pdf", "application/zip": ".zip", "text/plain": ".txt", "text/csv": ".csv",
	"application/msword": ".doc", "application/vnd.ms-excel": ".xls", "application/vnd.ms-powerpoint": ".ppt",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   ".docx",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         ".xlsx",
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
	"application/vnd.oasis.opendocument.text":                                   ".odt",
	"application/vnd.oasis.opendocument.spreadsheet":                            ".ods",
}

func isPicture(kind string) bool {
	return kind == "image/jpeg" || kind == "image/png" || kind == "image/gif" || kind == "image/webp"
}

func extension(kind string) string {
	if e, ok := endings[kind]; ok {
		return e
	}
	return ".bin"
}

// fileKind is what people call a type: PDF, DOCX.
func fileKind(kind string) string {
	e, ok := endings[kind]
	if !ok {
		return ""
	}
	b := []byte(e[1:])
	for i, c := range b {
		if c >= 'a' && c <= 'z' {
			b[i] = c - 'a' + 'A'
		}
	}
	return string(b)
}

// media answers with a picture or file that a live edition shows; all others
// do not exist here. Its bytes never change, since its name is their digest.
func (v *visit) media() error {
	return v.sendFile(func(ctx context.Context, tx *store.Tx, id string) (bool, error) { return tx.MediaIsPublic(ctx, id) }, v.newerFile)
}

// sendFile answers with a picture or file that may be seen here, or as gone
// does.
func (v *visit) sendFile(may func(ctx context.Context, tx *store.Tx, id string) (bool, error), gone func(id string) error) error {
	m := mediaName.FindStringSubmatch(v.args["file"])
	if m == nil {
		return notFound()
	}
	width := 0
	if m[2] != "" {
		width, _ = strconv.Atoi(m[2]) // three or four digits
	}
	var known *store.Media
	err := v.view(func(ctx context.Context, tx *store.Tx) error {
		ok, err := may(ctx, tx, m[1])
		if err != nil {
			return err
		}
		if !ok {
			return nil
		}
		known, err = tx.Media(ctx, m[1])
		return err
	})
	if err != nil {
		return err
	}
	if known == nil {
		return gone(m[1])
	}
	kind, want := known.Type, extension(known.Type)
	if width > 0 {
		kind, want = scaledType(known.Type), scaledExtension(known.Type)
		if !slices.Contains(content.ImageWidths, width) || width >= known.Width {
			return notFound()
		}
	}
	if want == "" || m[3] != want {
		return notFound()
	}
	var body io.ReadSeekCloser
	if width > 0 {
		body, err = v.p.scaled(v.ctx(), known, width)
	} else {
		body, err = v.p.Blobs.Get(v.ctx(), known.ID)
	}
	if err != nil {
		return err
	}
	defer body.Close()
	if _, ok := endings[kind]; !ok {
		kind = "application/octet-stream"
	}
	if kind == "text/plain" || kind == "text/csv" {
		kind += "; charset=utf-8"
	}
	h := v.w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Security-Policy", httpx.FilePolicy)
	// A file never changes under its name; but it can be withdrawn, and then no
	// cache between us and readers may go on showing it (invariant 9).
	if h.Get("Cache-Control") == "" { // else nothing may keep it at all
		h.Set("Cache-Control", "private, max-age=3600")
		h.Set("ETag", fmt.Sprintf(`"%s"`, v.args["file"]))
	}
	if !isPicture(known.Type) {
		h.Set("Content-Disposition", `attachment; filename="`+known.ID[:12]+want+`"`)
	}
	http.ServeContent(v.w, v.r, "", time.Time{}, body)
	return nil
}
