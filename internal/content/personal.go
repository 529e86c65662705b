package content

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A PersonalKind is a sort of data about a person that can be told by its form
// (Law 91/2025/QH15 on the protection of personal data).
type PersonalKind string

// The kinds. Names and addresses have no form by which a program could tell
// them: whether those may be public remains for people to see.
const (
	PersonalID      PersonalKind = "id"      // number of a citizen's identity card, old or new
	PersonalPhone   PersonalKind = "phone"   // a mobile telephone; the office's own number stands in many texts
	PersonalMail    PersonalKind = "mail"    // an address for mail
	PersonalAccount PersonalKind = "account" // at a bank
	PersonalBirth   PersonalKind = "birth"   // day of birth
)

// A Personal is something in a line that looks like data about a person.
type Personal struct {
	Kind       PersonalKind
	Start, End int // in characters of the line, from 0
	Text       string
}

var personal = []struct {
	kind  PersonalKind
	least int            // digits without which it cannot be there: most lines have none
	form  *regexp.Regexp // its first group is what is found
	is    func(digits string) bool
}{
	{PersonalMail, 0, regexp.MustCompile(`([A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)`), nil},
	{PersonalBirth, 6, regexp.MustCompile(`(?i)(?:sinh ngày|ngày sinh|ngày, tháng, năm sinh|sinh năm|born on|date of birth)[:\s]*(?:ngày\s*)?((?:\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*(?:19|20)\d\d)|(?:\d{1,2} tháng \d{1,2} năm (?:19|20)\d\d))`), nil},
	{PersonalAccount, 7, regexp.MustCompile(`(?i)(?:số tài khoản|tài khoản(?: số)?|stk|số tk|account (?:no|number))[.:\s]*((?:\d[ .-]?){6,18}\d)`), nil},
	{PersonalID, 9, regexp.MustCompile(`(?i)(?:cmnd|cmtnd|chứng minh (?:nhân dân|thư)|căn cước(?: công dân)?|cccd)(?: số)?[.:\s]*((?:\d[ .]?){8,11}\d)`), func(d string) bool { return len(d) == 9 || len(d) == 12 }},
	{PersonalID, 12, regexp.MustCompile(`(?:^|[^\d.,/-])(0\d{11})(?:$|[^\d/-])`), province},
	{PersonalPhone, 10, regexp.MustCompile(`(?:^|[^\d.,/-])((?:\+?84|0)[ .-]?[35789](?:[ .-]?\d){8})(?:$|[^\d/-])`), nil},
}

// province reports whether twelve digits begin as the number of a citizen does:
// with the code of a province, a century and sex, a year of birth.
func province(d string) bool {
	n, err := strconv.Atoi(d[:3])
	return err == nil && n >= 1 && n <= 96 && d[3] <= '3'
}

// PersonalData finds in a line what looks like data about a person.
func PersonalData(line string) []Personal {
	var found []Personal
	digits, at := len(digitsOf(line)), strings.Contains(line, "@")
	for _, p := range personal {
		if digits < p.least || p.kind == PersonalMail && !at {
			continue
		}
		for _, at := range p.form.FindAllStringSubmatchIndex(line, -1) {
			text := line[at[2]:at[3]]
			if p.is != nil && !p.is(digitsOf(text)) {
				continue
			}
			one := Personal{p.kind, utf8.RuneCountInString(line[:at[2]]), utf8.RuneCountInString(line[:at[3]]), text}
			taken := false
			for _, f := range found {
				taken = taken || one.Start < f.End && f.Start < one.End
			}
			if !taken {
				found = append(found, one)
			}
		}
	}
	return found
}

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
