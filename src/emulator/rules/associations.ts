import { type Behavior } from '../records.ts'
import { repeated, type Rule } from './rule.ts'

const FUNCTION_ARN = /^arn:aws[a-z-]*:cloudfront::\d{12}:function\/[a-zA-Z0-9_-]{1,64}$/
const LAMBDA_VERSION_ARN = /^arn:aws[a-z-]*:lambda:us-east-1:\d{12}:function:[a-zA-Z0-9_-]{1,64}:\d+$/

const functions = (behavior: Behavior) => behavior.FunctionAssociations?.Items ?? []
const lambdas = (behavior: Behavior) => behavior.LambdaFunctionAssociations?.Items ?? []
const isViewerEvent = ({ EventType }: { EventType: string }) => EventType.startsWith('viewer-')

/** Developer Guide, "Restrictions on edge functions". Whether a function is published is checked elsewhere. */
export const associationRules: readonly Rule<Behavior>[] = [
  {
    code: 'InvalidFunctionAssociation',
    message: 'The function ARN of a function association does not refer to a function.',
    brokenBy: behavior => functions(behavior).some(({ FunctionARN }) => !FUNCTION_ARN.test(FunctionARN))
  },
  {
    code: 'InvalidFunctionAssociation',
    message: 'A CloudFront function can only be associated with viewer-request and viewer-response.',
    brokenBy: behavior => !functions(behavior).every(isViewerEvent)
  },
  {
    code: 'InvalidFunctionAssociation',
    message: 'A cache behavior can have one CloudFront function per event type.',
    brokenBy: behavior => repeated(functions(behavior).map(({ EventType }) => EventType)).length > 0
  },
  {
    code: 'InvalidLambdaFunctionAssociation',
    message:
      'The function ARN must reference a specific function version. (The ARN must end with the version number.) The ' +
      'function must be in us-east-1.',
    brokenBy: behavior => lambdas(behavior).some(({ LambdaFunctionARN }) => !LAMBDA_VERSION_ARN.test(LambdaFunctionARN))
  },
  {
    code: 'InvalidLambdaFunctionAssociation',
    message: 'A cache behavior can have one Lambda@Edge function per event type.',
    brokenBy: behavior => repeated(lambdas(behavior).map(({ EventType }) => EventType)).length > 0
  },
  {
    code: 'InvalidFunctionAssociation',
    message: 'CloudFront functions and Lambda@Edge functions cannot both be associated with viewer events.',
    brokenBy: behavior => functions(behavior).length > 0 && lambdas(behavior).some(isViewerEvent)
  }
]
