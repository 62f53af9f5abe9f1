import { type IncomingMessage, request as httpRequest } from 'node:http'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo } from 'node:net'
import type * as CF from '@aws-sdk/client-cloudfront'
import { expect, onTestFinished } from 'vitest'
import { type LocalCloudFrontOptions } from '../../../src/emulator/local-cloudfront.ts'
import { createDistribution, type Made } from '../distribution-calls.ts'
import { listOf, sample, type Sample } from '../sample-config.ts'
import { startEmulator } from '../start-emulator.ts'

/** An origin of one's own: a server on loopback which keeps the requests that it has seen. */
export async function startOrigin(listener: RequestListener, host = '127.0.0.1') {
  const seen: IncomingMessage[] = []
  const server = createServer((request, response) => {
    seen.push(request)
    listener(request, response)
  })
  await new Promise<void>(resolve => server.listen(0, host, resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { port, seen, server }
}

/** An origin at `origin.localhost`, as a distribution names it. */
export function localOrigin(port: number, change: Partial<CF.Origin> = {}): CF.Origin {
  const CustomOriginConfig = {
    HTTPPort: port,
    HTTPSPort: 443,
    OriginProtocolPolicy: 'http-only' as const,
    OriginReadTimeout: 2,
    OriginKeepaliveTimeout: 5
  }
  return {
    Id: 'origin',
    DomainName: 'origin.localhost',
    ConnectionAttempts: 1,
    ConnectionTimeout: 1,
    CustomOriginConfig,
    ...change
  }
}

export interface Got {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly raw: readonly string[]
  readonly text: string
  readonly body: Buffer
}

export interface Asked {
  readonly host?: string
  readonly method?: string
  readonly headers?: Record<string, string | string[]>
  readonly body?: string | Buffer
}

type Options = Partial<LocalCloudFrontOptions>

/** A local CloudFront with its edge, both on free ports, its clock held, and a viewer who can send any request. */
export async function startEdge({ edge, ...options }: Options = {}) {
  const started = await startEmulator({ ...options, edge: { ...edge, port: 0 } })
  // What is logged as an error is a defect of the edge, whatever the viewer got.
  onTestFinished(() => expect(started.errors()).toEqual([]))
  const url = started.edge
  if (url === undefined) throw new Error('the edge does not listen')
  const { port } = new URL(url)

  /** Sends a path as it is; `host` is any name, since the edge goes by it alone. */
  function ask(
    path: string,
    { host = 'unknown.example', method = 'GET', headers = {}, body }: Asked = {}
  ): Promise<Got> {
    return new Promise((resolve, reject) => {
      const sent = httpRequest(
        { port, host: '127.0.0.1', path, method, headers: { Host: host, ...headers } },
        answer => {
          const chunks: Buffer[] = []
          answer.on('data', (chunk: Buffer) => chunks.push(chunk))
          answer.on('error', reject)
          answer.on('end', () => {
            const whole = Buffer.concat(chunks)
            const { statusCode: status = 0, headers: received, rawHeaders: raw } = answer
            resolve({ status, headers: received, raw, text: whole.toString(), body: whole })
          })
        }
      )
      sent.on('error', reject)
      sent.end(body)
    })
  }

  /** A deployed distribution, and a viewer of it. */
  async function distribution(change: (config: Sample) => void) {
    const made: Made = await createDistribution(started.client, sample(change))
    started.emulator.clock.advance(60)
    const host = made.distribution.DomainName ?? ''
    return { ...made, host, get: (path: string, asked: Asked = {}) => ask(path, { host, ...asked }) }
  }

  return { ...started, ask, distribution, edgeUrl: url, port: Number(port) }
}

/** A distribution in front of a group of two origins, which fails over for these statuses and where the first cannot be reached. */
export function inFrontOfGroup(first: CF.Origin, second: CF.Origin, ...statuses: number[]): (config: Sample) => void {
  return config => {
    inFrontOf(first, second)(config)
    config.OriginGroups = listOf({
      Id: 'group',
      FailoverCriteria: { StatusCodes: listOf(...statuses) },
      Members: { Quantity: 2, Items: [{ OriginId: first.Id }, { OriginId: second.Id }] }
    })
    config.DefaultCacheBehavior.TargetOriginId = 'group'
  }
}

/** A distribution in front of one origin, `allow-all`, with settings from before the policies unless `behavior` says otherwise. */
export function inFrontOf(...origins: CF.Origin[]): (config: Sample) => void {
  return config => {
    config.Origins = listOf(...origins)
    config.DefaultCacheBehavior = {
      ...config.DefaultCacheBehavior,
      TargetOriginId: origins[0]?.Id ?? '',
      ViewerProtocolPolicy: 'allow-all'
    }
  }
}
