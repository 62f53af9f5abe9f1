import { type Subject } from '../families/row.ts'
import { type QuotaName } from '../quotas.ts'
import { nameRule } from './name.ts'
import { type Rule } from './rule.ts'

interface Named {
  readonly Name: string
  readonly Comment?: string | undefined
}

/** API reference: the maximum length of a comment. */
export const commentRule: Rule<Subject<{ readonly Comment?: string | undefined }>> = {
  code: 'InvalidArgument',
  message: 'The parameter Comment has at most 128 characters.',
  brokenBy: ({ config }) => (config.Comment ?? '').length > 128
}

/** The names that the AWS CDK accepts (aws-cdk-lib, cache-policy.ts). */
export const nameRules: readonly Rule<Subject<Named>>[] = [nameRule(128), commentRule]

/** A selection of headers, cookies or query strings, with the name that errors use for its kind. */
export interface Selection {
  readonly kind: 'Header' | 'Cookie' | 'QueryString'
  readonly behavior: string | undefined
  readonly names: readonly string[] | undefined
}

const WITH_NAMES = new Set(['whitelist', 'allExcept', 'allViewerAndWhitelistCloudFront'])

/**
 * Only behaviors that refer to names have any (API reference, CachePolicyHeadersConfig and its siblings). The names of one kind
 * have at most 1,024 characters in total (Developer Guide, quotas).
 */
export function selectionRules<Config>(
  selectionsOf: (config: Config) => readonly Selection[]
): readonly Rule<Subject<Config>>[] {
  const some = (subject: Subject<Config>, wrong: (selection: Selection) => boolean) =>
    selectionsOf(subject.config).some(wrong)
  return [
    {
      code: 'InvalidArgument',
      message: 'Names must be given for whitelist and allExcept, and for no other behavior.',
      brokenBy: subject =>
        some(subject, ({ behavior, names = [] }) => WITH_NAMES.has(behavior ?? '') !== names.length > 0)
    },
    {
      code: 'InvalidArgument',
      message: 'The names of headers, cookies or query strings have at most 1024 characters in total.',
      brokenBy: subject => some(subject, ({ names = [] }) => names.join('').length > 1024)
    }
  ]
}

/** How many names of each kind a policy may have, by the account's quotas. */
export function selectionQuotas<Config>(
  selectionsOf: (config: Config) => readonly Selection[],
  family: 'CachePolicy' | 'OriginRequestPolicy'
): readonly Rule<Subject<Config>>[] {
  return (['Header', 'Cookie', 'QueryString'] as const).map(kind => {
    const [first = '', ...rest] = kind
    const quota: QuotaName = `${first.toLowerCase()}${rest.join('')}sPer${family}` as QuotaName
    return {
      code: `TooMany${kind}sIn${family}`,
      message: `The number of ${kind}s in the policy exceeds the maximum allowed.`,
      brokenBy: ({ config, account }) =>
        selectionsOf(config).some(each => each.kind === kind && (each.names ?? []).length > account.quotas()[quota])
    }
  })
}
