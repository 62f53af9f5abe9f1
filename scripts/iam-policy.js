// @ts-check
/**
 * The IAM policies of Frontage's role, generated from the operations that the routes of the OpenAPI document name: `write`
 * writes docs/iam/read.json and docs/iam/write.json. There are two because a managed policy has at most 6,144 characters (IAM
 * User Guide, "IAM and AWS STS quotas"). `npm run iam-policy -- print TAG …` prints one policy for some groups of routes only:
 *
 *   npm run --silent iam-policy -- print Distributions 'Error pages' Invalidations
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

/** @import { Document, Policy, Statement } from './iam-policy.js' */

const GET_VPC_ORIGIN = 'GetVpcOrigin'
const WITH_GROUP = ['CreateConnectionGroup', GET_VPC_ORIGIN]

/**
 * Operations that need other actions than the one of their own name (Service Authorization Reference, "API operations defined
 * by Amazon CloudFront").
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const ACTIONS = {
  AssociateAlias: ['AssociateAlias', 'UpdateDistribution'],
  AssociateDistributionWebACL: ['AssociateDistributionWebACL', GET_VPC_ORIGIN],
  CopyDistribution: ['CopyDistribution', 'CreateDistribution', 'GetDistribution', GET_VPC_ORIGIN],
  CreateAnycastIpList: ['CreateAnycastIpList', 'TagResource'],
  CreateConnectionFunction: ['CreateConnectionFunction', 'TagResource'],
  CreateConnectionGroup: ['CreateConnectionGroup', 'TagResource'],
  CreateDistribution: ['CreateDistribution', ...WITH_GROUP],
  CreateDistributionTenant: ['CreateDistributionTenant', GET_VPC_ORIGIN, 'TagResource'],
  CreateDistributionWithTags: ['CreateDistribution', ...WITH_GROUP, 'TagResource'],
  CreateFunction: ['CreateFunction', 'TagResource'],
  CreateKeyValueStore: ['CreateKeyValueStore', 'TagResource'],
  CreateStreamingDistributionWithTags: [
    'CreateStreamingDistribution',
    'CreateStreamingDistributionWithTags',
    'TagResource'
  ],
  CreateTrustStore: ['CreateTrustStore', 'TagResource'],
  CreateVpcOrigin: ['CreateVpcOrigin', 'TagResource'],
  ListConflictingAliases: ['ListConflictingAliases', 'GetDistribution'],
  ListDomainConflicts: ['ListDomainConflicts', 'GetDistribution', 'GetDistributionTenant'],
  UpdateDistribution: ['UpdateDistribution', GET_VPC_ORIGIN],
  UpdateDistributionTenant: ['UpdateDistributionTenant', GET_VPC_ORIGIN],
  UpdateDistributionWithStagingConfig: ['UpdateDistribution', 'GetDistribution', GET_VPC_ORIGIN],
  UpdateDomainAssociation: ['UpdateDomainAssociation', 'UpdateDistribution', 'UpdateDistributionTenant']
}

/** For these operations CloudFront passes a role of the account to Kinesis. */
const PASSING_A_ROLE = ['CreateRealtimeLogConfig', 'UpdateRealtimeLogConfig']

/** @param {string} operation as `x-cloudfront-operations` names it */
export function actionsOf(operation) {
  if (operation.includes(':')) return [operation]
  return (ACTIONS[operation] ?? [operation]).map(action => `cloudfront:${action}`)
}

/** @param {string} action */
const reads = action => /:(Get|List|Describe|Verify)/.test(action)

/**
 * A policy with exactly the actions that the routes need; each action is in the statement of the first group that uses it.
 * @param {Document} document
 * @param {{ tags?: string[], which?: (action: string) => boolean }} [options]
 * @returns {Policy}
 */
export function policyOf({ paths }, { tags, which = () => true } = {}) {
  /** @type {Map<string, Set<string>>} */
  const groups = new Map()
  const seen = new Set()
  let passesRole = false
  for (const route of Object.values(paths).flatMap(({ parameters: _, ...methods }) => Object.values(methods))) {
    const [tag = 'Service'] = route.tags ?? []
    if (tags && !tags.includes(tag)) continue
    for (const operation of route['x-cloudfront-operations'] ?? []) {
      passesRole ||= PASSING_A_ROLE.includes(operation)
      for (const action of actionsOf(operation).filter(which)) {
        if (seen.has(action)) continue
        seen.add(action)
        const group = groups.get(tag) ?? new Set()
        groups.set(tag, group.add(action))
      }
    }
  }
  /** @type {Statement[]} */
  const statements = [...groups].map(([tag, actions]) => ({
    Sid: tag.replaceAll(/[^A-Za-z0-9]/g, ''),
    Effect: 'Allow',
    Action: [...actions].sort(),
    Resource: '*'
  }))
  if (passesRole && which('iam:PassRole')) {
    const Condition = { StringEquals: { 'iam:PassedToService': 'cloudfront.amazonaws.com' } }
    statements.push({ Sid: 'LogRole', Effect: 'Allow', Action: ['iam:PassRole'], Resource: '*', Condition })
  }
  return { Version: '2012-10-17', Statement: statements }
}

/**
 * The files and their contents.
 * @param {Document} document
 * @returns {Record<string, Policy>}
 */
export function policyFiles(document) {
  return {
    'read.json': policyOf(document, { which: reads }),
    'write.json': policyOf(document, { which: action => !reads(action) })
  }
}

/** @param {Policy} policy */
export const textOf = policy => `${JSON.stringify(policy, null, 2)}\n`

function main() {
  const [verb, ...tags] = process.argv.slice(2)
  const document = JSON.parse(readFileSync(new URL('../openapi/openapi.json', import.meta.url), 'utf8'))
  if (verb === 'write') {
    for (const [name, policy] of Object.entries(policyFiles(document))) {
      writeFileSync(new URL(`../docs/iam/${name}`, import.meta.url), textOf(policy))
    }
    return
  }
  const known = document.tags.map((/** @type {{ name: string }} */ { name }) => name)
  const unknown = tags.filter(tag => !known.includes(tag))
  if (verb !== 'print' || unknown.length > 0) {
    console.error(`usage: iam-policy write | print [TAG …], with the tags ${known.join(', ')}`)
    process.exitCode = 2
    return
  }
  process.stdout.write(textOf(policyOf(document, tags.length > 0 ? { tags } : {})))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main()
