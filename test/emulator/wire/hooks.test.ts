import * as CF from '@aws-sdk/client-cloudfront'
import { describe, expect, test } from 'vitest'
import { fault, type Handlers } from '../../../src/emulator/wire/handlers.ts'
import { type Answer, type SeenCall } from '../../../src/emulator/wire/server.ts'
import { sendRaw, startWire } from './start-wire.ts'

const FAMILY = '/2020-05-31/key-group'
const listing: Handlers = { ListKeyGroups: () => ({ KeyGroupList: { MaxItems: 100, Quantity: 0 } }) }

describe('hooks', () => {
  test('before may refuse a call, which then has no effect; after sees the refusal', async () => {
    let handled = 0
    const seen: [SeenCall, Answer][] = []
    const { port } = await startWire({
      handlers: {
        GetDistribution: () => {
          handled += 1
          return {}
        }
      },
      hooks: {
        before: async () => {
          throw fault('Throttling', 'Rate exceeded')
        },
        after: async (call, answer) => {
          seen.push([call, answer])
          return answer
        }
      }
    })
    expect((await sendRaw(port, { path: '/2020-05-31/distribution/a%20b' })).code).toBe('Throttling')
    expect(handled).toBe(0)
    expect(seen.map(([{ operation, labels }, { status, code }]) => [operation.name, labels, status, code])).toEqual([
      ['GetDistribution', { Id: 'a b' }, 400, 'Throttling']
    ])
  })

  test('before may answer by itself', async () => {
    const { port } = await startWire({
      handlers: listing,
      hooks: {
        before: async (_, __, response) => {
          response.writeHead(200).end('garbage')
          return 'handled'
        }
      }
    })
    expect((await sendRaw(port, { path: FAMILY })).text).toBe('garbage')
  })

  test('after may drop the answer although the handler had its effect', async () => {
    let handled = 0
    const { port, logged } = await startWire({
      handlers: {
        GetDistribution: () => {
          handled += 1
          return {}
        }
      },
      hooks: {
        after: async (_, __, request) => {
          request.socket.resetAndDestroy()
          return 'handled'
        }
      }
    })
    await expect(sendRaw(port, { path: '/2020-05-31/distribution/a' })).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(handled).toBe(1)
    expect(logged).toEqual([])
  })

  test('after may add an element which the SDK does not know', async () => {
    const { client, port } = await startWire({
      handlers: listing,
      hooks: {
        after: async (_, answer) => ({
          ...answer,
          body: Buffer.from(Buffer.from(answer.body).toString().replace('<Quantity>', '<Future>1</Future><Quantity>'))
        })
      }
    })
    expect((await client.send(new CF.ListKeyGroupsCommand({}))).KeyGroupList).toEqual({ MaxItems: 100, Quantity: 0 })
    expect((await sendRaw(port, { path: FAMILY })).text).toContain('<Future>1</Future>')
  })

  test('one that fails is 500, not the end', async () => {
    const { port, logged } = await startWire({
      handlers: listing,
      hooks: { after: () => Promise.reject(new Error('broken')) }
    })
    expect((await sendRaw(port, { path: FAMILY })).status).toBe(500)
    expect(logged).toHaveLength(1)
  })
})
