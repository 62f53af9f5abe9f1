import { type Call, type Output } from '../../cloudfront/call.ts'
import { formatted } from '../../configuration/editing/config-formats.ts'
import { contains } from '../../configuration/editing/contains.ts'
import { ServiceError } from '../../errors.ts'
import { type Family, type Json } from './family.ts'
import { type Resource, toListed } from './mapping.ts'
import { itemShapeOf } from './schemas.ts'
import { pageIn } from './used-by.ts'

const PAGE = 100

interface Found {
  readonly family: Family
  readonly call: Call
  readonly read: (id: string) => Promise<Resource>
}
interface Wanted {
  readonly config: object
  readonly input: object
  /** Whether the request ran before, possibly in a process that died. */
  readonly mayHaveRun: boolean
}

/**
 * Creates a resource, or finds one that was created already: by this call, if the SDK repeated it after a lost answer,
 * by the same request before, or with the same caller reference. It must have the same configuration and, for a
 * function, the same code.
 */
export async function createOrFind(found: Found, wanted: Wanted, create: () => Promise<Resource>): Promise<Resource> {
  try {
    return await create()
  } catch (error) {
    const isThere = error instanceof ServiceError && error.code.endsWith('_ALREADY_EXISTS')
    const mayBeOurs = isThere && (wanted.mayHaveRun || attemptsOf(error) > 1 || 'CallerReference' in wanted.config)
    const made = mayBeOurs ? await findSame(found, wanted) : undefined
    if (!made) throw error
    return made
  }
}

async function findSame({ family, call, read }: Found, { config, input }: Wanted): Promise<Resource | undefined> {
  const { calls, configShape, updateWith } = family
  const { Name } = { ...(input as { Name?: string }), ...(config as { Name?: string }) }
  const itemShape = itemShapeOf(family)
  let Marker: string | undefined
  do {
    const page = pageIn(await call(calls.list.name, { MaxItems: PAGE, ...(Marker !== undefined && { Marker }) }))
    for (const item of page.items) {
      const listed = toListed(family, item as Output, itemShape) as { id?: string; name?: string; config: Json }
      const name = listed.name ?? listed.config.name
      if (Name !== undefined && name !== Name) continue
      const resource = await read(String(family.id.member === 'Name' ? name : listed.id))
      const beside = Object.entries((await updateWith?.read(call, resource.id)) ?? {})
      const hasCode = beside.every(([member, bytes]) => isSame(bytes, (input as Output)[member]))
      const wanted = formatted(configShape, shownOf(family, config, resource), 'json')
      if (hasCode && contains(formatted(configShape, resource.config, 'json'), wanted)) return resource
    }
    Marker = page.nextMarker
  } while (Marker !== undefined)
  return undefined
}

/** The members of a configuration that answers can have: some are write-only, such as the source of certificates. */
function shownOf({ configMember, entityShape }: Family, config: object, { config: there }: Resource): object {
  if (configMember) return config
  const shown = Object.entries(config).filter(([name]) => name in there || entityShape.member.has(name))
  return Object.fromEntries(shown)
}

/** The number of attempts of a failed call, from the SDK. */
function attemptsOf({ cause }: ServiceError): number {
  return (cause as { $metadata?: { attempts?: number } } | undefined)?.$metadata?.attempts ?? 1
}

function isSame(one: unknown, other: unknown): boolean {
  return one instanceof Uint8Array && other instanceof Uint8Array && Buffer.compare(one, other) === 0
}
