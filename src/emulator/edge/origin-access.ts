import type * as CF from '@aws-sdk/client-cloudfront'
import { ACCESS_CONTROLS, type AccessControlRecord } from '../records.ts'
import { type Store } from '../store.ts'

/** Whether requests to an origin are signed; `no-override`: unless the viewer's request has a signature, which is then forwarded. */
export type Signing = 'always' | 'never' | 'no-override'

/**
 * How requests to an origin are signed: as its access control says, and always with an access identity (Developer Guide, "Restrict
 * access to an Amazon S3 origin"). An access control that does not exist here is assumed to sign.
 */
export function createOriginAccess(store: Store) {
  const controls = store.collection<AccessControlRecord>(ACCESS_CONTROLS)
  return ({ OriginAccessControlId: id, S3OriginConfig }: CF.Origin): Signing => {
    if (!id) return S3OriginConfig?.OriginAccessIdentity ? 'always' : 'never'
    const behavior = controls.get(id)?.config.SigningBehavior
    return behavior === 'never' || behavior === 'no-override' ? behavior : 'always'
  }
}
