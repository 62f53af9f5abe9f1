import Type from 'typebox'
import { parse } from 'yaml'
import { readSettingsFile } from '../settings-file.ts'
import { isTrustworthy } from './issuer-fetch.ts'
import { type Issuer } from './issuers.ts'
import { grantMembers } from './schemas.ts'

const Claim = Type.Union([Type.String({ minLength: 1 }), Type.Number(), Type.Boolean()])
const IssuersFile = Type.Object(
  {
    issuers: Type.Array(
      Type.Object(
        {
          issuer: Type.String(),
          audience: Type.Union([
            Type.String({ minLength: 1 }),
            Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })
          ]),
          jwksUri: Type.Optional(Type.String()),
          rules: Type.Array(
            Type.Object(
              {
                when: Type.Record(Type.String(), Type.Union([Claim, Type.Array(Claim, { minItems: 1 })]), {
                  minProperties: 1
                }),
                ...grantMembers
              },
              { additionalProperties: false }
            ),
            { minItems: 1 }
          )
        },
        { additionalProperties: false }
      ),
      { minItems: 1 }
    )
  },
  { additionalProperties: false }
)

/** The issuers in a file of YAML, or of JSON, which is YAML. Throws a SettingsFileError. */
export function readIssuersFile(file: string): Issuer[] {
  const { content, wrong } = readSettingsFile(file, {
    setting: 'OIDC_ISSUERS_FILE',
    schema: IssuersFile,
    parse: text => parse(text) as unknown,
    misparsed: ({ code, message }: NodeJS.ErrnoException) => `cannot be read (${(code ?? message).split('\n')[0]})`
  })
  const issuers = content.issuers.map(({ issuer, audience, jwksUri, rules }): Issuer => {
    for (const address of [issuer, ...(jwksUri === undefined ? [] : [jwksUri])]) {
      if (!isTrustworthy(address))
        throw wrong('has an address that is not https; only addresses of this machine may be http')
    }
    return {
      issuer,
      audience: [audience].flat(),
      jwksUri,
      rules: rules.map(({ when, ...grant }) => ({ when, grant }))
    }
  })
  if (new Set(issuers.map(({ issuer }) => issuer)).size < issuers.length) throw wrong('has a duplicate issuer')
  return issuers
}
