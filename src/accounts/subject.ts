/** What a call says about the account that it is for. */
export type Subject =
  /** A resource by its id. `isUnique`: it is certain to be in one account only, unlike a name. */
  | { readonly kind: 'id'; readonly id: string; readonly isUnique: boolean }
  /** A resource by its ARN, which names the account and ends with the id or name. */
  | {
      readonly kind: 'arn'
      readonly id: string
      readonly isUnique: boolean
      readonly accountId: string
      readonly arn: string
    }
  /** Found only by asking every account, such as the tenant of a domain. */
  | { readonly kind: 'look-up' }
  /** A list of all resources of one kind in an account. */
  | { readonly kind: 'list' }
  /** By a name that several accounts may have, or a new resource. */
  | { readonly kind: 'none' }

type Input = Readonly<Record<string, unknown>>

/** In this order: an invalidation's `Id` is only meaningful within its distribution. */
const IDS = [
  'DistributionId',
  'DistributionTenantId',
  'TargetDistributionId',
  'PrimaryDistributionId',
  'Id',
  'Identifier'
]
const ARNS = ['Resource', 'ResourceArn', 'ARN', 'KvsARN']
/** Members that hold one of those ids. */
const INSIDE = ['TargetResource', 'DomainControlValidationResource']
const LOOK_UPS: ReadonlySet<string> = new Set(['GetDistributionTenantByDomain', 'GetConnectionGroupByRoutingEndpoint'])

/** What a call is about, by the operation's name and its input. */
export function subjectOf(operation: string, input: Input): Subject {
  if (LOOK_UPS.has(operation)) return { kind: 'look-up' }
  const inside = INSIDE.map(name => input[name]).find(value => value !== undefined) as Input | undefined
  for (const members of [input, inside ?? {}]) {
    for (const name of IDS) {
      const id = members[name]
      if (typeof id !== 'string' || id === '') continue
      if (id.startsWith('arn:')) return subjectAt(id)
      return { kind: 'id', id, isUnique: (name === 'Identifier' ? PREFIXED : UNIQUE).test(id) }
    }
  }
  for (const name of ARNS) {
    const arn = input[name]
    if (typeof arn === 'string' && arn.startsWith('arn:')) return subjectAt(arn)
  }
  return { kind: operation.startsWith('List') ? 'list' : 'none' }
}

/** `arn:aws:cloudfront::123456789012:distribution/E123`: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
function subjectAt(arn: string): Subject {
  const [, , , , accountId = '', ...rest] = arn.split(':')
  const id = rest.join(':').split('/').slice(1).join('/')
  const isUnique = UNIQUE.test(id)
  return { kind: 'arn', id: isUnique ? id : arn, isUnique, accountId, arn }
}

/** A read that tells whether an account has the resource that a write is about. */
export interface Probe {
  readonly operation: string
  readonly input: Input
}

/** Ids of CloudFront's policies, distributions and tenants; anything else may be a name, which several accounts may have. */
const UNIQUE = /^([A-Z][A-Z0-9]{9,}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[a-z]{2,3}_[A-Za-z0-9]{16,})$/
/** An `Identifier` may be the name, such as CUSTOMER0001, of a resource whose ids have a prefix. */
const PREFIXED = /^[a-z]{2,3}_[A-Za-z0-9]{16,}$/

/** Whether an id cannot be the name of a resource. */
export function isUniqueId(id: string): boolean {
  return UNIQUE.test(id)
}

/** The read that finds what a call is about; `has` tells which operations there are, and their input. */
export function probeOf(
  operation: string,
  subject: Subject & { kind: 'id' | 'arn' },
  has: (operation: string, member: string) => boolean
): Probe {
  const { id } = subject
  if (subject.kind === 'arn') {
    return subject.arn.includes(':distribution/')
      ? { operation: 'GetDistribution', input: { Id: id } }
      : { operation: 'ListTagsForResource', input: { Resource: subject.arn } }
  }
  const [, noun = ''] = /^(?:Update|Delete|Publish|Test|Describe)(\w+)$/.exec(operation) ?? []
  for (const read of [`Get${noun}`, `Get${noun.replace(/Config$/, '')}`]) {
    for (const member of ['Id', 'Identifier']) {
      if (noun !== '' && has(read, member)) return { operation: read, input: { [member]: id } }
    }
  }
  return id.startsWith('dt_')
    ? { operation: 'GetDistributionTenant', input: { Identifier: id } }
    : { operation: 'GetDistribution', input: { Id: id } }
}
