import { type Distribution } from '../../configuration/distributions/answer-schemas.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Where a local CloudFront serves viewers; undefined with any other CloudFront. */
    edgeUrl: string | undefined
  }
}

/**
 * The address at which a distribution can be opened in a browser on this machine, once it is deployed. Undefined for what no viewer reaches by
 * its own name: a staging distribution, and a multi-tenant one.
 */
export function localUrlOf(
  edgeUrl: string | undefined,
  { domainName, config }: Pick<Distribution, 'domainName' | 'config'>
): string | undefined {
  if (edgeUrl === undefined || config.staging === true || !domainName.endsWith('.cloudfront.net')) return undefined
  // Browsers send every name below localhost to this machine by themselves.
  const { protocol, port } = new URL(edgeUrl)
  return `${protocol}//${domainName.replace(/net$/, 'localhost')}:${port}/`
}
