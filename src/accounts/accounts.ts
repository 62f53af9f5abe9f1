import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'

/** What is known about the account that a call is for. */
export interface AccountScope {
  /** The account that the caller named. */
  readonly account?: string | undefined
  /** The id of the resource that the request is about; calls without an id of their own go to its account. */
  readonly subject?: string | undefined
  /** For calls that do not identify an account, such as reading a resource by its name. */
  readonly byDefault?: string | undefined
}

/** The account of a list from the store: its name in addresses, and its identity in the store. */
export interface ListedAccount {
  readonly name: string
  readonly identity: string
}

/** The AWS accounts behind this service, if there are several. */
export interface Accounts {
  readonly names: readonly string[]
  /** The identity in the store of the account with this name. Throws for an unknown name. */
  readonly identityOf: (name: string) => string
  /** The name of an identity in the store; undefined for one that the settings no longer name. */
  readonly nameAt: (identity: string) => string | undefined
  /** The client of each account, for health checks. */
  readonly clients: ReadonlyMap<string, CloudFrontClient>
  /** Where resources are created if the caller names no account. */
  readonly byDefault: string | undefined
  /** The account of a resource by its id, or of an item of one of CloudFront's lists, if it is known without a call. */
  readonly nameOf: (resource: string | object) => string | undefined
  /**
   * Stores the accounts of these distributions and tenants, since the store counts per account. Safe to repeat, and
   * free for those that are already stored. Throws if the store fails.
   */
  readonly ensureStored: (ids: readonly string[]) => Promise<void>
  /** The account that the request names, or that of the resource by its id, or the default of the request. */
  readonly ofResource: (id: string) => string | undefined
  /** The same for a resource that only has a name, which does not identify an account. */
  readonly ofRequest: () => string | undefined
  /** Runs a function whose calls all go to this account. */
  readonly within: <Result>(account: string, run: () => Promise<Result>) => Promise<Result>
  /** CloudFront's marker for the part of a list after this item. */
  readonly markerAfter: (item: { readonly Id?: string | undefined }) => string | undefined
  /** The account that calls without an id currently go to, if known. */
  readonly currentName: () => string | undefined
  /** A cache key for the account that calls without an id currently go to. */
  readonly current: () => string
}

/** An answer about a resource, with its account if there are several. */
export function withAccount<Answer extends object>(
  answer: Answer,
  account: string | undefined
): Answer & { account?: string } {
  return account === undefined ? answer : { ...answer, account }
}

export function currentKey({ account, subject }: AccountScope = {}): string {
  return account ?? (subject === undefined ? '' : `of ${subject}`)
}

/** The account of an address: the one that it names, or that of the last id in it. */
export function accountAt({ nameOf }: Pick<Accounts, 'nameOf'>, address: string): string | undefined {
  const [path = '', query] = address.split('?', 2)
  return new URLSearchParams(query).get('account') ?? firstOf(path.split('/').toReversed(), nameOf)
}

/** The identity of that account; undefined also for a name that the settings no longer have. */
export function identityAt(accounts: Accounts | undefined, address: string): string | undefined {
  const name = accounts && accountAt(accounts, address)
  return name !== undefined && accounts?.names.includes(name) ? accounts.identityOf(name) : undefined
}

function firstOf<Value>(parts: readonly string[], find: (part: string) => Value | undefined): Value | undefined {
  for (const part of parts) {
    const found = find(part)
    if (found !== undefined) return found
  }
  return undefined
}
