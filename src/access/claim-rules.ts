import { type Grant } from './grant.ts'

type Claim = string | number | boolean

/** What an issuer's tokens with these claims may do. */
export interface ClaimRule {
  /** Each claim must equal one of these, or match one of them; a `*` stands for any text. */
  readonly when: Readonly<Record<string, Claim | readonly Claim[]>>
  readonly grant: Grant
}

/** The first rule whose claims a token has; undefined if there is none. */
export function ruleFor(rules: readonly ClaimRule[], claims: Readonly<Record<string, unknown>>): ClaimRule | undefined {
  return rules.find(({ when }) => Object.entries(when).every(([name, wanted]) => hasClaim(claims, name, wanted)))
}

function hasClaim(claims: Readonly<Record<string, unknown>>, name: string, wanted: Claim | readonly Claim[]): boolean {
  const found: readonly unknown[] = Object.hasOwn(claims, name) ? [claims[name]].flat() : []
  return found.some(value => isClaim(value) && [wanted].flat().some(pattern => fits(String(value), String(pattern))))
}

function isClaim(value: unknown): value is Claim {
  return ['string', 'number', 'boolean'].includes(typeof value)
}

/** Not a regular expression, whose running time a token could control: it backtracks to the last star only. */
function fits(text: string, pattern: string): boolean {
  let [at, next] = [0, 0]
  let star = -1
  let resume = 0
  while (at < text.length) {
    if (pattern[next] === '*') {
      star = next
      resume = at
      next += 1
    } else if (pattern[next] === text[at]) {
      at += 1
      next += 1
    } else if (star >= 0) {
      resume += 1
      at = resume
      next = star + 1
    } else return false
  }
  return pattern.slice(next).replaceAll('*', '') === ''
}
