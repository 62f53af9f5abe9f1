import { type Subject } from '../families/row.ts'
import { type FunctionContent } from '../records.ts'
import { nameRule } from './name.ts'
import { type Rule } from './rule.ts'

type Function = Subject<FunctionContent>

const CODE_BYTES_MAX = 10 * 1024

const codeBytes = ({ config }: Function) => Buffer.byteLength(config.FunctionCode, 'base64')
const stores = ({ config }: Function) => config.FunctionConfig.KeyValueStoreAssociations?.Items ?? []

/** API reference, CreateFunction and FunctionConfig; Developer Guide, quotas on CloudFront Functions. */
export const functionRules: readonly Rule<Function>[] = [
  nameRule(64),
  {
    code: 'InvalidArgument',
    message: 'The parameter FunctionCode must not be empty.',
    brokenBy: subject => codeBytes(subject) === 0
  },
  {
    code: 'FunctionSizeLimitExceeded',
    message: 'The function size exceeds the limit of 10240 bytes.',
    brokenBy: subject => codeBytes(subject) > CODE_BYTES_MAX
  },
  {
    code: 'InvalidArgument',
    message: 'A function can be associated with one key value store.',
    brokenBy: subject => stores(subject).length > 1
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter Runtime must be cloudfront-js-2.0 for a function with a key value store.',
    brokenBy: subject => stores(subject).length > 0 && subject.config.FunctionConfig.Runtime !== 'cloudfront-js-2.0'
  }
]
