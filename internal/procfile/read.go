package procfile

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"congbo/internal/content"
	"congbo/internal/flow"
	"congbo/internal/locale"
	"congbo/internal/people"
)

// procedure reads the whole file.
func (r *reader) procedure(n *yaml.Node) *flow.Procedure {
	p := &flow.Procedure{Version: 1, Subject: flow.SubjectRequest}
	r.fields(n, "", map[string]field{
		"id": text(r, &p.ID), "version": r.number(&p.Version), "title": r.title(&p.Title), "subject": text(r, &p.Subject),
		"clause": text(r, &p.Clause), "paper": r.paper(&p.Paper),
		"within": r.limit(&p.Within), "remind": r.reminders(&p.Remind), "overdue": r.alarms(&p.Overdue),
		"receipt": text(r, &p.Receipt), "commission": text(r, &p.Commission), "force": r.roles(&p.Force), "escalate": r.roles(&p.Escalate), "lies": text(r, &p.Lies),
		"additions": words(r, &p.Additions),
		"criteria": func(n *yaml.Node, way string) {
			r.list(n, way, func(n *yaml.Node, way string) {
				var c flow.Criterion
				r.fields(n, way, map[string]field{"id": text(r, &c.ID), "title": r.title(&c.Title), "aspect": text(r, &c.Aspect)})
				p.Criteria = append(p.Criteria, c)
			})
		},
		"roles": func(n *yaml.Node, way string) {
			r.list(n, way, func(n *yaml.Node, way string) {
				var d flow.DeclaredRole
				r.fields(n, way, map[string]field{"id": text(r, &d.ID), "title": r.title(&d.Title)})
				p.Roles = append(p.Roles, d)
			})
		},
		"steps": func(n *yaml.Node, way string) {
			r.list(n, way, func(n *yaml.Node, way string) { p.Steps = append(p.Steps, r.step(n, way)) })
		},
	})
	return p
}

func (r *reader) paper(p *flow.Paper) field {
	signatory := func(s *flow.Signatory) field {
		return func(n *yaml.Node, way string) {
			r.fields(n, way, map[string]field{"title": r.title(&s.Title), "name": text(r, &s.Name)})
		}
	}
	return func(n *yaml.Node, way string) {
		r.fields(n, way, map[string]field{
			"code": text(r, &p.Code), "issue": r.number(&p.Issue), "effective": text(r, &p.Effective),
			"purpose": r.title(&p.Purpose), "scope": r.title(&p.Scope),
			"drafter": signatory(&p.Drafter), "reviewer": signatory(&p.Reviewer), "approver": signatory(&p.Approver),
			"decision": func(n *yaml.Node, way string) {
				d := &p.Decision
				r.fields(n, way, map[string]field{"number": text(r, &d.Number), "date": text(r, &d.Date), "signer": text(r, &d.Signer)})
			},
			"abbreviations": func(n *yaml.Node, way string) {
				r.list(n, way, func(n *yaml.Node, way string) {
					var a flow.Abbreviation
					r.fields(n, way, map[string]field{"short": text(r, &a.Short), "long": r.title(&a.Long)})
					p.Abbreviations = append(p.Abbreviations, a)
				})
			},
			"forms": func(n *yaml.Node, way string) {
				r.list(n, way, func(n *yaml.Node, way string) {
					var f flow.Form
					r.fields(n, way, map[string]field{
						"code": text(r, &f.Code), "title": r.title(&f.Title), "retention": text(r, &f.Retention), "place": r.title(&f.Place),
						"case": r.flag(&f.Case), "addition": r.flag(&f.Addition),
					})
					p.Forms = append(p.Forms, f)
				})
			},
		})
	}
}

func (r *reader) step(n *yaml.Node, way string) flow.Step {
	var s flow.Step
	r.fields(n, way, map[string]field{
		"id": text(r, &s.ID), "title": r.title(&s.Title), "clause": text(r, &s.Clause),
		"by": r.roles(&s.By), "or": text(r, &s.Or), "else": r.roles(&s.Else), "answerable": text(r, &s.Answerable),
		"edit": r.roles(&s.Edit), "as": text(r, &s.As), "except": words(r, &s.Except),
		"within": r.limit(&s.Within), "remind": r.reminders(&s.Remind), "overdue": r.alarms(&s.Overdue),
		"stale": r.alarms(&s.Stale), "forms": words(r, &s.Forms), "verdicts": r.verdicts(&s.Verdicts), "checklist": r.checklist(&s.Checklist),
		"consult": r.consult(&s.Consult), "batch": r.batch(&s.Batch), "pause": r.flag(&s.Pause), "skip": r.skip(&s.Skip), "silence": r.silence(&s.Silence),
		"end": text(r, &s.End), "addition": r.flag(&s.Addition), "additions": words(r, &s.Additions),
		"moves": func(n *yaml.Node, way string) {
			r.list(n, way, func(n *yaml.Node, way string) { s.Moves = append(s.Moves, r.move(n, way)) })
		},
	})
	return s
}

