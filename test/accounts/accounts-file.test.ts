import { describe, expect, test } from 'vitest'
import { readAccountsFile } from '../../src/accounts/accounts-file.ts'
import { SettingsFileError } from '../../src/settings-file.ts'
import { readConfig } from '../../src/config.ts'
import { accountsFile } from './start-accounts.ts'

const roleArn = 'arn:aws:iam::111111111111:role/frontage'

test('an account is in a role, at an address, or both; the number is that of the role', async () => {
  const file = await accountsFile([
    { name: 'prod', roleArn, externalId: 'a:b/c', default: true },
    { name: 'local', endpoint: 'http://127.0.0.1:8081/' },
    { name: 'china', roleArn: 'arn:aws-cn:iam::222222222222:role/path/frontage', endpoint: 'https://proxy.example.com' }
  ])
  expect(readAccountsFile(file)).toEqual([
    {
      name: 'prod',
      identity: 'aws:111111111111',
      accountId: '111111111111',
      role: { arn: roleArn, externalId: 'a:b/c' },
      endpoint: undefined,
      isDefault: true
    },
    {
      name: 'local',
      identity: 'endpoint:http://127.0.0.1:8081',
      accountId: undefined,
      role: undefined,
      endpoint: 'http://127.0.0.1:8081',
      isDefault: false
    },
    {
      name: 'china',
      identity: 'aws:222222222222',
      accountId: '222222222222',
      role: { arn: 'arn:aws-cn:iam::222222222222:role/path/frontage', externalId: undefined },
      endpoint: 'https://proxy.example.com',
      isDefault: false
    }
  ])
})

describe('what is wrong is named by its member, and no value is repeated', () => {
  const secret = 'do-not-show'
  test.each<[string, unknown, RegExp]>([
    ['no JSON', '{"accounts": [', /is not JSON/],
    ['an empty list', { accounts: [] }, /accounts must not be empty/],
    ['a misspelt member', { accounts: [{ name: 'a', roleARN: roleArn }] }, /accounts\.0\.roleARN/],
    ['a name that cannot be in an address', { accounts: [{ name: 'Prod account', roleArn }] }, /accounts\.0\.name/],
    ['no role', { accounts: [{ name: 'a', roleArn: 'arn:aws:iam::1:user/x' }] }, /accounts\.0\.roleArn/],
    ['neither role nor address', { accounts: [{ name: 'a' }] }, /accounts\.0 has neither a roleArn nor an endpoint/],
    [
      'an external id without a role',
      { accounts: [{ name: 'a', endpoint: 'http://127.0.0.1:1', externalId: secret }] },
      /accounts\.0 has an externalId without a roleArn/
    ],
    [
      'another number',
      { accounts: [{ name: 'a', roleArn, accountId: '222222222222' }] },
      /accounts\.0 has an accountId/
    ],
    [
      'a duplicate name',
      {
        accounts: [
          { name: 'a', roleArn },
          { name: 'a', endpoint: 'http://127.0.0.1:1' }
        ]
      },
      /a duplicate name/
    ],
    [
      'a duplicate account',
      {
        accounts: [
          { name: 'a', roleArn },
          { name: 'b', roleArn: `${roleArn}-2` }
        ]
      },
      /the duplicate account 111111111111/
    ],
    [
      'the number of another one',
      {
        accounts: [
          { name: 'a', roleArn },
          { name: 'b', endpoint: 'http://127.0.0.1:1', accountId: '111111111111' }
        ]
      },
      /the duplicate account 111111111111/
    ],
    [
      'a duplicate address',
      {
        accounts: [
          { name: 'a', endpoint: 'http://127.0.0.1:1' },
          { name: 'b', endpoint: 'http://127.0.0.1:1/' }
        ]
      },
      /a duplicate endpoint/
    ],
    [
      'two defaults',
      {
        accounts: [
          { name: 'a', roleArn, default: true },
          { name: 'b', endpoint: 'http://127.0.0.1:1', default: true }
        ]
      },
      /more than one default/
    ]
  ])('%s', async (_, content, message) => {
    const file = await accountsFile(typeof content === 'string' ? content : JSON.stringify(content))
    const read = () => readAccountsFile(file)
    expect(read).toThrow(SettingsFileError)
    expect(read).toThrow(message)
    expect(read).toThrow(/^ACCOUNTS_FILE: /)
    expect(read).not.toThrow(secret)
  })

  test('a file that is not there', () => {
    expect(() => readAccountsFile('/nowhere/accounts.json')).toThrow(/does not exist/)
  })

  test('an address for everything beside the accounts', () => {
    expect(() => readConfig({ ACCOUNTS_FILE: 'a.json', CLOUDFRONT_ENDPOINT: 'http://127.0.0.1:1' })).toThrow(
      'CLOUDFRONT_ENDPOINT and ACCOUNTS_FILE cannot both be set'
    )
  })
})
