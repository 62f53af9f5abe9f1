import { appendFileSync } from 'node:fs'
import { expect, onTestFinished } from 'vitest'

/** What no line of a log may hold, whatever the test is about. */
const SECRETS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['a token of Frontage', /frt_[0-9A-Za-z]{16,}/],
  ['credentials of a request', /\b(?:Bearer|Basic)\s+[0-9A-Za-z._~+/-]{16,}=*/i],
  ['a JWT', /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\./],
  ['an access key of AWS', /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
  ['a password in a URL', /:\/\/[^/\s:@"'\\]+:[^/\s@"'\\]+@/]
]

let scanned = 0

/** Says how much was scanned, to a file that `SECRET_SCAN_COUNT` names. */
const count = process.env.SECRET_SCAN_COUNT
if (count !== undefined) process.once('exit', () => appendFileSync(count, `${scanned}\n`))

export function secretsIn(text: string): string[] {
  return SECRETS.filter(([, pattern]) => pattern.test(text)).map(([name]) => name)
}

/** Scans what a service of the running test logs: the test fails if there is a secret in it. */
export function scanLogs(): (text: string) => void {
  const found: string[] = []
  onTestFinished(() => expect(found, 'secrets in the log').toEqual([]))
  return text => {
    scanned += 1
    const names = secretsIn(text)
    if (names.length > 0) found.push(`${names.join(', ')}: ${text.slice(0, 500)}`)
  }
}
