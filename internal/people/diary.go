package people

import "congbo/internal/fault"

// rank orders those who have people under them. Roles that are not listed have
// nobody.
var rank = map[Role]int{
	UnitDeputy: 1,
	UnitHead:   2, CommunicationsHead: 2, Deputy: 2,
	Head: 3, DeputyDirector: 3,
	Leadership: 4,
	Director:   5,
}

// SignsDiary returns the role, with whom it is lent by, in which who may confirm
// the diary of a person who works in the scope: what [SignDiary] allows there,
// never one's own, never by what the person has lent, and in a rank
// above theirs, so that no deputy confirms the day of the head. Otherwise it
// fails with fault.Denied. The standing must have the appointments of the whole
// institution.
func SignsDiary(who Standing, of PersonID, in Scope) (Holding, error) {
	if err := May(who, SignDiary, in); err != nil {
		return Holding{}, err
	}
	if who.Person == of {
		return Holding{}, fault.New(fault.Denied, "people.diary_own")
	}
	theirs := 0
	for _, a := range who.Appointments {
		if a.Person == of && a.Holds(who.At) {
			theirs = max(theirs, rank[a.Role])
		}
	}
	p, _ := permission(SignDiary)
	for _, h := range who.allowing(p, in) {
		if h.For != of && rank[h.Role] > theirs {
			return h, nil
		}
	}
	return Holding{}, fault.New(fault.Denied, "people.diary_above")
}
