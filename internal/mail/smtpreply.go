package mail

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/emersion/go-smtp"

	"congbo/internal/fault"
	"congbo/internal/locale"
	"congbo/internal/vi"
)

// reply says a failure in SMTP: its kind decides the code (RFC 5321 §4.2, RFC
// 3463). What waiting may mend, and what is our own mistake, is a 4xx: the
// sender keeps the letter and tries again.
func (s *session) reply(err error) *smtp.SMTPError {
	if e, ok := errors.AsType[*smtp.SMTPError](err); ok {
		return e
	}
	r := &smtp.SMTPError{Message: replyText(err)}
	switch fault.KindOf(err) {
	case fault.NotFound:
		r.Code, r.EnhancedCode = 550, smtp.EnhancedCode{5, 1, 1}
	case fault.Invalid:
		r.Code, r.EnhancedCode = 554, smtp.EnhancedCode{5, 6, 0}
	case fault.Denied:
		r.Code, r.EnhancedCode = 550, smtp.EnhancedCode{5, 7, 1}
	case fault.TooLarge:
		r.Code, r.EnhancedCode = 552, smtp.EnhancedCode{5, 3, 4}
	case fault.TooMany:
		r.Code, r.EnhancedCode = 450, smtp.EnhancedCode{4, 7, 1}
	default:
		r.Code, r.EnhancedCode = 451, smtp.EnhancedCode{4, 3, 0}
		s.server.Log.Warn("letter deferred", "remote", s.track.ip, "err", err)
	}
	return r
}

// replyText says err in English and in ASCII, as SMTP has it: a refusal ends
// up in the report that the sender's server writes to the sender.
func replyText(err error) string {
	text := vi.CleanLine(locale.Error(locale.EN, err))
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '–' || r == '—':
			return '-'
		case r == '’' || r == '‘':
			return '\''
		case r == '“' || r == '”':
			return '"'
		case r > '~':
			return '?'
		}
		return r
	}, text)
	return text[:min(len(text), 400)]
}

// serverLog passes on what the library has to say. Nearly all of it is about
// the other side breaking off.
type serverLog struct{ log *slog.Logger }

func (l serverLog) Printf(format string, v ...any) {
	text := fmt.Sprintf(format, v...)
	if strings.HasPrefix(text, "panic") {
		l.log.Error("smtp", "err", text)
		return
	}
	l.log.Debug("smtp", "note", text)
}

func (l serverLog) Println(v ...any) { l.Printf("%s", fmt.Sprintln(v...)) }
