import { type DistributionConfig } from '@aws-sdk/client-cloudfront'
import Type, { type Static } from 'typebox'
import { structure } from '../../cloudfront/model/shapes.ts'
import { type Format } from '../editing/config-formats.ts'
import { type ConfigOutcome, dryRunMembers, toConfigDryRun } from '../editing/dry-run.ts'
import { findingsOf } from './findings/index.ts'
import { findingList } from './findings/schemas.ts'
import { NEW_ACCESS_CONTROL } from './origin-access.ts'

export const StrictQuery = Type.Object(
  {
    strict: Type.Optional(
      Type.Boolean({
        description:
          'Refuses the write (422) if the result has severe findings, including those that the current version already ' +
          'has. If the operator has set STRICT_FINDINGS, every write is refused for severe findings that it introduces or ' +
          'that are in the parts it changes, regardless of this parameter.'
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

export const DryRun = Type.Object(
  {
    ...dryRunMembers,
    config: Type.Object(
      {},
      {
        additionalProperties: true,
        description:
          'The whole configuration as it would be sent to CloudFront. An origin access control that the write would create ' +
          `first is shown as ${NEW_ACCESS_CONTROL}.`
      }
    ),
    movesFrom: Type.Optional(
      Type.String({ description: 'The distribution of the same account that has the alias, and would lose it.' })
    ),
    findings: findingList
  },
  { 'x-component': 'DryRun', 'x-component-description': 'What a write would do.' }
)
export type DryRun = Static<typeof DryRun>

/** What a write would do. Never changes anything. */
export interface DryRunOutcome extends ConfigOutcome<DistributionConfig> {
  /** The distribution that would lose the alias. */
  readonly movesFrom?: string | undefined
}

const shape = structure('DistributionConfig')

export function toDryRun({ movesFrom, ...outcome }: DryRunOutcome, format: Format): DryRun {
  return {
    ...toConfigDryRun(shape, outcome, format),
    ...(movesFrom !== undefined && { movesFrom }),
    findings: findingsOf(outcome.after, format)
  }
}
