import { type Change } from '../journal.ts'
import {
  CONNECTION_GROUPS,
  type ConnectionGroupContent,
  type FamilyRecord,
  type TenantContent,
  TENANTS
} from '../records.ts'
import { connectionGroupRules, isDisabledRule } from '../rules/connection-group.ts'
import { type FamilyResources } from './family-resources.ts'
import { entityErrors, type FamilyRow } from './row.ts'

const DEFAULT_NAME = 'CreatedByCloudFront-ConnectionGroup'

/** The routing endpoint that tenants share. */
export const connectionGroup: FamilyRow<ConnectionGroupContent> = {
  entity: 'ConnectionGroup',
  noun: 'a connection group',
  collection: CONNECTION_GROUPS,
  operations: { getConfig: null },
  errors: entityErrors,
  id: ids => ids.connectionGroup(),
  arn: 'connection-group',
  assigned: ids => ({ RoutingEndpoint: ids.domainName(), IsDefault: false }),
  unique: [{ of: ({ Name }) => Name }],
  quota: 'connectionGroups',
  usedBy: ({ id }, { records }) =>
    records<FamilyRecord<TenantContent>>(TENANTS).flatMap(({ id: user, config }) =>
      config.ConnectionGroupId === id ? [user] : []
    ),
  removal: [isDisabledRule('connection group')],
  complete: ({ AnycastIpListId, ...config }) => ({
    ...config,
    Ipv6Enabled: config.Ipv6Enabled ?? true,
    // An empty id removes the list.
    ...(AnycastIpListId && { AnycastIpListId }),
    Enabled: config.Enabled ?? true
  }),
  rules: connectionGroupRules,
  states: ['InProgress', 'Deployed'],
  tagged: true,
  selects: ({ AssociationFilter }) => {
    const { AnycastIpListId } = (AssociationFilter ?? {}) as { readonly AnycastIpListId?: string }
    return ({ config }) => AnycastIpListId === undefined || config.AnycastIpListId === AnycastIpListId
  },
  verbs: ({ all, missing }, { answer }) => ({
    GetConnectionGroupByRoutingEndpoint({ RoutingEndpoint }) {
      const found = all().find(({ assigned }) => assigned?.RoutingEndpoint === RoutingEndpoint)
      if (!found) throw missing()
      return answer('GetConnectionGroupByRoutingEndpoint', found)
    }
  })
}

/** The group of tenants that name none, with the change that creates it for the first of them (API reference, ConnectionGroup). */
export function defaultGroup({ all, draft }: FamilyResources<ConnectionGroupContent>): {
  id: string
  changes: Change[]
} {
  const existing = all().find(({ assigned }) => assigned?.IsDefault)
  if (existing) return { id: existing.id, changes: [] }
  const group = draft({ Name: DEFAULT_NAME }, [])
  const record: typeof group = { ...group, assigned: { ...group.assigned, IsDefault: true } }
  return { id: group.id, changes: [[CONNECTION_GROUPS, group.id, record]] }
}
