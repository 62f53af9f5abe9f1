import { checkRules, type Rule } from './rule.ts'

const BATCH_PATHS_MAX = 3000
const PATH_LENGTH_MAX = 4000
/**
 * As in a URL: ASCII without blanks, and a percent sign only before two hexadecimal digits. A tilde is refused, but
 * accepted as %7E (aws/aws-sdk #525).
 */
const URL_PATH = /^\/([!-$&-}]|%[0-9A-Fa-f]{2})*$/
/** A cache tag: visible ASCII without a comma, and no wildcard (Developer Guide, "Invalidate by tags"). */
const TAG = /^#[!-)+\-.-~]{1,256}$/

interface Subject {
  readonly paths: readonly string[]
  readonly callerReference: string
  /** Whether the distribution reads cache tags. */
  readonly tags: boolean
}

/** An asterisk is a wildcard as the last character only (Developer Guide, "Invalidate files"). */
export function isWildcard(path: string): boolean {
  return path.endsWith('*')
}

const rules: readonly Rule<Subject>[] = [
  {
    code: 'InvalidArgument',
    message: 'The parameter CallerReference must not be empty.',
    brokenBy: ({ callerReference }) => callerReference === ''
  },
  {
    code: 'InvalidArgument',
    message: 'Your request contains no invalidation paths.',
    brokenBy: ({ paths }) => paths.length === 0
  },
  {
    // The limit is not documented; more paths would not fit into the default quota.
    code: 'BatchTooLarge',
    message: `An invalidation batch has at most ${BATCH_PATHS_MAX} paths.`,
    brokenBy: ({ paths }) => paths.length > BATCH_PATHS_MAX
  },
  {
    // rust-lang/promote-release #94
    code: 'InvalidArgument',
    message: 'Your request contains one or more invalid invalidation paths.',
    brokenBy: ({ paths, tags }) => !paths.every(path => (tags && TAG.test(path)) || isPath(path))
  }
]

export function checkPaths(
  paths: readonly string[],
  { tags, callerReference }: { tags: boolean; callerReference: string }
): void {
  checkRules({ paths, tags, callerReference }, rules)
}

function isPath(path: string): boolean {
  return path.length <= PATH_LENGTH_MAX && URL_PATH.test(path)
}
