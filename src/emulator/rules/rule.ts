import { type CloudFrontFault, fault } from '../wire/handlers.ts'

/** One thing that CloudFront refuses, and what it answers then. */
export interface Rule<T> {
  readonly code: string
  readonly message: string | ((subject: T) => string)
  readonly brokenBy: (subject: T) => boolean
}

/** Throws the fault of the first rule that the subject breaks; CloudFront's own order is not documented. */
export function checkRules<T>(subject: T, rules: readonly Rule<T>[]): void {
  const broken = rules.find(rule => rule.brokenBy(subject))
  if (broken) throw faultOf(broken, subject)
}

function faultOf<T>({ code, message }: Rule<T>, subject: T): CloudFrontFault {
  return fault(code, typeof message === 'string' ? message : message(subject))
}

/** The items that come up more than once, each named once. */
export function repeated(items: readonly string[]): string[] {
  return [...new Set(items.filter((item, index) => items.indexOf(item) !== index))]
}

export function isWithin(value: number | undefined, least: number, most: number): boolean {
  return value === undefined || (Number.isInteger(value) && value >= least && value <= most)
}
