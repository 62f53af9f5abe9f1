import Type, { type Static } from 'typebox'
import { OUTCOMES } from '../../audit/record.ts'
import { ChangeJson } from '../../configuration/editing/dry-run.ts'
import { PageQuery, pageSchema } from '../../plugins/pagination.ts'

const DateTime = (description: string) => Type.String({ format: 'date-time', description })
const Text = (description: string, maxLength = 500) => Type.Optional(Type.String({ maxLength, description }))

const outcome = Type.Enum([...OUTCOMES], {
  type: 'string',
  description:
    '`refused`: nothing was done, because of the request. `failed`: Frontage or CloudFront was unable to. `unknown`: ' +
    "it may have been done; it is in progress, the process ended before the outcome was known, or CloudFront's " +
    'answer was lost.'
})

export const AuditRecord = Type.Object(
  {
    id: Type.String({ description: 'Increases with time.' }),
    at: DateTime('When it was recorded: before CloudFront was asked to write.'),
    endedAt: Type.Optional(DateTime('When its outcome was recorded.')),
    action: Type.String({
      description: 'The operationId of the request, or the kind of the operation whose step it is.',
      examples: ['patchDistribution', 'distribution.delete']
    }),
    caller: Type.Optional(
      Type.Object(
        {
          id: Type.String({
            description: 'The same for the same token, or for the same address where no tokens are required.'
          }),
          name: Type.Optional(Type.String({ description: 'The name of the token, or the address.' }))
        },
        { description: 'Who made the request.' }
      )
    ),
    source: Type.Optional(
      Type.String({
        description: 'The address that the request came from; of `npm run token`, the user of the system.'
      })
    ),
    resource: Type.String({ description: 'The address of what was written.' }),
    distributionId: Type.Optional(
      Type.String({ description: 'The distribution that was written, or that it belongs to.' })
    ),
    account: Type.Optional(
      Type.String({
        description:
          'The AWS account that it is about, if there are several; absent if it is about none or several of them.'
      })
    ),
    dryRun: Type.Boolean({ description: 'Whether the request was a dry run.' }),
    replayed: Type.Optional(
      Type.Boolean({ description: 'Whether the answer was that of an earlier request with the same Idempotency-Key.' })
    ),
    outcome,
    status: Type.Optional(
      Type.Integer({ description: 'The status of the answer; absent if the record was written before the answer.' })
    ),
    code: Type.Optional(Type.String({ description: 'The code of the problem in the answer.' })),
    requestId: Type.Optional(
      Type.String({ description: 'X-Request-Id of the request; of a step, that of the request of its caller.' })
    ),
    operationId: Type.Optional(
      Type.String({
        description:
          'The operation that was started, cancelled or retried, or whose step it is. The caller of a step is the one who ' +
          'started the operation or last retried it or, if the step undoes something, cancelled it.'
      })
    ),
    etagBefore: Type.Optional(Type.String({ description: 'The version before the change.' })),
    etagAfter: Type.Optional(Type.String({ description: 'The version after the change.' })),
    changes: Type.Optional(
      Type.Array(ChangeJson, {
        description:
          'The changes, made or attempted, as a JSON patch (RFC 6902) with the old values. In place of a value that is ' +
          'secret or larger than 2 KB there is `hmacSha256`, the same for the same value of this store, and its size in ' +
          '`bytes`.'
      })
    ),
    changesLeftOut: Type.Optional(Type.Integer({ description: 'How many more changes there were.' })),
    cloudFront: Type.Optional(
      Type.Array(
        Type.Object({
          operation: Type.String({ description: 'The operation of the CloudFront API.' }),
          requestId: Type.Optional(Type.String({ description: "CloudFront's request id, for AWS Support." })),
          code: Type.Optional(Type.String({ description: 'The error code, if it failed.' }))
        }),
        { description: "The calls to CloudFront that write, with CloudFront's request ids." }
      )
    ),
    count: Type.Optional(
      Type.Integer({
        description: 'How many requests the record represents, if there were too many for a record each.'
      })
    )
  },
  { 'x-component': 'AuditRecord', description: 'A write through Frontage, or one that was refused.' }
)
export type AuditRecord = Static<typeof AuditRecord>

export const AuditPage = pageSchema(AuditRecord, 'AuditPage')

const filters = {
  ...PageQuery.properties,
  caller: Text('Only what the caller with this id did.', 100),
  action: Text('Only this action.', 100),
  outcome: Type.Optional(outcome),
  dryRun: Type.Optional(Type.Boolean({ description: 'Only dry runs (true), or none of them (false).' })),
  operation: Text('Only what belongs to this operation.', 64),
  since: Type.Optional(DateTime('Only records from this time on.')),
  until: Type.Optional(DateTime('Only records from before this time.'))
}

export const DistributionAuditQuery = Type.Object(filters, { additionalProperties: false })
export type DistributionAuditQuery = Static<typeof DistributionAuditQuery>

export const AuditQuery = Type.Object(
  {
    ...filters,
    resource: Text('Only what was written at exactly this address.'),
    distribution: Text('Only the distribution with this id and everything below it.', 64)
  },
  { additionalProperties: false }
)
export type AuditQuery = Static<typeof AuditQuery>
