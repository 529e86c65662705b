package desk

import (
	"congbo/internal/editorial"
)

// takeLetter is the choice of the letter among the files that came with it.
const takeLetter = "letter"

// takeFrom are the texts that a document can be made of, where a file is among
// them: the first is what is taken if nobody chooses.
func (b *book) takeFrom() []Choice {
	files := editorial.Sources(b.Attachments)
	if len(files) == 0 {
		return nil
	}
	letter := Choice{Value: takeLetter, Label: b.t("desk.take_letter")}
	var list []Choice
	if !editorial.IsText(files[0]) {
		list = append(list, letter)
	}
	for _, f := range files {
		list = append(list, Choice{Value: id(f.ID), Label: f.Name})
	}
	if editorial.IsText(files[0]) {
		list = append(list, letter)
	}
	list[0].On = true
	return list
}
