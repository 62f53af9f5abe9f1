import { type DistributionConfig } from '@aws-sdk/client-cloudfront'
import Type, { type Static } from 'typebox'
import { type Format, inFormat } from '../editing/config-formats.ts'
import { diff } from '../editing/diff.ts'
import { findingsOf } from './findings/index.ts'
import { findingList } from './findings/schemas.ts'
import { NEW_ACCESS_CONTROL } from './origin-access.ts'

export const StrictQuery = Type.Object(
  {
    strict: Type.Optional(
      Type.Boolean({
        description:
          'Severe findings refuse the write (422), also those that the version before it has already. Nothing is changed then. ' +
          'Where the operator has set STRICT_FINDINGS, every write is refused for severe findings that it brings or that are in what it changes, whatever this says.'
      })
    )
  },
  { additionalProperties: false }
)
export type StrictQuery = Static<typeof StrictQuery>

export const WriteQuery = Type.Object(
  {
    dryRun: Type.Optional(
      Type.Boolean({ description: 'Checks everything, answers 200 with what would change, and changes nothing.' })
    ),
    ...StrictQuery.properties
  },
  { additionalProperties: false }
)
export type WriteQuery = Static<typeof WriteQuery>

const anything = { description: 'Any JSON value.' }

export const DryRun = Type.Object(
  {
    dryRun: Type.Literal(true),
    valid: Type.Literal(true, {
      description: 'What is not valid is answered with the same problem as the write itself.'
    }),
    etag: Type.Optional(
      Type.String({ description: 'The version that would be changed; absent where there is none yet.' })
    ),
    diff: Type.Array(
      Type.Object({
        op: Type.Enum(['add', 'remove', 'replace'], { type: 'string' }),
        path: Type.String({ description: 'JSON pointer (RFC 6901) into the configuration.' }),
        value: Type.Optional(Type.Unknown(anything)),
        oldValue: Type.Optional(Type.Unknown(anything))
      }),
      { description: 'The changes in order, as a JSON patch (RFC 6902) with the old values beside the new ones.' }
    ),
    config: Type.Object(
      {},
      {
        additionalProperties: true,
        description: `The whole configuration as it would be sent to CloudFront. An origin access control that the write would make first is shown as ${NEW_ACCESS_CONTROL}.`
      }
    ),
    movesFrom: Type.Optional(
      Type.String({ description: 'The distribution of this account that has the alias, and would lose it.' })
    ),
    findings: findingList
  },
  { 'x-component': 'DryRun', 'x-component-description': 'What a write would do.' }
)
export type DryRun = Static<typeof DryRun>

/** What a write would do; `before` and `etag` are absent for what does not exist yet. Never changes anything. */
export interface DryRunOutcome {
  readonly before?: DistributionConfig
  readonly after: DistributionConfig
  readonly etag?: string
  /** The distribution that would lose the alias. */
  readonly movesFrom?: string | undefined
}

export function toDryRun({ before, after, etag, movesFrom }: DryRunOutcome, format: Format): DryRun {
  const config = inFormat(after, format)
  return {
    dryRun: true,
    valid: true,
    ...(etag !== undefined && { etag }),
    diff: diff(before ? inFormat(before, format) : {}, config),
    // A configuration is an object in both forms.
    config: config as DryRun['config'],
    ...(movesFrom !== undefined && { movesFrom }),
    findings: findingsOf(after, format)
  }
}
