import Type, { type Static } from 'typebox'
import { STATUSES } from '../../jobs/operation.ts'
import { PageQuery, pageSchema } from '../../plugins/pagination.ts'
import { Problem } from '../../plugins/problem-schema.ts'

export const OperationParams = Type.Object({
  operationId: Type.String({
    pattern: '^[\\w-]{1,64}$',
    'x-expected': 'up to 64 letters, digits, _ and -',
    description: 'The id of an operation.',
    examples: ['6b1d0f5e-0a43-4f6a-8a55-0f6e7b7c7d11']
  })
})

const status = Type.Enum([...STATUSES], {
  type: 'string',
  description: '`succeeded`, `failed` and `cancelled` are final.'
})

const OperationStep = Type.Object({
  title: Type.String({ description: 'What the step does.' }),
  status: Type.Enum(['pending', 'running', 'waiting', 'succeeded', 'failed', 'cancelled'], {
    type: 'string',
    description: '`waiting`: it is run again at nextCheckAt of the operation.'
  }),
  startedAt: Type.Optional(Type.String({ format: 'date-time', description: 'When the step was started.' })),
  endedAt: Type.Optional(
    Type.String({ format: 'date-time', description: 'When the step succeeded, failed or was cancelled.' })
  )
})

export const Operation = Type.Object(
  {
    id: Type.String({ description: "The operation's id." }),
    kind: Type.String({ description: 'What is done.', examples: ['distribution.delete'] }),
    status,
    steps: Type.Array(OperationStep, { description: 'The steps, in the order in which they are run.' }),
    resource: Type.String({ description: 'The address of the resource that the operation changes.' }),
    reason: Type.Optional(Type.String({ description: 'Why it waits.' })),
    error: Type.Optional(Problem),
    nextCheckAt: Type.Optional(Type.String({ format: 'date-time', description: 'When the step is run again.' })),
    createdAt: Type.String({ format: 'date-time', description: 'When it was accepted.' }),
    updatedAt: Type.String({ format: 'date-time', description: 'When its state last changed.' }),
    endedAt: Type.Optional(
      Type.String({ format: 'date-time', description: 'When it succeeded, failed or was cancelled.' })
    ),
    typicalSeconds: Type.Optional(
      Type.Number({
        description: 'How long such operations usually take: the median of the most recent that succeeded.'
      })
    )
  },
  { 'x-component': 'Operation', description: 'Work that takes longer than a request.' }
)
export type Operation = Static<typeof Operation>

export const OperationPage = pageSchema(Operation, 'OperationPage')

export const OperationEvent = Type.Object(
  {
    at: Type.String({ format: 'date-time', description: 'When it happened.' }),
    step: Type.Optional(Type.String({ description: 'The title of the step that it is about.' })),
    reason: Type.Optional(Type.String({ description: 'stepWaiting: why the step waits.' })),
    nextCheckAt: Type.Optional(
      Type.String({ format: 'date-time', description: 'stepWaiting: when the step is run again.' })
    ),
    code: Type.Optional(Type.String({ description: 'failed: the code of the problem; see GET /problems/{code}.' })),
    detail: Type.Optional(Type.String({ description: 'failed: what is wrong.' }))
  },
  { 'x-component': 'OperationEvent', description: 'What has happened to an operation.' }
)

export const OperationQuery = Type.Object(
  {
    ...PageQuery.properties,
    status: Type.Optional(status),
    kind: Type.Optional(Type.String({ maxLength: 100, description: 'Only operations of this kind.' })),
    resource: Type.Optional(
      Type.String({
        maxLength: 500,
        description: 'Only operations on this resource: `/distributions/` and an id.'
      })
    )
  },
  { additionalProperties: false }
)
