import { type FieldError } from '../../errors.ts'
import { isObject } from '../../json-object.ts'
import { originKindOf } from './origin-kind.ts'

type Members = Readonly<Record<string, unknown>>

const ERRORS_MAX = 20

/** Errors for `"app": true` on origins that cannot be applications, up to twenty. The schema has checked the body. */
export function brokenAppOrigins({ origins }: Members): FieldError[] {
  const all: unknown[] = Array.isArray(origins) ? origins : []
  const errors = all.flatMap((origin, index): FieldError[] => {
    if (!isObject(origin) || origin.app !== true) return []
    const kind = originKindOf(typeof origin.domainName === 'string' ? origin.domainName : '')
    if (kind !== 's3-bucket' && kind !== 's3-website') return []
    return [{ pointer: `/origins/${index}/app`, detail: 'A bucket holds files and is not an application. Omit app.' }]
  })
  return errors.slice(0, ERRORS_MAX)
}

/** The body without `app`, which CloudFront does not know. */
export function withoutApp<Body extends Members>(body: Body): Body {
  if (!Array.isArray(body.origins)) return body
  const origins = (body.origins as unknown[]).map(origin => {
    if (!isObject(origin)) return origin
    const { app: _, ...rest } = origin
    return rest
  })
  return { ...body, origins }
}
