import * as CF from '@aws-sdk/client-cloudfront'
import { describe, expect, test } from 'vitest'
import { CloudFrontFault, type Handlers } from '../../../src/emulator/wire/handlers.ts'
import { handleAll, sendRaw, SIGNED, startWire } from './start-wire.ts'

const FAMILY = '/2020-05-31/key-group'

describe('what a handler is told and may do', () => {
  test('the origin is the one the caller used, so that Location is absolute', async () => {
    const { url, client } = await startWire({
      handlers: {
        CreateInvalidation: ({ DistributionId, InvalidationBatch }, { origin }) => ({
          Location: `${origin}/2020-05-31/distribution/${DistributionId}/invalidation/I1`,
          Invalidation: { Id: 'I1', Status: 'InProgress', CreateTime: new Date(0), InvalidationBatch }
        })
      }
    })
    const InvalidationBatch = { CallerReference: 'r', Paths: { Quantity: 1, Items: ['/*'] } }
    const made = await client.send(new CF.CreateInvalidationCommand({ DistributionId: 'E1', InvalidationBatch }))
    expect(made.Location).toBe(`${url}/2020-05-31/distribution/E1/invalidation/I1`)
    expect(made.Invalidation?.InvalidationBatch).toEqual(InvalidationBatch)
  })

  test('an operation without handler is 501 NotImplemented and names itself', async () => {
    const { client } = await startWire({ handlers: {} })
    const error: unknown = await client.send(new CF.ListKeyGroupsCommand({})).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      name: 'NotImplemented',
      message: 'The local CloudFront does not implement ListKeyGroups.',
      $metadata: { httpStatusCode: 501 }
    })
  })

  test.each<[string, Handlers]>([
    ['throws', { ListKeyGroups: () => Promise.reject(new Error('secret detail')) }],
    ['forgets a required member', { ListKeyGroups: () => ({ KeyGroupList: { Quantity: 0, MaxItems: undefined } }) }]
  ])('a handler that %s is 500 InternalError, logged, and the server lives on', async (_, handlers) => {
    const { port, logged } = await startWire({ handlers: { GetDistribution: () => ({}), ...handlers } })
    const answer = await sendRaw(port, { path: FAMILY })
    expect({ status: answer.status, code: answer.code }).toEqual({ status: 500, code: 'InternalError' })
    expect(answer.text).not.toContain('secret')
    expect(logged).toHaveLength(1)
    expect(logged[0]?.fields).toMatchObject({
      operation: 'ListKeyGroups',
      requestId: answer.headers['x-amzn-requestid']
    })
    expect((await sendRaw(port, { path: '/2020-05-31/distribution/a' })).status).toBe(200)
  })

  test('a header no HTTP message can carry is 500, too', async () => {
    const { port, logged } = await startWire({ handlers: { GetDistribution: () => ({ ETag: 'a\r\nb' }) } })
    expect((await sendRaw(port, { path: '/2020-05-31/distribution/a' })).status).toBe(500)
    expect(logged).toHaveLength(1)
  })

  test('UpdateFunction sends its ETag under both names', async () => {
    const { port } = await startWire({ handlers: { UpdateFunction: () => ({ ETag: 'E2' }) } })
    const config = '<FunctionConfig><Comment/><Runtime>cloudfront-js-2.0</Runtime></FunctionConfig>'
    const answer = await sendRaw(port, {
      method: 'PUT',
      path: '/2020-05-31/function/f',
      headers: { ...SIGNED, 'If-Match': 'E1' },
      body: `<UpdateFunctionRequest>${config}<FunctionCode>YQ==</FunctionCode></UpdateFunctionRequest>`
    })
    expect(answer.status, answer.text).toBe(200)
    expect(answer.headers).toMatchObject({ etag: 'E2', ettag: 'E2' })
  })

  test('what travels in a header is not in the body, too', async () => {
    const { port } = await startWire({
      handlers: { AssociateDistributionWebACL: ({ Id, WebACLArn }) => ({ Id, WebACLArn, ETag: 'E2' }) }
    })
    const answer = await sendRaw(port, {
      method: 'PUT',
      path: '/2020-05-31/distribution/E1/associate-web-acl',
      body: '<AssociateDistributionWebACLRequest><WebACLArn>a</WebACLArn></AssociateDistributionWebACLRequest>'
    })
    expect(answer.headers.etag).toBe('E2')
    expect(answer.text).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<AssociateDistributionWebACLResult ' +
        'xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Id>E1</Id><WebACLArn>a</WebACLArn>' +
        '</AssociateDistributionWebACLResult>'
    )
  })

  test('GetFunction answers the code itself', async () => {
    const FunctionCode = Buffer.from([0, 255, 60])
    const { port } = await startWire({ handlers: { GetFunction: () => ({ FunctionCode }) } })
    const answer = await sendRaw(port, { path: '/2020-05-31/function/f' })
    expect(answer.headers['content-type']).toBe('application/octet-stream')
    expect([...answer.body]).toEqual([0, 255, 60])
  })
})

