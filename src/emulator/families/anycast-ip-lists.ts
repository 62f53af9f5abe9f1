import { createHash } from 'node:crypto'
import {
  ANYCAST_IP_LISTS,
  type AnycastIpListContent,
  CONNECTION_GROUPS,
  type ConnectionGroupContent,
  type FamilyRecord
} from '../records.ts'
import { anycastIpListRules } from '../rules/anycast-ip-list.ts'
import { references } from '../rules/references.ts'
import { inDistributions } from './account.ts'
import { entityErrors, type FamilyRow } from './row.ts'

const byDistributions = inDistributions(references.anycastIpLists)

export const anycastIpList: FamilyRow<AnycastIpListContent> = {
  entity: 'AnycastIpList',
  noun: 'an Anycast static IP list',
  collection: ANYCAST_IP_LISTS,
  operations: { getConfig: null },
  errors: entityErrors,
  id: ids => ids.anycastIpList(),
  arn: 'anycast-ip-list',
  unique: [{ of: ({ Name }) => Name }],
  quota: 'anycastIpLists',
  usedBy: (record, account) => [
    ...byDistributions(record, account),
    ...account
      .records<FamilyRecord<ConnectionGroupContent>>(CONNECTION_GROUPS)
      .flatMap(({ id, config }) => (config.AnycastIpListId === record.id ? [id] : []))
  ],
  complete: config => ({ ...config, IpAddressType: config.IpAddressType ?? 'ipv4' }),
  rules: anycastIpListRules,
  states: ['Deploying', 'Deployed'],
  tagged: true,
  shows: ({ id, config }) => ({
    AnycastIps: addressesOf(id, config),
    ...(config.IpamCidrConfigs && {
      IpamConfig: { Quantity: config.IpamCidrConfigs.length, IpamCidrConfigs: config.IpamCidrConfigs }
    })
  })
}

/** Addresses from the ranges reserved for benchmarks (RFC 2544) and documentation (RFC 3849). */
function addressesOf(id: string, { IpCount, IpAddressType: kind }: AnycastIpListContent): string[] {
  const block = createHash('sha256').update(id).digest()
  const [a = 0, b = 0, c = 0] = block
  const v4 = (n: number) => `198.${18 + (a % 2)}.${b}.${(c % 8) * 32 + n}`
  const v6 = (n: number) => `2001:db8:${block.toString('hex', 0, 2)}:${block.toString('hex', 2, 4)}::${n.toString(16)}`
  const all = (address: (n: number) => string) => Array.from({ length: IpCount }, (_, index) => address(index + 1))
  return [...(kind === 'ipv6' ? [] : all(v4)), ...(kind === 'ipv4' ? [] : all(v6))]
}
