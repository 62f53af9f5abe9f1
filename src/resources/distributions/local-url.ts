import { localNameOf } from '../../delivery/hosts.ts'
import { type Distribution } from '../../configuration/distributions/answer-schemas.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** The address at which a local CloudFront serves viewers, once known; undefined for any other CloudFront. */
    edgeUrl: () => string | undefined
  }
}

/**
 * The address at which a distribution's host can be opened in a browser on this machine, once it is deployed. Undefined
 * without an edge or a host.
 */
export function localUrlOf(edgeUrl: string | undefined, host: string | undefined): string | undefined {
  if (edgeUrl === undefined || host === undefined) return undefined
  // Browsers resolve every name below localhost to this machine.
  const { protocol, port } = new URL(edgeUrl)
  return `${protocol}//${localNameOf(host)}:${port}/`
}

/** Undefined for distributions that do not serve their own names: staging and multi-tenant ones. */
export function hostOf({ domainName, config }: Pick<Distribution, 'domainName' | 'config'>): string | undefined {
  return config.staging === true || !domainName.endsWith('.cloudfront.net') ? undefined : domainName
}
