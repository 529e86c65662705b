package mail

import (
	"regexp"
	"strings"
)

// NewText returns what the sender of an answer has written: its text without
// the letter it answers and without the signature, in the forms that
// Vietnamese and English programs give them (F-F3). It is careful: what may
// be the sender's own words stays, answers between quoted lines stay with
// what they answer, a letter that is passed on stays, and where nothing would
// be left all of it stays. Message.Text keeps the whole.
func NewText(text string) string {
	lines := strings.Split(text, "\n")
	end := len(lines)
	for i, tries := 0, 0; i < len(lines) && tries < maxTries; i++ {
		if len(lines[i]) <= longLine && forwarded.MatchString(strings.TrimSpace(lines[i])) {
			break // what is passed on is what the sender wants to say
		}
		starts, tried := startsHistory(lines, i)
		if starts {
			end = i
			break
		}
		if tried {
			tries++
		}
	}
	end = cutQuotedEnd(lines[:end])
	end = cutSignature(lines[:end])
	kept := strings.TrimSpace(strings.Join(lines[:end], "\n"))
	if kept == "" {
		return strings.TrimSpace(text)
	}
	return kept
}

var (
	// On Mon, 23 Nov 2026 at 08:15, A <a@example.vn> wrote:
	// Vào Th 2, 23 thg 11, 2026 vào lúc 08:15 A <a@example.vn> đã viết:
	wrote = regexp.MustCompile(`(?i)^(on\b.*\bwrote|(vào|lúc|ngày|trên)\s.*\sviết|.*<\S+@\S+>\s*(wrote|đã viết|viết))\s*:$`)
	// How such a line begins where it was broken into several.
	wroteStart = regexp.MustCompile(`(?i)^(on|vào|lúc|ngày|trên)\s.*\d`)

	originalMessage = regexp.MustCompile(`(?i)^[-_\s]{2,}\s*(original message|original appointment|thư gốc|tin nhắn gốc|tin gốc|thư ban đầu|nội dung gốc|thông điệp gốc)\s*[-_\s]{2,}$`)

	forwarded = regexp.MustCompile(`(?i)^([-_\s]{2,}\s*(forwarded message|forwarded by|(thư|tin nhắn|tin|nội dung) (đã |được )*chuyển tiếp).*|begin forwarded message:|bắt đầu (thư|tin nhắn) (được )?chuyển tiếp:)$`)

	// The head of a quoted letter, as Outlook and its like write it.
	headFrom = regexp.MustCompile(`(?i)^[>*\s]*(from|từ|người gửi)\s*\**\s*:`)
	headMore = regexp.MustCompile(`(?i)^[>*\s]*(sent|date|to|cc|subject|importance|gửi|đã gửi|ngày|ngày gửi|thời gian|tới|đến|người nhận|gửi đến|đồng gửi|tiêu đề|chủ đề|về việc|v/v)\s*\**\s*:`)

	ruler = regexp.MustCompile(`^[_\-=*]{10,}$`)

	// What telephones put under a letter by themselves.
	sentFrom = regexp.MustCompile(`(?i)^\W*(sent from my|sent from (mail|outlook|yahoo|samsung)|get outlook for|(đã |được )?gửi từ (iphone|ipad|điện thoại|thiết bị|android|samsung|outlook|yahoo|gmail|thư|zalo)|tải outlook cho|lấy outlook)\b.{0,80}$`)
)

const (
	maxTries  = 200 // places that look like the start of a quoted letter
	longLine  = 400 // bytes; the lines meant here are shorter
	headLines = 8   // of the head of a quoted letter
)

// startsHistory reports whether a quoted letter begins at line i, and whether
// it looked like one.
func startsHistory(lines []string, i int) (starts, tried bool) {
	line := strings.TrimSpace(lines[i])
	switch {
	case line == "" || len(line) > longLine || line[0] == '>':
		return false, false
	case originalMessage.MatchString(line):
		return true, true
	case ruler.MatchString(line):
		for n := i + 1; n < min(i+3, len(lines)); n++ {
			if headFrom.MatchString(lines[n]) {
				return quotedHead(lines, n), true
			}
		}
		return false, false
	case headFrom.MatchString(line):
		return quotedHead(lines, i), true
	case wroteStart.MatchString(line) || strings.HasSuffix(line, ":"):
		return attribution(lines, i), true
	}
	return false, false
}

// quotedHead reports whether line i, a "From:", is followed by two more lines
// of a letter's head.
func quotedHead(lines []string, i int) bool {
	found := 0
	for _, l := range lines[i+1 : min(i+headLines, len(lines))] {
		if len(l) <= longLine && headMore.MatchString(l) {
			found++
		}
	}
	return found >= 2
}

// attribution reports whether line i, perhaps with the two after it, says who
// wrote what follows, and what follows is the quoted letter alone. Office
// prose says "Ngày 12/10, Phòng Đào tạo viết:" too, so there must be an
// address in it or a quotation after it.
func attribution(lines []string, i int) bool {
	joined := ""
	for n := i; n < min(i+3, len(lines)); n++ {
		line := strings.TrimSpace(lines[n])
		if line == "" || len(line) > longLine {
			return false
		}
		joined = strings.TrimSpace(joined + " " + line)
		if strings.HasSuffix(joined, ":") && wrote.MatchString(joined) {
			quoted, answered := quotation(lines[n+1:])
			return !answered && (quoted || strings.Contains(joined, "@"))
		}
		if !wroteStart.MatchString(joined) {
			return false
		}
	}
	return false
}

// quotation reports whether lines begin with a quotation, and whether any
// line of the sender's own comes after a quoted one: who answers point by
// point, or below, must not be cut.
func quotation(lines []string) (quoted, answered bool) {
	begun := false
	for _, l := range lines {
		l = strings.TrimSpace(l)
		switch {
		case l == "":
		case l[0] == '>':
			quoted = quoted || !begun
			begun = true
		case quoted:
			return quoted, true
		default:
			begun = true
		}
	}
	return quoted, false
}

// cutQuotedEnd returns where the lines end without the quotation that ends
// them.
func cutQuotedEnd(lines []string) int {
	end := len(lines)
	for end > 0 {
		l := strings.TrimSpace(lines[end-1])
		if l != "" && !strings.HasPrefix(l, ">") {
			break
		}
		end--
	}
	return end
}

// cutSignature returns where the lines end without a signature behind "-- "
// and without what a telephone adds.
func cutSignature(lines []string) int {
	for i, l := range lines {
		if l == "-- " && i > 0 {
			return i
		}
	}
	end := len(lines)
	for end > 0 && strings.TrimSpace(lines[end-1]) == "" {
		end--
	}
	if end > 0 && sentFrom.MatchString(strings.TrimSpace(lines[end-1])) {
		end--
	}
	return end
}
