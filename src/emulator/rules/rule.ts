import { type CloudFrontFault, fault } from '../wire/handlers.ts'

/** Something that CloudFront refuses, and the error it answers with. */
export interface Rule<T> {
  readonly code: string
  readonly message: string | ((subject: T) => string)
  readonly brokenBy: (subject: T) => boolean
}

/** Throws the fault of the first broken rule; CloudFront's own order is not documented. */
export function checkRules<T>(subject: T, rules: readonly Rule<T>[]): void {
  const broken = rules.find(rule => rule.brokenBy(subject))
  if (broken) throw faultOf(broken, subject)
}

function faultOf<T>({ code, message }: Rule<T>, subject: T): CloudFrontFault {
  return fault(code, typeof message === 'string' ? message : message(subject))
}

/** The items that occur more than once, each once. */
export function repeated(items: readonly string[]): string[] {
  return [...new Set(items.filter((item, index) => items.indexOf(item) !== index))]
}

export function isWithin(value: number | undefined, least: number, most: number): boolean {
  return value === undefined || (Number.isInteger(value) && value >= least && value <= most)
}
