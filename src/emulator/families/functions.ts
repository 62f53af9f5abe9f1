import { arnOf } from '../identifiers.ts'
import { FUNCTIONS, type FunctionContent } from '../records.ts'
import { functionRules } from '../rules/function.ts'
import { references } from '../rules/references.ts'
import { inDistributions } from './account.ts'
import { type FamilyRow } from './row.ts'
import { liveOf, staged, statusOf } from './stages.ts'

const byArn = inDistributions(references.functions)
export const functionArn = (name: string) => arnOf('function', name)

export const cloudFrontFunction: FamilyRow<FunctionContent> = {
  entity: 'Function',
  noun: 'a function',
  collection: FUNCTIONS,
  operations: { get: 'DescribeFunction', getConfig: null },
  errors: {
    missing: 'NoSuchFunctionExists',
    alreadyExists: 'FunctionAlreadyExists',
    tooMany: 'TooManyFunctions',
    inUse: ({ id }, users) => ({
      code: 'FunctionInUse',
      // hashicorp/terraform-provider-aws #21730
      message: `Cannot delete function ${id}, it is in use by ${users.length} distributions`
    })
  },
  id: (_ids, { Name }) => Name,
  arn: 'function',
  location: 'arn',
  unique: [{ of: ({ Name }) => Name }],
  quota: 'functions',
  usedBy: ({ id }, account) => byArn({ id: functionArn(id) }, account),
  usable: ({ live }) => live !== undefined,
  rules: functionRules,
  tagged: true,
  read: ({ FunctionCode, ...rest }) => ({
    ...rest,
    FunctionCode: Buffer.from(FunctionCode as Uint8Array).toString('base64')
  }),
  shows: (record, account) => ({
    FunctionMetadata: {
      FunctionARN: functionArn(record.id),
      Stage: record.stage ?? 'DEVELOPMENT',
      CreatedTime: new Date(record.createdAt),
      LastModifiedTime: new Date(record.modifiedAt)
    },
    Status: statusOf(record, byArn({ id: functionArn(record.id) }, account))
  }),
  ...staged(),
  verbs: ({ get, getVersion, missing, put, version }, { answer }) => ({
    GetFunction({ Name, Stage }) {
      const record = get(Name)
      const shown = Stage === 'LIVE' ? liveOf(record) : record
      if (!shown) throw missing()
      return {
        FunctionCode: Buffer.from(shown.config.FunctionCode, 'base64'),
        ETag: shown.etag,
        ContentType: 'application/octet-stream'
      }
    },

    PublishFunction({ Name, IfMatch }) {
      const record = getVersion(Name, IfMatch)
      const published = put({ ...record, live: version(record.config) })
      return answer('PublishFunction', liveOf(published) ?? published)
    }
  })
}
