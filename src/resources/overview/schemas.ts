import Type, { type Static } from 'typebox'

export const Overview = Type.Object(
  {
    version: Type.String({ description: 'The version of Frontage.' }),
    backend: Type.Enum(['local', 'aws'], {
      type: 'string',
      description: 'Which CloudFront is behind this service.'
    }),
    links: Type.Record(Type.String(), Type.String(), {
      description: 'Addresses of this service, by what they offer.'
    })
  },
  { 'x-component': 'Overview', 'x-component-description': 'What this service is, and where to go from here.' }
)
export type Overview = Static<typeof Overview>
