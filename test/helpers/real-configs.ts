import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DistributionConfig } from '@aws-sdk/client-cloudfront'
import { projectFolder } from './project.ts'

/**
 * Configurations of real sites, from public repositories. They are not part of the project: where the folder beside it
 * is absent, the lists are empty and the tests say so.
 */
const folder = join(projectFolder, '../shared/real-configs')
const files = existsSync(folder) ? readdirSync(folder).filter(name => name.endsWith('.json')) : []

/** One of them still has placeholders where its host names were. */
export const refusedConfigs = files.filter(name => name.startsWith('34-'))
export const acceptedConfigs = files.filter(name => !refusedConfigs.includes(name))
export const realConfigsAreThere = files.length > 0

export function readRealConfig(name: string): DistributionConfig {
  return JSON.parse(readFileSync(join(folder, name), 'utf8')) as DistributionConfig
}

/** CloudFront leaves out `Items` where `Quantity` is 0. */
export function withoutEmptyLists<T>(value: T): T {
  const text = JSON.stringify(value, (key, member: unknown) =>
    key === 'Items' && Array.isArray(member) && member.length === 0 ? undefined : member
  )
  return JSON.parse(text) as T
}
