// The names by which signs are typed in a formula, as TeX has them.

const letters = `alpha α beta β gamma γ delta δ epsilon ε zeta ζ eta η theta θ iota ι kappa κ lambda λ mu μ nu ν xi ξ pi π rho ρ
sigma σ tau τ upsilon υ phi φ chi χ psi ψ omega ω varepsilon ϵ vartheta ϑ varphi ϕ Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π
Sigma Σ Phi Φ Psi Ψ Omega Ω infty ∞ emptyset ∅ partial ∂ nabla ∇ ell ℓ hbar ℏ degree ° circ ∘ dots … ldots … cdots ⋯ vdots ⋮ ddots ⋱
N ℕ Z ℤ Q ℚ R ℝ C ℂ triangle △ angle ∠`

const operators = `pm ± mp ∓ times × cdot · div ÷ ast ∗ le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ approx ≈ equiv ≡ sim ∼ propto ∝ in ∈ notin ∉
subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇ cup ∪ cap ∩ setminus ∖ to → rightarrow → leftarrow ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐
Leftrightarrow ⇔ iff ⇔ implies ⇒ mapsto ↦ forall ∀ exists ∃ land ∧ lor ∨ neg ¬ perp ⊥ parallel ∥ mid ∣ ll ≪ gg ≫ prime ′ colon :`

const pairs = (text) => {
  const words = text.split(/\s+/)
  return Object.fromEntries(words.flatMap((name, i) => (i % 2 ? [] : [[name, words[i + 1]]])))
}

// named says which element a name makes, and what stands in it.
export const named = new Map([
  ...Object.entries(pairs(letters)).map(([name, text]) => [name, { tag: 'mi', text }]),
  ...Object.entries(pairs(operators)).map(([name, text]) => [name, { tag: 'mo', text }]),
])

// Signs that are typed as on any keyboard.
export const typed = { '-': '−', '*': '∗', '<=': '≤', '>=': '≥', '!=': '≠', '->': '→', '=>': '⇒', '+-': '±', "'": '′' }

export const functions = new Set('sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh log ln lg exp det dim deg gcd ker arg'.split(' '))

// Operators whose limits stand below and above.
export const limits = { sum: '∑', prod: '∏', bigcup: '⋃', bigcap: '⋂', lim: 'lim', max: 'max', min: 'min', sup: 'sup', inf: 'inf' }

export const integrals = { int: '∫', iint: '∬', iiint: '∭', oint: '∮' }

// Signs above and below an expression.
export const over = { hat: '^', vec: '→', bar: '¯', overline: '¯', dot: '˙', ddot: '¨', tilde: '~', widehat: '^', overbrace: '⏞' }
export const under = { underline: '_', underbrace: '⏟' }

export const spaces = { ',': '0.167em', ':': '0.222em', ';': '0.278em', ' ': '0.333em', quad: '1em', qquad: '2em' }

export const fences = { matrix: ['', ''], pmatrix: ['(', ')'], bmatrix: ['[', ']'], vmatrix: ['|', '|'], cases: ['{', ''] }
