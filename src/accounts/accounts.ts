import { type CloudFrontClient } from '@aws-sdk/client-cloudfront'

/** On whose behalf a call is made, as far as it says by itself which account it is for. */
export interface AccountScope {
  /** The account that the caller named. */
  readonly account?: string | undefined
  /** The id of the resource that the request is about: calls without an id of their own are for its account. */
  readonly subject?: string | undefined
  /** For what says nothing of its account, such as a resource that is read by its name. */
  readonly byDefault?: string | undefined
}

/** The account that a list from the store is of: the name in addresses, and the identity that the store has beside ids. */
export interface ListedAccount {
  readonly name: string
  readonly identity: string
}

/** The AWS accounts behind this service, where there are several. */
export interface Accounts {
  readonly names: readonly string[]
  /** What the store knows the account of this name by. Throws for a name that there is not. */
  readonly identityOf: (name: string) => string
  /** The name of an identity that the store has; undefined for one that the settings no longer name. */
  readonly nameAt: (identity: string) => string | undefined
  /** The client of each by itself, to be asked for its health. */
  readonly clients: ReadonlyMap<string, CloudFrontClient>
  /** Where something is created whose caller names no account. */
  readonly byDefault: string | undefined
  /** The account of a resource by its id, or of an item as a list of CloudFront has it, as far as it is known without asking anybody. */
  readonly nameOf: (resource: string | object) => string | undefined
  /**
   * Has the store know the accounts of these distributions and tenants: what is counted there is counted by account. Safe to
   * repeat, and costs nothing for what is known to be there. Throws where the store does not take it.
   */
  readonly ensureStored: (ids: readonly string[]) => Promise<void>
  /** The account that the request names, or that of the resource by its id, or the default of the request. */
  readonly ofResource: (id: string) => string | undefined
  /** The same for what has a name alone, which says nothing of its account. */
  readonly ofRequest: () => string | undefined
  /** Runs what only concerns this account: its calls go nowhere else. */
  readonly within: <Result>(account: string, run: () => Promise<Result>) => Promise<Result>
  /** Where a list goes on after an item of it, as CloudFront has it. */
  readonly markerAfter: (item: { readonly Id?: string | undefined }) => string | undefined
  /** The account that calls without an id are for now, as far as it is known. */
  readonly currentName: () => string | undefined
  /** A key of the account that calls without an id are for now, for what is remembered of one account. */
  readonly current: () => string
}

/** An answer about a resource, with the account that it is in where there are several. */
export function withAccount<Answer extends object>(
  answer: Answer,
  account: string | undefined
): Answer & { account?: string } {
  return account === undefined ? answer : { ...answer, account }
}

export function currentKey({ account, subject }: AccountScope = {}): string {
  return account ?? (subject === undefined ? '' : `of ${subject}`)
}

/** The account of what has this address: the one that the address names, or that of the last id in it. */
export function accountAt({ nameOf }: Pick<Accounts, 'nameOf'>, address: string): string | undefined {
  const [path = '', query] = address.split('?', 2)
  return new URLSearchParams(query).get('account') ?? firstOf(path.split('/').toReversed(), nameOf)
}

/** The same as the store has it; undefined also for a name that the settings no longer have. */
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
