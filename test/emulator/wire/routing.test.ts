import { describe, expect, test } from 'vitest'
import { fault, type Handlers } from '../../../src/emulator/wire/handlers.ts'
import { handleAll, sendAny, sendRaw, SIGNED, startWire } from './start-wire.ts'

const handlers: Handlers = { GetDistribution: ({ Id }) => ({ ETag: Buffer.from(Id).toString('hex') }) }

describe('routing', () => {
  test('%2F stays inside a label and is decoded there', async () => {
    const { port } = await startWire({ handlers })
    const answer = await sendRaw(port, { path: '/2020-05-31/distribution/arn%3Aaws%2Fa%2520b' })
    expect(Buffer.from(answer.headers.etag ?? '', 'hex').toString()).toBe('arn:aws/a%20b')
  })

  test('of operations that share a path the query string chooses one', async () => {
    const { client } = await startWire({
      handlers: handleAll((_, { operation }) => Promise.reject(fault('AccessDenied', operation.name)))
    })
    const nameOf = async (name: string, input: object) =>
      sendAny(client, name, { Resource: 'arn', ...input }).then(
        () => 'answered',
        (error: Error) => error.message
      )
    const Tags = { Items: [{ Key: 'a', Value: 'b' }] }
    expect(await nameOf('TagResource', { Tags })).toBe('TagResource')
    expect(await nameOf('UntagResource', { TagKeys: { Items: ['a'] } })).toBe('UntagResource')
    expect(await nameOf('ListTagsForResource', {})).toBe('ListTagsForResource')
  })

  test('?WithTags and ?WithTags= want another document than the plain path', async () => {
    const { port } = await startWire({ handlers: handleAll(() => ({})) })
    const send = async (search: string) =>
      (await sendRaw(port, { method: 'POST', path: `/2020-05-31/distribution${search}`, body: '<a/>' })).message
    expect(await send('')).toContain('the root element is not DistributionConfig (')
    expect(await send('?WithTags')).toContain('the root element is not DistributionConfigWithTags (')
    expect(await send('?WithTags=')).toContain('the root element is not DistributionConfigWithTags (')
  })

  test.each([
    ['an empty label', 'GET', '/2020-05-31/distribution/', 404, 'UnknownOperationException'],
    ['an empty label in the middle', 'GET', '/2020-05-31/distribution//config', 404, 'UnknownOperationException'],
    ['another API version', 'GET', '/2019-03-26/distribution', 404, 'UnknownOperationException'],
    ['the root', 'GET', '/', 404, 'UnknownOperationException'],
    ['a path that goes on', 'GET', '/2020-05-31/distribution/a/config/b', 404, 'UnknownOperationException'],
    ['a damaged percent-encoding', 'GET', '/2020-05-31/distribution/%ZZ', 400, 'InvalidArgument'],
    ['an encoding that is not UTF-8', 'GET', '/2020-05-31/distribution/%FF', 400, 'InvalidArgument'],
    ['another method', 'PATCH', '/2020-05-31/distribution/a', 405, 'MethodNotAllowed'],
    ['a shared path with nothing chosen', 'POST', '/2020-05-31/tagging?Resource=a', 400, 'InvalidArgument']
  ])('answers %s with an error document', async (_, method, path, status, code) => {
    const { port } = await startWire({ handlers })
    const answer = await sendRaw(port, { method, path })
    expect({ status: answer.status, code: answer.code }).toEqual({ status, code })
    expect(answer.headers['x-amzn-requestid']).toBeTruthy()
  })

  test('paths that older models end with a slash are the same without it', async () => {
    const { port } = await startWire({ handlers: { GetMonitoringSubscription: () => ({}) } })
    const path = '/2020-05-31/distributions/E1/monitoring-subscription'
    expect((await sendRaw(port, { path })).status).toBe(200)
    expect((await sendRaw(port, { path: `${path}/` })).status).toBe(200)
    expect((await sendRaw(port, { path: `${path}//` })).status).toBe(404)
  })

  test.each([
    ['true', [true]],
    ['True', [true]],
    ['false', [false]],
    ['1', []]
  ])('a header that is true or false may be written as older clients do: %s', async (Staging, read) => {
    const seen: unknown[] = []
    const { port } = await startWire({
      handlers: {
        CopyDistribution: input => {
          seen.push(input.Staging)
          throw fault('AccessDenied')
        }
      }
    })
    const body = '<CopyDistributionRequest><CallerReference>copy</CallerReference></CopyDistributionRequest>'
    const path = '/2020-05-31/distribution/E1/copy'
    const answer = await sendRaw(port, { method: 'POST', path, headers: { ...SIGNED, Staging }, body })
    expect(seen, answer.text).toEqual(read)
  })

  test('a 405 names the methods there are', async () => {
    const { port } = await startWire({ handlers })
    const answer = await sendRaw(port, { method: 'PATCH', path: '/2020-05-31/distribution' })
    expect(answer.headers.allow?.split(', ').sort()).toEqual(['GET', 'POST'])
  })
})
