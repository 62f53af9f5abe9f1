import { localNameOf } from '../../delivery/hosts.ts'
import { type Distribution } from '../../configuration/distributions/answer-schemas.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Where a local CloudFront serves viewers, as far as is known now; undefined with any other CloudFront. */
    edgeUrl: () => string | undefined
  }
}

/**
 * The address at which a host that viewers reach can be opened in a browser on this machine, once it is deployed. Undefined without an edge
 * or a host.
 */
export function localUrlOf(edgeUrl: string | undefined, host: string | undefined): string | undefined {
  if (edgeUrl === undefined || host === undefined) return undefined
  // Browsers send every name below localhost to this machine by themselves.
  const { protocol, port } = new URL(edgeUrl)
  return `${protocol}//${localNameOf(host)}:${port}/`
}

/** Undefined for what no viewer reaches by its own name: a staging distribution, and a multi-tenant one. */
export function hostOf({ domainName, config }: Pick<Distribution, 'domainName' | 'config'>): string | undefined {
  return config.staging === true || !domainName.endsWith('.cloudfront.net') ? undefined : domainName
}
