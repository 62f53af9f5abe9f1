import { type Clock } from '../clock.ts'
import { arnOf, type Identifiers } from '../identifiers.ts'
import { type Change } from '../journal.ts'
import { pageById } from '../paging.ts'
import { CONNECTION_GROUPS, type ConnectionGroupRecord, type TenantRecord, TENANTS } from '../records.ts'
import { isName } from '../rules/distribution-tenant.ts'
import { type Store } from '../store.ts'
import { versioned } from '../versioned.ts'
import { fault, type Handlers } from '../wire/handlers.ts'
import { checkTags } from './tags.ts'

const GROUPS_MAX = 100
const DEFAULT_NAME = 'CreatedByCloudFront-ConnectionGroup'

export interface ConnectionGroupDeps {
  readonly store: Store
  readonly clock: Clock
  readonly ids: Identifiers
  readonly propagationSeconds: number
}

export type ConnectionGroups = ReturnType<typeof createConnectionGroups>

/** Connection groups: where the viewers of tenants arrive. One that a tenant is in cannot go, nor one that is enabled. */
export function createConnectionGroups({ store, clock, ids, propagationSeconds }: ConnectionGroupDeps) {
  const groups = store.collection<ConnectionGroupRecord>(CONNECTION_GROUPS)
  const tenants = store.collection<TenantRecord>(TENANTS)
  const { get, getVersion } = versioned(groups, {
    code: 'EntityNotFound',
    message: 'The specified connection group does not exist.'
  })
  const find = (wanted: (group: ConnectionGroupRecord) => boolean) => [...groups.values()].find(wanted)

  function getBy(wanted: (group: ConnectionGroupRecord) => boolean): ConnectionGroupRecord {
    return get(find(wanted)?.id ?? '')
  }

  const summary = (group: ConnectionGroupRecord) => ({
    Id: group.id,
    Name: group.name,
    Arn: arnOf('connection-group', group.id),
    RoutingEndpoint: group.routingEndpoint,
    CreatedTime: new Date(group.createdAt),
    LastModifiedTime: new Date(group.modifiedAt),
    ...(group.anycastIpListId !== undefined && { AnycastIpListId: group.anycastIpListId }),
    Enabled: group.enabled,
    Status: clock.now() >= group.deployedAt ? 'Deployed' : 'InProgress',
    IsDefault: group.isDefault
  })
  const answer = (group: ConnectionGroupRecord) => ({
    ConnectionGroup: { ...summary(group), Tags: { Items: [...group.tags] }, Ipv6Enabled: group.ipv6Enabled },
    ETag: group.etag
  })

  /** What every version has anew. */
  const version = () => ({
    etag: ids.etag(),
    modifiedAt: clock.now(),
    deployedAt: clock.now() + propagationSeconds * 1000
  })
  const made = (settings: {
    readonly name: string
    readonly ipv6Enabled?: boolean | undefined
    readonly anycastIpListId?: string | undefined
    readonly enabled?: boolean | undefined
    readonly tags?: ConnectionGroupRecord['tags']
    readonly isDefault?: boolean
  }): ConnectionGroupRecord => ({
    id: ids.connectionGroup(),
    routingEndpoint: ids.domainName(),
    createdAt: clock.now(),
    ...version(),
    name: settings.name,
    ipv6Enabled: settings.ipv6Enabled ?? true,
    anycastIpListId: settings.anycastIpListId || undefined,
    enabled: settings.enabled ?? true,
    isDefault: settings.isDefault ?? false,
    tags: settings.tags ?? []
  })

  function put(group: ConnectionGroupRecord) {
    store.commit([[CONNECTION_GROUPS, group.id, group]])
    return answer(group)
  }

  const handlers: Handlers = {
    CreateConnectionGroup({ Name, Ipv6Enabled, Tags, AnycastIpListId, Enabled }) {
      if (!isName(Name)) {
        throw fault('InvalidArgument', 'The parameter Name must have 1 to 128 letters, digits and -_. characters.')
      }
      if (find(({ name }) => name === Name)) {
        throw fault('EntityAlreadyExists', 'A connection group of this name already exists.')
      }
      if (groups.size >= GROUPS_MAX) {
        throw fault('EntityLimitExceeded', `An account has at most ${GROUPS_MAX} connection groups.`)
      }
      const tags = Tags?.Items ?? []
      checkTags(tags)
      return put(
        made({ name: Name, ipv6Enabled: Ipv6Enabled, anycastIpListId: AnycastIpListId, enabled: Enabled, tags })
      )
    },

    GetConnectionGroup: ({ Identifier }) =>
      answer(getBy(({ id, name }) => [id, name, arnOf('connection-group', id)].includes(Identifier))),

    GetConnectionGroupByRoutingEndpoint: ({ RoutingEndpoint }) =>
      answer(getBy(({ routingEndpoint }) => routingEndpoint === RoutingEndpoint)),

    ListConnectionGroups(input) {
      const wanted = input.AssociationFilter?.AnycastIpListId
      const found = [...groups.values()].filter(group => wanted === undefined || group.anycastIpListId === wanted)
      const { items, nextMarker } = pageById(found, ({ id }) => id, input)
      return {
        ConnectionGroups: items.map(group => ({ ...summary(group), ETag: group.etag })),
        ...(nextMarker !== undefined && { NextMarker: nextMarker })
      }
    },

    UpdateConnectionGroup({ Id, IfMatch, Ipv6Enabled, AnycastIpListId, Enabled }) {
      const before = getVersion(Id, IfMatch)
      return put({
        ...before,
        ...version(),
        ipv6Enabled: Ipv6Enabled ?? before.ipv6Enabled,
        anycastIpListId: (AnycastIpListId ?? before.anycastIpListId) || undefined,
        enabled: Enabled ?? before.enabled
      })
    },

    DeleteConnectionGroup({ Id, IfMatch }) {
      const { enabled } = getVersion(Id, IfMatch)
      if ([...tenants.values()].some(({ connectionGroupId }) => connectionGroupId === Id)) {
        throw fault('CannotDeleteEntityWhileInUse', 'The connection group is associated with a distribution tenant.')
      }
      if (enabled) throw fault('ResourceNotDisabled', 'The connection group has not been disabled.')
      store.commit([[CONNECTION_GROUPS, Id, undefined]])
      return {}
    }
  }

  return {
    handlers,
    get,
    /** The group for tenants that name none, with the change that makes it if this is the first (API reference, ConnectionGroup). */
    defaultGroup(): { id: string; changes: Change[] } {
      const there = find(({ isDefault }) => isDefault)
      if (there) return { id: there.id, changes: [] }
      const group = made({ name: DEFAULT_NAME, isDefault: true })
      return { id: group.id, changes: [[CONNECTION_GROUPS, group.id, group]] }
    }
  }
}
