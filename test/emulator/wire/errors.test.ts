import * as CF from '@aws-sdk/client-cloudfront'
import { describe, expect, test } from 'vitest'
import { modelledErrors } from '../../../src/cloudfront/model/shapes.ts'
import { CloudFrontFault, fault, type Handlers } from '../../../src/emulator/wire/handlers.ts'
import { createClient, sendRaw, startWire } from './start-wire.ts'

const handlers: Handlers = {
  GetDistribution: ({ Id }) => {
    throw fault(Id, `about ${Id} & <more>`)
  }
}

async function errorOf(client: CF.CloudFrontClient, code: string): Promise<CF.CloudFrontServiceException> {
  try {
    await client.send(new CF.GetDistributionCommand({ Id: code }))
  } catch (error) {
    if (error instanceof CF.CloudFrontServiceException) return error
    throw error
  }
  throw new Error('it was answered')
}

describe('a fault thrown by a handler', () => {
  test('arrives as the right class, name, status and request id for all 152 modelled errors', async () => {
    const ids: string[] = []
    const requestId = () => {
      ids.push(`request-${ids.length}`)
      return ids.at(-1) ?? ''
    }
    const { client, logged } = await startWire({ handlers, requestId })
    expect(modelledErrors.size).toBe(152)
    for (const { name, status } of modelledErrors.values()) {
      const error = await errorOf(client, name)
      expect(error).toBeInstanceOf(CF[name as keyof typeof CF])
      expect(error.name).toBe(name)
      expect(error.message).toBe(`about ${name} & <more>`)
      expect(error.$fault).toBe(status < 500 ? 'client' : 'server')
      expect(error.$metadata).toMatchObject({ httpStatusCode: status, requestId: ids.at(-1) })
    }
    expect(logged).toEqual([])
  })

  test.each([
    ['MalformedXML', 400],
    ['Throttling', 400],
    ['InvalidClientTokenId', 403],
    ['InternalError', 500],
    ['ServiceUnavailable', 503]
  ])('arrives under its name when the model does not know it: %s', async (code, status) => {
    const { client } = await startWire({ handlers })
    const error = await errorOf(client, code)
    expect(error.name).toBe(code)
    expect(error.$metadata.httpStatusCode).toBe(status)
  })

  test('is the document that CloudFront sends', async () => {
    const { port } = await startWire({ handlers, requestId: () => 'r-1' })
    const answer = await sendRaw(port, { path: '/2020-05-31/distribution/NoSuchDistribution' })
    expect(answer.status).toBe(404)
    expect(answer.headers).toMatchObject({ 'content-type': 'text/xml', 'x-amzn-requestid': 'r-1' })
    expect(answer.text).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n' +
        '<ErrorResponse xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Error><Type>Sender</Type>' +
        '<Code>NoSuchDistribution</Code><Message>about NoSuchDistribution &amp; &lt;more&gt;</Message></Error>' +
        '<RequestId>r-1</RequestId></ErrorResponse>'
    )
    const failure = await sendRaw(port, { path: '/2020-05-31/distribution/ServiceUnavailable' })
    expect(failure.text).toContain('<Type>Receiver</Type>')
  })

  test('is retried by the SDK when it is a throttling', async () => {
    let calls = 0
    const { url } = await startWire({
      handlers: {
        GetDistribution: () => {
          calls += 1
          if (calls === 1) throw fault('Throttling', 'Rate exceeded')
          return { ETag: 'E1' }
        }
      }
    })
    const patient = createClient(url, { maxAttempts: 2 })
    expect((await patient.send(new CF.GetDistributionCommand({ Id: 'E' }))).ETag).toBe('E1')
    patient.destroy()
  })

  test('holds nothing that XML forbids, whatever the caller sent', async () => {
    const echo: Handlers = {
      GetDistribution: ({ Id }) => {
        throw fault('InvalidArgument', `no ${Id}`)
      }
    }
    const { port } = await startWire({ handlers: echo })
    const { message } = await sendRaw(port, { path: '/2020-05-31/distribution/a%00%EF%BF%BEb%3C' })
    expect(message).toBe('no a\ufffd\ufffdb&lt;')
  })
})

describe('fault', () => {
  test('has the status of the model, its own, or the one it is given', () => {
    expect(fault('TestFunctionFailed').status).toBe(500)
    expect(fault('Throttling').status).toBe(400)
    expect(fault('Throttling', 'Rate exceeded', 429).status).toBe(429)
    expect(fault('SlowDown', 'Please reduce your request rate.', 503)).toMatchObject({
      code: 'SlowDown',
      status: 503,
      message: 'Please reduce your request rate.'
    })
    expect(fault('NoSuchDistribution')).toBeInstanceOf(CloudFrontFault)
  })

  test('refuses a code that CloudFront does not have', () => {
    expect(() => fault('NoSuchDistributon')).toThrow(TypeError)
    expect(() => fault('constructor')).toThrow(TypeError)
  })
})
