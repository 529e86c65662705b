// Package search finds texts by their words: Vietnamese with or without accents,
// in either placement of the tone mark, phrases, numbers of documents however
// they are spelled, and the filters that readers set beside them.
//
// It is arithmetic on values, and knows neither database nor clock. A text
// becomes [Keys]: one for each of its words folded, its words as spelled, the
// words of its title, any two words that stand side by side, and what filters
// ask for. Up to [Docs] texts make a [Bucket], in which a key is a row of bits;
// whether a text matches, and how well, is told by putting such rows together.
// So the commonest words cost what rare ones do, every match is counted, and
// both databases give the same answer: they only keep the buckets (package
// store).
package search
