export interface Statement {
  Sid: string
  Effect: 'Allow'
  Action: string[]
  Resource: string
  Condition?: object
}

export interface Policy {
  Version: '2012-10-17'
  Statement: Statement[]
}

export interface Document {
  paths: Record<string, Record<string, { tags?: string[]; 'x-cloudfront-operations'?: string[] }>>
}

export function actionsOf(operation: string): string[]
export function policyOf(document: Document, options?: { tags?: string[]; which?: (action: string) => boolean }): Policy
export function policyFiles(document: Document): Record<string, Policy>
export function textOf(policy: Policy): string
