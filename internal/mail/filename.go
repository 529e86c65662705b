package mail

import (
	"strconv"
	"strings"

	"congbo/internal/vi"
)

// fileName returns a name that is safe to display: without a path, without
// characters that mislead, of bounded length. A file without a name is called
// by its number.
func fileName(s, media string, n int) string {
	s = strings.TrimRight(s, `/\ `)
	if i := strings.LastIndexAny(s, `/\`); i >= 0 {
		s = s[i+1:]
	}
	s = strings.Trim(vi.ReadLine(s), ". ")
	if s == "" {
		ext, ok := extensions[media]
		if !ok {
			ext = ".bin"
		}
		return strconv.Itoa(n) + ext
	}
	const longest, longestExt = 200, 12
	runes := []rune(s)
	if len(runes) <= longest {
		return s
	}
	ext := []rune{}
	for i := len(runes) - 1; i > len(runes)-longestExt; i-- {
		if runes[i] == '.' {
			ext = runes[i:]
			break
		}
	}
	return vi.Clean(strings.TrimRight(string(runes[:longest-len(ext)]), " .") + string(ext))
}

var extensions = map[string]string{
	"text/plain": ".txt", "text/html": ".html", "text/calendar": ".ics", "text/csv": ".csv", "text/rtf": ".rtf", "application/rtf": ".rtf",
	"message/rfc822": ".eml", "message/delivery-status": ".txt", "message/disposition-notification": ".txt", "text/rfc822-headers": ".txt",
	"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp", "image/tiff": ".tif", "image/bmp": ".bmp", "image/heic": ".heic",
	"application/pdf": ".pdf", "application/zip": ".zip", "application/ms-tnef": ".dat",
	"application/msword": ".doc", "application/vnd.ms-excel": ".xls",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":       ".xlsx",
	"application/vnd.oasis.opendocument.text":                                 ".odt",
	"application/pkcs7-signature":                                             ".p7s", "application/x-pkcs7-signature": ".p7s", "application/pgp-signature": ".asc",
}
