import accepts from '@fastify/accepts'
import { type FastifyInstance, type FastifyRequest } from 'fastify'
import { forAllRoutes } from './for-all-routes.ts'
import { ServiceError } from '../errors.ts'

/** CloudFront's own JSON format of a configuration, with `Quantity` and `Items`, as in files for the AWS CLI. */
export const CLOUDFRONT_JSON = 'application/vnd.amazon.cloudfront+json'

/** A JSON Patch (RFC 6902). */
export const JSON_PATCH = 'application/json-patch+json'

/** The media types of a body that is read as bytes. */
export const BYTES = ['application/javascript', 'text/javascript', 'text/plain', 'application/octet-stream']

/** The result of a dry run, in either format of a configuration. */
export const DRY_RUN_JSON = 'application/vnd.frontage.dry-run+json'

export const mediaTypes = forAllRoutes(async (app: FastifyInstance) => {
  await app.register(accepts)
})

/** The part of a request that determines the format of its body. */
interface Sent {
  readonly headers: { readonly 'content-type'?: string | undefined }
}

export function sendsCloudFrontJson(request: Sent): boolean {
  return typeOf(request) === CLOUDFRONT_JSON
}

export function sendsJsonPatch(request: Sent): boolean {
  return typeOf(request) === JSON_PATCH
}

function typeOf(request: Sent): string {
  const [type = ''] = (request.headers['content-type'] ?? '').split(';')
  return type.trim().toLowerCase()
}

/** The error of a configuration in CloudFront's own format that is sent as Frontage's: hints for each member would not help. */
export function cloudFrontFormatSentAsJson(): ServiceError {
  return new ServiceError(
    'VALIDATION_FAILED',
    `This is a configuration in CloudFront's own format: send it with Content-Type: ${CLOUDFRONT_JSON}.`,
    { remedy: `Send the same body with Content-Type: ${CLOUDFRONT_JSON}.` }
  )
}

/** Throws NOT_ACCEPTABLE if the caller accepts neither format. */
export function wantsCloudFrontJson(request: FastifyRequest): boolean {
  const { dryRun } = request.query as { dryRun?: boolean }
  const type = request.accepts().type(['application/json', CLOUDFRONT_JSON, ...(dryRun ? [DRY_RUN_JSON] : [])])
  if (type === false) {
    throw new ServiceError('NOT_ACCEPTABLE', `This address answers application/json and ${CLOUDFRONT_JSON}.`)
  }
  return type === CLOUDFRONT_JSON
}