describe('request bodies', () => {
  test('an empty one suits calls that list by POST, and an optional payload', async () => {
    const inputs: unknown[] = []
    const { port } = await startWire({
      handlers: {
        ListConnectionGroups: input => {
          inputs.push(input)
          return { ConnectionGroups: [] }
        },
        UpdateTrustStore: input => {
          inputs.push(input)
          return {}
        }
      }
    })
    expect((await sendRaw(port, { method: 'POST', path: '/2020-05-31/connection-groups' })).status).toBe(200)
    const headers = { ...SIGNED, 'If-Match': 'E1' }
    expect((await sendRaw(port, { method: 'PUT', path: '/2020-05-31/trust-store/t', headers })).status).toBe(200)
    expect(inputs).toEqual([{}, { Id: 't', IfMatch: 'E1' }])
  })

  test('no Content-Type is needed', async () => {
    const { port } = await startWire({ handlers: { CreateKeyGroup: () => ({ ETag: 'E1' }) } })
    const body = '<KeyGroupConfig><Name>n</Name><Items/></KeyGroupConfig>'
    const answer = await sendRaw(port, { method: 'POST', path: FAMILY, body })
    expect(answer.status, answer.text).toBe(201)
  })

  test.each([
    ['announced', { 'Content-Length': '1001' }],
    ['in chunks', { 'Transfer-Encoding': 'chunked' }]
  ])('one that is too long is 413, %s, and the connection goes on', async (_, headers) => {
    const { port } = await startWire({ handlers: handleAll(() => ({})), bodyBytesMax: 1000 })
    const body = 'x'.repeat(1001)
    const answer = await sendRaw(port, { method: 'POST', path: FAMILY, headers: { ...SIGNED, ...headers }, body })
    expect({ status: answer.status, code: answer.code }).toEqual({ status: 413, code: 'RequestEntityTooLarge' })
    expect(answer.headers.connection).not.toBe('close')
  })

  test('what is wrong with a document is said', async () => {
    const { port } = await startWire({ handlers: handleAll(() => ({})) })
    const messageOf = async (body: string) => (await sendRaw(port, { method: 'POST', path: FAMILY, body })).message
    expect(await messageOf('<KeyGroupConfig><Name>')).toBe(
      'The XML document is not well-formed: the document ends inside Name (at KeyGroupConfig/Name).'
    )
    expect(await messageOf('<KeyGroupConfig><Nome/></KeyGroupConfig>')).toBe(
      'Could not parse the request: the element Nome is not known here (at KeyGroupConfig).'
    )
  })

  test('every missing and wrong value is named with its place', async () => {
    const { port } = await startWire({ handlers: handleAll(() => ({})) })
    const body = '<InvalidationBatch><Paths><Quantity>many</Quantity></Paths></InvalidationBatch>'
    const { message } = await sendRaw(port, { method: 'POST', path: '/2020-05-31/distribution/E/invalidation', body })
    expect(message).toBe(
      '2 validation error(s) detected: ' +
        'Value &apos;many&apos; at &apos;invalidationBatch.paths.quantity&apos; failed to satisfy constraint: ' +
        'Member must be an integer; ' +
        'Value null at &apos;invalidationBatch.callerReference&apos; failed to satisfy constraint: Member must not be null'
    )
  })
})

test('a fault carries its headers', async () => {
  const { port } = await startWire({
    handlers: {
      GetDistribution: () => {
        throw new CloudFrontFault('ServiceUnavailable', 'later', 503, { 'Retry-After': '7' })
      }
    }
  })
  expect((await sendRaw(port, { path: '/2020-05-31/distribution/a' })).headers['retry-after']).toBe('7')
})
