import * as CF from '@aws-sdk/client-cloudfront'
import { operations } from '../../src/cloudfront/model/shapes.ts'

type Command = CF.ListDistributionsCommand

/** Everything that any list of the account shows which needs nothing to be asked for, but what AWS keeps for everybody. */
export async function leftIn(client: CF.CloudFrontClient): Promise<string[]> {
  const lists = [...operations.values()].filter(
    ({ name, input }) => /^List(?!.*By)/.test(name) && input.members.every(({ required }) => !required)
  )
  const left = await Promise.all(
    lists.map(async ({ name }) => {
      const Command = CF[`${name}Command` as keyof typeof CF] as unknown as new (input: object) => Command
      const answer = await client.send(new Command({ Type: 'custom' }))
      return itemsOf(answer).map(item => `${name}: ${JSON.stringify(item)}`)
    })
  )
  return left.flat()
}

/** The list of an answer: a member of it, or `Items` of one. */
export function itemsOf(answer: object): unknown[] {
  for (const member of Object.values(answer) as unknown[]) {
    if (Array.isArray(member)) return member
    if (typeof member === 'object' && member && 'Items' in member && Array.isArray(member.Items)) return member.Items
  }
  return []
}
