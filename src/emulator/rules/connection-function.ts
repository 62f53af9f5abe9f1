import { type Subject } from '../families/row.ts'
import { type ConnectionFunctionContent } from '../records.ts'
import { nameRule } from './name.ts'
import { type Rule } from './rule.ts'

type ConnectionFunction = Subject<ConnectionFunctionContent>

/** Inferred: the documentation mentions a limit without its value. */
const CODE_BYTES_MAX = 40 * 1024

const codeBytes = ({ config }: ConnectionFunction) => Buffer.byteLength(config.ConnectionFunctionCode, 'base64')

/** API reference, CreateConnectionFunction; Developer Guide, quotas on Connection Functions. */
export const connectionFunctionRules: readonly Rule<ConnectionFunction>[] = [
  nameRule(64),
  {
    code: 'InvalidArgument',
    message: 'The parameter ConnectionFunctionCode must not be empty.',
    brokenBy: subject => codeBytes(subject) === 0
  },
  {
    code: 'EntitySizeLimitExceeded',
    message: `The function size exceeds the limit of ${CODE_BYTES_MAX} bytes.`,
    brokenBy: subject => codeBytes(subject) > CODE_BYTES_MAX
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter Runtime must be cloudfront-js-2.0.',
    brokenBy: ({ config }) => config.ConnectionFunctionConfig.Runtime !== 'cloudfront-js-2.0'
  },
  {
    code: 'InvalidArgument',
    message: 'A function can be associated with one key value store.',
    brokenBy: ({ config }) => (config.ConnectionFunctionConfig.KeyValueStoreAssociations?.Items ?? []).length > 1
  }
]