func (r *reader) move(n *yaml.Node, way string) flow.Move {
	var m flow.Move
	r.fields(n, way, map[string]field{
		"id": text(r, &m.ID), "to": text(r, &m.To), "label": r.title(&m.Label), "minutes": r.title(&m.Minutes),
		"clause": text(r, &m.Clause), "by": r.roles(&m.By), "except": words(r, &m.Except), "when": r.predicates(&m.When),
		"letter": text(r, &m.Letter), "does": words(r, &m.Does), "wants": words(r, &m.Wants), "until": r.calendarDays(&m.Until),
		"addition": r.flag(&m.Addition), "additions": words(r, &m.Additions),
		"reason": func(n *yaml.Node, way string) {
			s, ok := r.scalar(n, way)
			reason, known := map[string]flow.Reason{
				"required": flow.ReasonRequired, "optional": flow.ReasonOptional, "none": flow.NoReason,
			}[s]
			if ok && !known {
				r.wrong(n, "procfile.reason", shown(s))
			}
			m.Reason = reason
		},
	})
	return m
}

func (r *reader) predicates(to *[]flow.Predicate) field {
	return func(n *yaml.Node, way string) {
		r.list(n, way, func(n *yaml.Node, way string) {
			if s, ok := r.scalar(n, way); ok {
				*to = append(*to, flow.ParsePredicate(s))
			}
		})
	}
}

// reminders reads "50%" and "1h before".
func (r *reader) reminders(to *[]flow.Reminder) field {
	return func(n *yaml.Node, way string) {
		r.list(n, way, func(n *yaml.Node, way string) {
			s, ok := r.scalar(n, way)
			if !ok {
				return
			}
			var m flow.Reminder
			if percent, is := strings.CutSuffix(s, "%"); is {
				v, err := strconv.Atoi(strings.TrimSpace(percent))
				if err != nil || v < 1 || v > 99 {
					r.wrong(n, "procfile.reminder")
					return
				}
				m.Percent = v
			} else if before, is := strings.CutSuffix(s, " before"); is {
				if m.Before = r.parseLimit(n, before); m.Before.IsZero() {
					return
				}
			} else {
				r.wrong(n, "procfile.reminder")
				return
			}
			*to = append(*to, m)
		})
	}
}

// alarms reads a list of {after, notify}; a role alone is told at once.
func (r *reader) alarms(to *[]flow.Alarm) field {
	return func(n *yaml.Node, way string) {
		r.list(n, way, func(n *yaml.Node, way string) {
			var a flow.Alarm
			if n.Kind == yaml.ScalarNode {
				r.roles(&a.Notify)(n, way+"/notify")
			} else {
				r.fields(n, way, map[string]field{"after": r.limit(&a.After), "notify": r.roles(&a.Notify)})
			}
			*to = append(*to, a)
		})
	}
}

// verdicts reads {content: {by: […], need: 1}}, {content: head} or [content].
func (r *reader) verdicts(to *[]flow.VerdictRule) field {
	return func(n *yaml.Node, way string) {
		r.at(way, n)
		if n.Kind != yaml.MappingNode {
			r.list(n, way, func(n *yaml.Node, way string) {
				if s, ok := r.scalar(n, way); ok {
					r.at(way[:strings.LastIndexByte(way, '/')+1]+s, n)
					*to = append(*to, flow.VerdictRule{Aspect: content.Aspect(s), Need: 1})
				}
			})
			return
		}
		if len(n.Content) > 2*maxList {
			r.wrong(n, "procfile.too_many", maxList)
			return
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			k, v := n.Content[i], n.Content[i+1]
			rule := flow.VerdictRule{Aspect: content.Aspect(k.Value), Need: 1}
			sub := way + "/" + k.Value
			switch {
			case null(v):
			case v.Kind == yaml.MappingNode:
				r.fields(v, sub, map[string]field{"by": r.roles(&rule.By), "need": r.number(&rule.Need)})
			default:
				r.roles(&rule.By)(v, sub+"/by")
			}
			r.at(sub, k)
			*to = append(*to, rule)
		}
	}
}

