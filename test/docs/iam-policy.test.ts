import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { actionsOf, policyFiles, policyOf, type Policy, textOf } from '../../scripts/iam-policy.js'
import { methodsOf } from '../../src/plugins/shared-parts.ts'
import { projectFolder } from '../helpers/project.ts'

interface Route {
  readonly tags?: string[]
  readonly 'x-cloudfront-operations'?: string[]
}

const document = JSON.parse(readFileSync(join(projectFolder, 'openapi/openapi.json'), 'utf8')) as {
  paths: Record<string, Record<string, Route>>
}
const routes = Object.values(document.paths).flatMap(item => Object.values(methodsOf(item)))
const operations = new Set(routes.flatMap(route => route['x-cloudfront-operations'] ?? []))
const actionsIn = (policies: readonly Policy[]) =>
  policies.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action))
const files = policyFiles(document)

describe.each(Object.entries(files))('docs/iam/%s', (name, policy) => {
  test('is what the routes say: npm run iam-policy -- write', () => {
    expect(readFileSync(join(projectFolder, 'docs/iam', name), 'utf8')).toBe(textOf(policy))
  })

  test('fits into one managed policy', () => {
    expect(JSON.stringify(policy).length).toBeLessThanOrEqual(6_144)
  })

  test('has identifiers that IAM takes, each once', () => {
    const ids = policy.Statement.map(({ Sid }) => Sid)
    expect(ids.filter(id => !/^[A-Za-z0-9]+$/.test(id))).toEqual([])
    expect(new Set(ids).size).toBe(ids.length)
  })
})

test('the two allow each operation of the routes, and nothing besides', () => {
  const needed = new Set([...[...operations].flatMap(actionsOf), 'iam:PassRole'])
  const allowed = actionsIn(Object.values(files))
  expect(operations.size).toBeGreaterThan(167)
  expect(new Set(allowed)).toEqual(needed)
  expect(allowed).toHaveLength(needed.size)
})

test('reading needs nothing that writes', () => {
  const writes = actionsIn([files['read.json'] as Policy]).filter(action => !/:(Get|List|Describe|Verify)/.test(action))
  expect(writes).toEqual([])
})

test('a policy for some groups of routes has what these need, although others need it as well', () => {
  const policy = policyOf(document, { tags: ['Error pages'] })
  expect(actionsIn([policy]).sort()).toEqual(
    [
      ...new Set(
        routes
          .filter(({ tags = [] }) => tags[0] === 'Error pages')
          .flatMap(route => route['x-cloudfront-operations'] ?? [])
          .flatMap(actionsOf)
      )
    ].sort()
  )
  expect(actionsIn([policy])).toContain('cloudfront:UpdateDistribution')
  expect(actionsIn([policy])).not.toContain('iam:PassRole')
})
