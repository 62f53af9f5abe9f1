import Type, { type Static } from 'typebox'
import { type StructureShape } from '../../cloudfront/model/shapes.ts'
import { type Format, formatted } from './config-formats.ts'
import { diff } from './diff.ts'

/** A change as `diff` returns it. */
export const ChangeJson = Type.Object(
  {
    op: Type.Enum(['add', 'remove', 'replace'], { type: 'string', description: 'What is done to the member.' }),
    path: Type.String({ description: 'JSON pointer (RFC 6901) to the member.' }),
    value: Type.Optional(Type.Unknown({ description: 'The new value, unless it is removed.' })),
    oldValue: Type.Optional(Type.Unknown({ description: 'The previous value, unless it is added.' }))
  },
  {
    'x-component': 'Change',
    'x-component-description': 'An operation of a JSON patch (RFC 6902), with the old value in addition.'
  }
)

/** The members of a dry run's answer, for every write. */
export const changeMembers = {
  dryRun: Type.Literal(true, { description: 'Nothing was changed.' }),
  valid: Type.Literal(true, {
    description:
      'Fails with the same problems as the write itself, except for those that CloudFront alone can find, such as an alias of another distribution.'
  }),
  etag: Type.Optional(Type.String({ description: 'The version that would be changed; absent if there is none yet.' })),
  diff: Type.Array(ChangeJson, {
    description: 'The changes in order, as a JSON patch (RFC 6902) with the old values in addition.'
  })
}

/** The same for every kind of configuration. */
export const dryRunMembers = {
  ...changeMembers,
  config: Type.Object(
    {},
    {
      additionalProperties: true,
      description: 'The whole configuration, tags or limits as they would be afterwards.'
    }
  )
}

/** The query of a write that supports dry runs. */
export const DryRunQuery = Type.Object(
  {
    dryRun: Type.Optional(
      Type.Boolean({ description: 'Checks everything, answers 200 with what would change, and changes nothing.' })
    )
  },
  { additionalProperties: false }
)
export type DryRunQuery = Static<typeof DryRunQuery>

export const ConfigDryRun = Type.Object(dryRunMembers, {
  'x-component': 'ConfigDryRun',
  'x-component-description': 'What a write would do.'
})
export type ConfigDryRun = Static<typeof ConfigDryRun>

/** What a write would do; `before` and `etag` are absent for what does not exist yet. */
export interface ConfigOutcome<Config> {
  readonly before?: Config
  readonly after: Config
  readonly etag?: string
}

export function toConfigDryRun<Config extends object>(
  shape: StructureShape,
  { before, after, etag }: ConfigOutcome<Config>,
  format: Format
): ConfigDryRun {
  // A configuration is an object in both formats.
  const inFormat = (config: Config) => formatted(shape, config, format) as object
  return toDryRun({
    ...(before && { before: inFormat(before) }),
    after: inFormat(after),
    ...(etag !== undefined && { etag })
  })
}

/** The same for JSON as callers read and write it. */
export function toDryRun({ before = {}, after, etag }: ConfigOutcome<object>): ConfigDryRun {
  return {
    dryRun: true,
    valid: true,
    ...(etag !== undefined && { etag }),
    diff: diff(before, after),
    config: after
  }
}
