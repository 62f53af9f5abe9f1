import { type Identifiers } from '../identifiers.ts'
import { type Change } from '../journal.ts'
import { type Marked, type PageRequest } from '../paging.ts'
import { type QuotaName } from '../quotas.ts'
import { type Assigned, type FamilyRecord } from '../records.ts'
import { type Rule } from '../rules/rule.ts'
import { type Handlers, type OperationName, type Output } from '../wire/handlers.ts'
import { type Account } from './account.ts'
import { type FamilyResources } from './family-resources.ts'

/** The model's name for a resource of a family, taken from the operation that creates it: `CachePolicy`, for example. */
type Entity = OperationName extends infer Name ? (Name extends `Create${infer E}` ? E : never) : never

/** Members by the model's names. */
export type Values = Readonly<Record<string, unknown>>

export type Verb = 'create' | 'get' | 'getConfig' | 'list' | 'update' | 'delete'

/** A code, with CloudFront's own text where it is known. */
export type Refusal = string | { readonly code: string; readonly message: string }

/** A configuration to be created, or to replace another. */
export interface Subject<Config> {
  readonly config: Config
  /** What it replaces; undefined when it is new. */
  readonly before: FamilyRecord<Config> | undefined
  /** All other resources of the family. */
  readonly others: readonly FamilyRecord<Config>[]
  /** Whether the last change of what it replaces has reached the edge; true for a new one. */
  readonly ready: boolean
  /** The ids of the resources that refer to it. */
  readonly usedBy: readonly string[]
  readonly account: Account
}

/** A text that is unique within a family, such as a name or a caller reference. */
interface Unique<Config> {
  readonly of: (config: Config) => string
  /** How a repeat with the same configuration is answered: with the first one, or else with a refusal. */
  readonly repeat?: 'the first'
}

/** A resource to be deleted. */
export interface Removal<Config> {
  readonly record: FamilyRecord<Config>
  /** Whether its last change has reached the edge. */
  readonly ready: boolean
}

/** An entry of a list. */
export interface Entry<Config> extends Marked {
  readonly record: FamilyRecord<Config>
}

/** The errors of the newer families, which have none of their own in the API. */
export const entityErrors = {
  missing: 'EntityNotFound',
  alreadyExists: 'EntityAlreadyExists',
  tooMany: 'EntityLimitExceeded',
  inUse: 'CannotDeleteEntityWhileInUse'
} as const

/** Everything that makes one family differ from the others. */
export interface FamilyRow<Config extends object> {
  readonly entity: Entity
  /** For messages, with its article: `a cache policy`. */
  readonly noun: string
  /** Where the records are kept. */
  readonly collection: string
  /** Operations that are not named after the entity; `null` for one that does not exist. */
  readonly operations?: Partial<Record<Verb, OperationName | null>>
  readonly errors: {
    readonly missing: Refusal
    readonly alreadyExists?: Refusal
    readonly tooMany?: Refusal
    readonly inUse?: Refusal | ((record: FamilyRecord<Config>, users: readonly string[]) => Refusal)
  }
  readonly id: (ids: Identifiers, config: Config) => string
  /** Its kind in ARNs, if it has one; the ARN ends with its id unless `assigned` has another `Id`. */
  readonly arn?: string
  /** What `Location` ends with: its id, unless it is the ARN. */
  readonly location?: 'arn'
  readonly unique?: readonly Unique<Config>[]
  /** How many of them an account may have. */
  readonly quota?: QuotaName
  /** The ids of the resources that refer to it and so prevent its deletion. */
  readonly usedBy?: (record: FamilyRecord<Config>, account: Account) => readonly string[]
  /** Whether a distribution may reference it; by default it always may. */
  readonly usable?: (record: FamilyRecord<Config>) => boolean
  /** The conditions for its deletion, once nothing refers to it. */
  readonly removal?: readonly Rule<Removal<Config>>[]
  /** Changes to other records that accompany its deletion. */
  readonly cascade?: (record: FamilyRecord<Config>) => readonly Change[]
  /** Fills in what was left out, as CloudFront does. */
  readonly complete?: (config: Config) => Config
  readonly rules?: readonly Rule<Subject<Config>>[]
  /** Adds to an accepted new record what CloudFront creates with it: members, and changes to other records. */
  readonly provision?: (draft: FamilyRecord<Config>) => {
    readonly record: FamilyRecord<Config>
    readonly changes: readonly Change[]
  }
  /** AWS's managed ones: they come first in lists and never change. */
  readonly managed?: readonly { readonly id: string; readonly config: Config }[]
  /** Members that CloudFront assigns once, at creation. */
  readonly assigned?: (ids: Identifiers) => Assigned
  /** The `Status` while a change is being deployed, and afterwards. */
  readonly states?: readonly [inProgress: string, ready: string]
  /** Whether it can have tags, from its creation and from the operations for tags. */
  readonly tagged?: boolean
  /** What is stored of a request, if that differs from its content. It must be JSON. */
  readonly read?: (given: Values, account: Account) => Values
  /** Members of responses that are not in its configuration. */
  readonly shows?: (record: FamilyRecord<Config>, account: Account) => Values
  /** What is shown of it, if that depends on more of the request than the id; undefined for nothing. */
  readonly at?: (record: FamilyRecord<Config>, input: Values) => FamilyRecord<Config> | undefined
  /** The entries of a list, if that is not every record once. */
  readonly entries?: (records: readonly FamilyRecord<Config>[], input: Values) => readonly Entry<Config>[]
  /** Which records a list contains, by the filters of its request. */
  readonly selects?: (input: Values, account: Account) => (record: FamilyRecord<Config>) => boolean
  /** Changes to other records that accompany an update. */
  readonly alongside?: (record: FamilyRecord<Config>, account: Account) => readonly Change[]
  /** Operations that only this family has, or has in this way. */
  readonly verbs?: (resources: FamilyResources<Config>, answers: Answers<Config>) => Handlers
}

/** Builds the outputs of operations by the model. */
export interface Answers<Config> {
  /** For an operation that shows a resource. */
  readonly answer: <Name extends OperationName>(name: Name, record: FamilyRecord<Config>) => Output<Name>
  /** For an operation that lists resources in the format of the family's own list; the records must be sorted by id. */
  readonly list: <Name extends OperationName>(
    name: Name,
    records: readonly FamilyRecord<Config>[],
    request: PageRequest
  ) => Output<Name>
}
