import { type Identifiers } from '../identifiers.ts'
import { markedList, pageById } from '../paging.ts'
import { ACCESS_CONTROLS, type AccessControlConfig, type AccessControlRecord } from '../records.ts'
import { checkAccessControl, usersOf } from '../rules/origin-access-control.ts'
import { type Store } from '../store.ts'
import { versioned } from '../versioned.ts'
import { fault, type Handlers } from '../wire/handlers.ts'
import { type DistributionRegister } from './distribution-register.ts'

export interface AccessControlDeps {
  readonly store: Store
  readonly ids: Identifiers
  readonly register: DistributionRegister
}

/** Origin access controls: names are unique, and one that an origin uses can neither go nor become one for another kind of origin. */
export function accessControlHandlers({ store, ids, register }: AccessControlDeps): Handlers {
  const accessControls = store.collection<AccessControlRecord>(ACCESS_CONTROLS)
  const { get, getVersion } = versioned(accessControls, {
    code: 'NoSuchOriginAccessControl',
    message: 'The specified origin access control does not exist.'
  })

  const othersThan = (id: string | undefined) => [...accessControls.values()].filter(record => record.id !== id)
  const describe = ({ id, config }: AccessControlRecord) => ({ Id: id, OriginAccessControlConfig: config })
  const complete = (config: AccessControlConfig) => ({ ...config, Description: config.Description ?? '' })
  const isUsed = (id: string) => usersOf(id, register.all()).length > 0

  function put(record: AccessControlRecord) {
    store.commit([[ACCESS_CONTROLS, record.id, record]])
    return { OriginAccessControl: describe(record), ETag: record.etag }
  }

  return {
    CreateOriginAccessControl({ OriginAccessControlConfig: config }, { origin }) {
      checkAccessControl({ config, others: othersThan(undefined), isNew: true })
      const id = ids.accessControl()
      const made = put({ id, etag: ids.etag(), config: complete(config) })
      return { ...made, Location: `${origin}/2020-05-31/origin-access-control/${id}` }
    },

    GetOriginAccessControl({ Id }) {
      const record = get(Id)
      return { OriginAccessControl: describe(record), ETag: record.etag }
    },

    GetOriginAccessControlConfig({ Id }) {
      const { config, etag } = get(Id)
      return { OriginAccessControlConfig: config, ETag: etag }
    },

    ListOriginAccessControls(input) {
      const page = pageById(accessControls.values(), ({ id }) => id, input)
      const items = page.items.map(({ id, config }) => ({ Id: id, ...complete(config) }))
      return { OriginAccessControlList: markedList({ ...page, items }, input) }
    },

    UpdateOriginAccessControl({ Id, IfMatch, OriginAccessControlConfig: config }) {
      const before = getVersion(Id, IfMatch)
      checkAccessControl({ config, others: othersThan(Id), isNew: false })
      const changesType = config.OriginAccessControlOriginType !== before.config.OriginAccessControlOriginType
      if (changesType && isUsed(Id)) {
        throw fault('IllegalUpdate', 'The origin type of an origin access control in use cannot change.')
      }
      return put({ ...before, etag: ids.etag(), config: complete(config) })
    },

    DeleteOriginAccessControl({ Id, IfMatch }) {
      getVersion(Id, IfMatch)
      if (isUsed(Id)) {
        // terraform-aws-modules/terraform-aws-cloudfront #135
        throw fault('OriginAccessControlInUse', 'The CloudFront origin access control is still being used.')
      }
      store.commit([[ACCESS_CONTROLS, Id, undefined]])
      return {}
    }
  }
}