// checklist reads {required, recommended}; a list alone is required.
func (r *reader) checklist(to *flow.Checklist) field {
	return func(n *yaml.Node, way string) {
		if n.Kind != yaml.MappingNode {
			words(r, &to.Required)(n, way+"/required")
			return
		}
		r.fields(n, way, map[string]field{"required": words(r, &to.Required), "recommended": words(r, &to.Recommended)})
	}
}

// consult reads a role, or all there is to say of asking a higher authority.
func (r *reader) consult(to **flow.Consult) field {
	return func(n *yaml.Node, way string) {
		c := &flow.Consult{Letter: flow.LetterOpinion}
		*to = c
		if n.Kind != yaml.MappingNode {
			r.roles(&c.Of)(n, way+"/of")
			return
		}
		r.fields(n, way, map[string]field{
			"of": r.roles(&c.Of), "through": r.roles(&c.Through), "clause": text(r, &c.Clause), "within": r.limit(&c.Within),
			"remind": r.reminders(&c.Remind), "overdue": r.alarms(&c.Overdue), "letter": text(r, &c.Letter),
		})
	}
}

// batch reads how a step hands its cases over together.
func (r *reader) batch(to **flow.Batching) field {
	return func(n *yaml.Node, way string) {
		b := &flow.Batching{}
		*to = b
		r.fields(n, way, map[string]field{
			"move": text(r, &b.Move), "rhythm": r.rhythm(&b.Rhythm), "late": r.roles(&b.Late),
			"kinds": func(n *yaml.Node, way string) {
				r.list(n, way, func(n *yaml.Node, way string) {
					var k flow.KindRhythm
					r.fields(n, way, map[string]field{"of": words(r, &k.Of), "rhythm": r.rhythm(&k.Rhythm)})
					b.Kinds = append(b.Kinds, k)
				})
			},
		})
	}
}

func (r *reader) skip(to **flow.Skip) field {
	return func(n *yaml.Node, way string) {
		*to = &flow.Skip{}
		r.fields(n, way, map[string]field{"when": r.predicates(&(*to).When), "to": text(r, &(*to).To)})
	}
}

func (r *reader) silence(to **flow.Silence) field {
	return func(n *yaml.Node, way string) {
		*to = &flow.Silence{}
		r.fields(n, way, map[string]field{"after": r.limit(&(*to).After), "move": text(r, &(*to).Move)})
	}
}

// complete fills in what a file may leave out: the titles of steps and moves
// that every office has, and the ends that moves lead to.
func (r *reader) complete(p *flow.Procedure) {
	usual := func(to *locale.Text, key string) {
		if *to == (locale.Text{}) && locale.Has(locale.VI, key) {
			*to = locale.Text{VI: locale.T(locale.VI, key), EN: locale.T(locale.EN, key)}
		}
	}
	targets := func(s *flow.Step) []flow.StepID {
		var ids []flow.StepID
		for _, m := range s.Moves {
			ids = append(ids, m.To)
		}
		if s.Skip != nil {
			ids = append(ids, s.Skip.To)
		}
		return ids
	}
	r.steps = len(p.Steps)
	for i := 0; i < len(p.Steps); i++ { // grows by the ends it finds
		for _, id := range targets(&p.Steps[i]) {
			for _, end := range flow.Outcomes {
				if string(id) == string(end) && p.Step(id) == nil {
					p.Steps = append(p.Steps, flow.Step{ID: id, End: end})
				}
			}
		}
	}
	for i := range p.Steps {
		s := &p.Steps[i]
		usual(&s.Title, "flow.step."+string(s.ID))
		for j := range s.Moves {
			usual(&s.Moves[j].Label, "flow.move."+string(s.Moves[j].ID))
		}
	}
	for i := range p.Steps {
		s := &p.Steps[i]
		for j := range s.Moves {
			if m := &s.Moves[j]; m.Label == (locale.Text{}) {
				if to := p.Step(m.To); to != nil {
					m.Label = locale.Text{VI: locale.T(locale.VI, "flow.move_to", to.Title), EN: locale.T(locale.EN, "flow.move_to", to.Title)}
				} else {
					usual(&m.Label, "flow.move_"+string(m.To)) // back
				}
			}
		}
		if s.End == "" && len(s.By) == 0 && s.Or != "" {
			s.By, s.Or = []people.Role{s.Or}, ""
		}
	}
}
