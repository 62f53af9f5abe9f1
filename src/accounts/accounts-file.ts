import Type from 'typebox'
import { readSettingsFile } from '../settings-file.ts'

/** One AWS account, or another CloudFront. */
export interface AccountSettings {
  /** The name that callers and logs use. */
  readonly name: string
  /**
   * The key of the account in the store, which survives a change of name: `aws:123456789012` or
   * `endpoint:http://127.0.0.1:8081`.
   */
  readonly identity: string
  /** Twelve digits; undefined for a local CloudFront whose account does not matter. */
  readonly accountId: string | undefined
  readonly role: { readonly arn: string; readonly externalId: string | undefined } | undefined
  readonly endpoint: string | undefined
  /** Whether resources are created here if the request names no account. */
  readonly isDefault: boolean
}

const ROLE = '^arn:aws(-[a-z-]+)?:iam::[0-9]{12}:role/[!-~]{1,512}$'

const AccountsFile = Type.Object(
  {
    accounts: Type.Array(
      Type.Object(
        {
          name: Type.String({
            pattern: '^[a-z0-9][a-z0-9-]{0,31}$',
            'x-expected': 'up to 32 lower-case letters, digits and hyphens'
          }),
          roleArn: Type.Optional(
            Type.String({
              pattern: ROLE,
              'x-expected': 'the ARN of a role, such as arn:aws:iam::123456789012:role/NAME'
            })
          ),
          // IAM User Guide, "Access to AWS accounts owned by third parties".
          externalId: Type.Optional(
            Type.String({
              pattern: '^[\\w+=,.@:/-]{2,1224}$',
              'x-expected': '2 to 1224 letters, digits and _ + = , . @ : / -'
            })
          ),
          accountId: Type.Optional(Type.String({ pattern: '^[0-9]{12}$', 'x-expected': '12 digits' })),
          endpoint: Type.Optional(
            Type.String({
              pattern: '^https?://[^/@?#]+/?$',
              'x-expected': 'a URL with nothing behind its host and port'
            })
          ),
          default: Type.Optional(Type.Boolean())
        },
        { additionalProperties: false }
      ),
      { minItems: 1, maxItems: 100 }
    )
  },
  { additionalProperties: false }
)

/** The accounts in a file of JSON. Throws a SettingsFileError that names the member. */
export function readAccountsFile(file: string): AccountSettings[] {
  const { content, wrong } = readSettingsFile(file, {
    setting: 'ACCOUNTS_FILE',
    schema: AccountsFile,
    parse: JSON.parse,
    // Node's own message quotes the file.
    misparsed: () => 'is not JSON'
  })
  const accounts = content.accounts.map((account, index): AccountSettings => {
    const refuse = (detail: string) => wrong(`does not fit: accounts.${index} ${detail}`)
    const { name, roleArn, externalId, endpoint, default: isDefault = false } = account
    const inRole = roleArn?.split(':')[4]
    if (roleArn === undefined && endpoint === undefined) throw refuse('has neither a roleArn nor an endpoint')
    if (roleArn === undefined && externalId !== undefined) throw refuse('has an externalId without a roleArn')
    if (inRole !== undefined && account.accountId !== undefined && account.accountId !== inRole) {
      throw refuse('has an accountId that differs from the account of its roleArn')
    }
    const origin = endpoint?.replace(/\/$/, '')
    const accountId = inRole ?? account.accountId
    return {
      name,
      identity: inRole === undefined ? `endpoint:${new URL(origin ?? '').origin}` : `aws:${inRole}`,
      accountId,
      role: roleArn === undefined ? undefined : { arn: roleArn, externalId },
      endpoint: origin,
      isDefault
    }
  })
  const hasDuplicate = (of: (account: AccountSettings) => string) => new Set(accounts.map(of)).size < accounts.length
  if (hasDuplicate(({ name }) => name)) throw wrong('has a duplicate name')
  const accountIds = accounts.flatMap(({ accountId }) => accountId ?? [])
  const repeated = accountIds.find((accountId, index) => accountIds.indexOf(accountId) < index)
  if (repeated !== undefined) throw wrong(`has the duplicate account ${repeated}`)
  if (hasDuplicate(({ identity }) => identity)) throw wrong('has a duplicate endpoint')
  if (accounts.filter(({ isDefault }) => isDefault).length > 1) throw wrong('has more than one default')
  return accounts
}
