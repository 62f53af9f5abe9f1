import { type FunctionSummary } from '@aws-sdk/client-cloudfront'
import Type from 'typebox'
import { ServiceError } from '../../errors.ts'
import { fromBase64 } from './base64.ts'
import { type FamilyRow } from './family.ts'
import { behaviorsOf, distributionsListedBy, distributionsThat, othersThat } from './used-by.ts'

const tag = 'Functions'

/**
 * Functions and the stores that they read. A function's code has its own address, so changes of the configuration keep
 * it.
 */
export const functions: readonly FamilyRow[] = [
  {
    noun: 'function',
    plural: 'functions',
    address: 'functions',
    tag,
    entity: 'FunctionSummary',
    operations: {
      create: 'CreateFunction',
      get: 'DescribeFunction',
      list: 'ListFunctions',
      update: 'UpdateFunction',
      delete: 'DeleteFunction'
    },
    config: 'FunctionConfig',
    id: { parameter: 'functionName', example: 'add-index', member: 'Name' },
    flatten: ['functionMetadata'],
    updateWith: {
      operation: 'GetFunction',
      async read(call, Name) {
        const { FunctionCode } = await call('GetFunction', { Name, Stage: 'DEVELOPMENT' })
        return { FunctionCode }
      }
    },
    creation: codeAs('functionCode', 'FunctionCode'),
    findUsers: distributionsThat((distribution, _, entity) => {
      const { FunctionMetadata } = entity as Partial<FunctionSummary>
      return behaviorsOf(distribution).some(({ FunctionAssociations }) =>
        (FunctionAssociations?.Items ?? []).some(({ FunctionARN }) => FunctionARN === FunctionMetadata?.FunctionARN)
      )
    }),
    example: {
      name: 'add-index',
      code:
        "function handler(event) {\n  const request = event.request\n  if (request.uri.endsWith('/')) request.uri += " +
        "'index.html'\n  return request\n}\n"
    }
  },
  {
    noun: 'connection function',
    plural: 'connection functions',
    address: 'connection-functions',
    tag,
    entity: 'ConnectionFunctionSummary',
    operations: {
      create: 'CreateConnectionFunction',
      get: 'DescribeConnectionFunction',
      list: 'ListConnectionFunctions',
      update: 'UpdateConnectionFunction',
      delete: 'DeleteConnectionFunction'
    },
    config: 'FunctionConfig',
    id: { parameter: 'connectionFunctionId', example: 'cf_2VNf5Lk9qWmR7sT1xYz3aB4c' },
    updateWith: {
      operation: 'GetConnectionFunction',
      async read(call, Identifier) {
        const { ConnectionFunctionCode } = await call('GetConnectionFunction', { Identifier, Stage: 'DEVELOPMENT' })
        return { ConnectionFunctionCode }
      }
    },
    creation: codeAs('connectionFunctionCode', 'ConnectionFunctionCode'),
    findUsers: distributionsListedBy('ListDistributionsByConnectionFunction', 'ConnectionFunctionIdentifier'),
    example: { name: 'known-clients', code: 'function connectionHandler(connection) {\n  connection.allow()\n}\n' }
  },
  {
    noun: 'key value store',
    plural: 'key value stores',
    address: 'key-value-stores',
    tag,
    entity: 'KeyValueStore',
    id: { parameter: 'keyValueStoreName', example: 'redirects', member: 'Name' },
    status: { member: 'Status', settled: ['READY'] },
    findUsers: othersThat(
      'ListFunctions',
      'functions',
      (item, _, store) => {
        const { Name, FunctionConfig } = item as Partial<FunctionSummary>
        const stores = FunctionConfig?.KeyValueStoreAssociations?.Items ?? []
        return stores.some(({ KeyValueStoreARN }) => KeyValueStoreARN === store.ARN) ? Name : undefined
      },
      { areNamed: true }
    ),
    example: { name: 'redirects', comment: 'Old addresses and new ones' }
  }
]

/** The code of a new function: as text, or in base64 under CloudFront's own name. */
function codeAs(jsonName: string, member: string): NonNullable<FamilyRow['creation']> {
  return {
    members: {
      [jsonName]: Type.Optional(Type.String({ contentEncoding: 'base64', description: 'The code in base64.' })),
      code: Type.Optional(Type.String({ maxLength: 100_000, description: `The code as text, instead of ${jsonName}.` }))
    },
    toInput({ code, [jsonName]: encoded }) {
      if ((code === undefined) === (encoded === undefined)) {
        throw new ServiceError('VALIDATION_FAILED', 'The code of a function must be given exactly once.', {
          errors: [{ pointer: '', detail: `Give exactly one of ${jsonName} and code.` }]
        })
      }
      return { [member]: typeof code === 'string' ? Buffer.from(code) : fromBase64(encoded, jsonName) }
    }
  }
}
