import { createPublicKey, type KeyObject } from 'node:crypto'
import { type Subject } from '../families/row.ts'
import { type FamilyRecord, type KeyGroupConfig, PUBLIC_KEYS, type PublicKeyConfig } from '../records.ts'
import { nameRules } from './policy-members.ts'
import { repeated, type Rule } from './rule.ts'

const FIXED = ['CallerReference', 'Name', 'EncodedKey'] as const satisfies readonly (keyof PublicKeyConfig)[]

/** API reference, PublicKeyConfig and UpdatePublicKey; Developer Guide, "Create key pairs for your signers". */
export const publicKeyRules: readonly Rule<Subject<PublicKeyConfig>>[] = [
  {
    code: 'CannotChangeImmutablePublicKeyFields',
    message: 'You cannot change the value of a public key, its name or its caller reference.',
    brokenBy: ({ config, before }) =>
      before !== undefined && FIXED.some(member => config[member] !== before.config[member])
  },
  ...nameRules,
  {
    code: 'InvalidArgument',
    message:
      'The parameter EncodedKey must be the PEM of an RSA key of 2048 bits or of an ECDSA key of the curve P-256.',
    brokenBy: ({ config }) => !isSignersKey(config.EncodedKey)
  },
  {
    code: 'InvalidArgument',
    message: 'The parameter CallerReference must not be empty.',
    brokenBy: ({ config }) => config.CallerReference === ''
  }
]

function isSignersKey(pem: string): boolean {
  if (!pem.trimStart().startsWith('-----BEGIN PUBLIC KEY-----')) return false
  let key: KeyObject
  try {
    key = createPublicKey(pem)
  } catch {
    // Whatever cannot be parsed is not a key; the reason does not matter.
    return false
  }
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {}
  return key.asymmetricKeyType === 'rsa' ? modulusLength === 2048 : namedCurve === 'prime256v1'
}

type Group = Subject<KeyGroupConfig>

function unknownKeys({ config, account }: Group): string[] {
  const known = new Set(account.records<FamilyRecord<PublicKeyConfig>>(PUBLIC_KEYS).map(({ id }) => id))
  return config.Items.filter(id => !known.has(id))
}

/** API reference, KeyGroupConfig; Developer Guide, quotas. Which code refuses an unknown key is inferred: CreateKeyGroup has no other. */
export const keyGroupRules: readonly Rule<Group>[] = [
  ...nameRules,
  {
    code: 'InvalidArgument',
    message: 'The parameter Items must name at least one public key, and none of them twice.',
    brokenBy: ({ config }) => config.Items.length === 0 || repeated(config.Items).length > 0
  },
  {
    code: 'TooManyPublicKeysInKeyGroup',
    message: 'The number of public keys in this key group is more than the maximum allowed.',
    brokenBy: ({ config, account }) => config.Items.length > account.quotas().publicKeysPerKeyGroup
  },
  {
    code: 'InvalidArgument',
    message: group => `One or more public keys do not exist: ${unknownKeys(group).join(', ')}.`,
    brokenBy: group => unknownKeys(group).length > 0
  }
]
