import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import Type from 'typebox'
import { type DistributionTenant, type DnsConfiguration } from '@aws-sdk/client-cloudfront'
import { fromSdk } from '../../cloudfront/model/json.ts'
import { structure } from '../../cloudfront/model/shapes.ts'
import { problemsOf } from '../../cloudfront/operation-problems.ts'
import { ConfigDryRun, DryRunQuery, toConfigDryRun } from '../../configuration/editing/dry-run.ts'
import { type IfMatch } from '../../configuration/editing/if-match.ts'
import { ServiceError } from '../../errors.ts'
import { quoteEtag, readIfMatch } from '../../plugins/conditional-requests.ts'
import { dryRunAnswer, dryRunContent, dryRunReply } from '../../plugins/dry-runs.ts'
import { EditHeaders } from '../../plugins/edit-headers.ts'
import { etagHeader, jsonAnswer } from '../../plugins/json-answer.ts'
import { held } from '../../plugins/prefer.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { WebAcl } from '../web-acl/schemas.ts'
import { type VerbOptions } from './family.ts'
import { withoutNone } from './removals.ts'

interface WebAclRequest {
  Params: { distributionTenantId: string }
  Querystring: DryRunQuery
  Headers: EditHeaders
}

/** The web ACL of a tenant, which replaces its distribution's, its managed certificate, and the DNS of its domains. */
export function tenantVerbs(app: FastifyInstance, { family, service, schemas }: VerbOptions): void {
  const Read = family.calls.getConfig.name
  const Associate = 'AssociateDistributionTenantWebACL'
  const Disassociate = 'DisassociateDistributionTenantWebACL'
  const url = '/:distributionTenantId/web-acl'

  /** Nothing is written if the tenant already has this web ACL. */
  async function ensure(id: string, ifMatch: IfMatch | undefined, wanted: string | undefined): Promise<string> {
    const isThere = (config: object) => (config as DistributionTenant).Customizations?.WebAcl?.Arn === wanted
    return service.writeVersion<string>(id, ifMatch, {
      async write({ config, etag }) {
        if (isThere(config)) return etag
        const target = { Id: id, IfMatch: etag }
        const answer =
          wanted === undefined
            ? await service.call(Disassociate, target)
            : await service.call(Associate, { ...target, WebACLArn: wanted })
        if (typeof answer.ETag === 'string') return answer.ETag
        throw new ServiceError('CLOUDFRONT_BAD_ANSWER', 'CloudFront answered a change without its ETag.')
      },
      findWritten: ({ config, etag }) => (isThere(config) ? etag : undefined),
      after: config => withWebAcl(config, wanted),
      etagOf: etag => etag
    })
  }

  function withWebAcl(config: Partial<DistributionTenant>, wanted: string | undefined): object {
    const { Customizations: { WebAcl: _, ...others } = {}, ...rest } = config
    const customizations = { ...others, ...(wanted !== undefined && { WebAcl: { Action: 'override', Arn: wanted } }) }
    return withoutNone(family, { ...rest, Customizations: customizations })
  }

  async function sendDryRun(request: FastifyRequest<WebAclRequest>, reply: FastifyReply, wanted: string | undefined) {
    const ifMatch = readIfMatch(request.headers['if-match'])
    const { distributionTenantId } = request.params
    const outcome = await service.previewVersion(distributionTenantId, ifMatch, config => withWebAcl(config, wanted))
    return dryRunReply(reply, toConfigDryRun(family.configShape, outcome, 'json'))
  }

  app.put<WebAclRequest & { Body: WebAcl }>(
    url,
    {
      schema: {
        operationId: 'replaceDistributionTenantWebAcl',
        summary: 'Associate a web ACL with a distribution tenant',
        description: 'It replaces the web ACL of the distribution for this tenant. Nothing else changes.',
        tags: [family.tag],
        params: schemas.params,
        querystring: DryRunQuery,
        headers: EditHeaders,
        body: WebAcl,
        'x-cloudfront-operations': [Read, Associate],
        response: {
          200: {
            description: 'The web ACL of the tenant.',
            headers: etagHeader,
            content: { 'application/json': { schema: WebAcl }, ...dryRunContent(ConfigDryRun) }
          },
          ...problemResponses('VALIDATION_FAILED', ...problemsOf(Read, Associate))
        }
      }
    },
    async (request, reply) => {
      const { webAclId } = request.body
      if (request.query.dryRun) return sendDryRun(request, reply, webAclId)
      const { distributionTenantId: id } = request.params
      const etag = await ensure(id, readIfMatch(request.headers['if-match']), webAclId)
      reply.header('etag', quoteEtag(etag))
      await held<unknown>(request, reply, undefined, async seconds => service.settled(id, seconds, request.gone))
      return { webAclId }
    }
  )

  app.delete<WebAclRequest>(
    url,
    {
      schema: {
        operationId: 'deleteDistributionTenantWebAcl',
        summary: 'Remove the web ACL from a distribution tenant',
        description:
          'The web ACL of the distribution applies to the tenant again. A tenant that has no web ACL does not change.',
        tags: [family.tag],
        params: schemas.params,
        querystring: DryRunQuery,
        headers: EditHeaders,
        'x-cloudfront-operations': [Read, Disassociate],
        response: {
          200: dryRunAnswer(ConfigDryRun),
          204: { description: 'The tenant no longer has its own web ACL.', headers: etagHeader },
          ...problemResponses('VALIDATION_FAILED', ...problemsOf(Read, Disassociate))
        }
      }
    },
    async (request, reply) => {
      if (request.query.dryRun) return sendDryRun(request, reply, undefined)
      const { distributionTenantId: id } = request.params
      const etag = await ensure(id, readIfMatch(request.headers['if-match']), undefined)
      reply.header('etag', quoteEtag(etag))
      await held<unknown>(request, reply, undefined, async seconds => service.settled(id, seconds, request.gone))
      return reply.code(204).send()
    }
  )

  app.get<{ Params: WebAclRequest['Params'] }>(
    '/:distributionTenantId/managed-certificate',
    {
      schema: {
        operationId: 'getManagedCertificate',
        summary: 'Read the state of the managed certificate of a distribution tenant',
        description:
          'The certificate that CloudFront requests for the tenant, and where the tokens that prove ownership of its ' +
          'domains must be served.',
        tags: [family.tag],
        params: schemas.params,
        'x-cloudfront-operations': ['GetManagedCertificateDetails'],
        response: {
          200: jsonAnswer('The certificate.', ManagedCertificate),
          ...problemResponses('VALIDATION_FAILED', ...problemsOf('GetManagedCertificateDetails'))
        }
      }
    },
    async request => {
      const Identifier = request.params.distributionTenantId
      const { ManagedCertificateDetails: details } = await service.call('GetManagedCertificateDetails', { Identifier })
      if (details !== undefined) return fromSdk<unknown>(structure('ManagedCertificateDetails'), details)
      throw new ServiceError('CLOUDFRONT_BAD_ANSWER', 'CloudFront answered without the details of the certificate.')
    }
  )

  app.post<{ Params: WebAclRequest['Params']; Querystring: { domain?: string } }>(
    '/:distributionTenantId/dns-check',
    {
      config: { scope: 'distribution-tenants:read' },
      schema: {
        operationId: 'checkDns',
        summary: 'Check whether the domains of a distribution tenant point to CloudFront',
        description: 'CloudFront looks up their DNS records. Changes nothing.',
        tags: [family.tag],
        params: schemas.params,
        querystring: Type.Object(
          {
            domain: Type.Optional(
              Type.String({
                minLength: 1,
                maxLength: 253,
                description: 'One of its domains. Default: all of them.'
              })
            )
          },
          { additionalProperties: false }
        ),
        'x-cloudfront-operations': ['VerifyDnsConfiguration'],
        response: {
          200: jsonAnswer('What was found.', DnsCheck),
          ...problemResponses('VALIDATION_FAILED', ...problemsOf('VerifyDnsConfiguration'))
        }
      }
    },
    async request => {
      const input = { Identifier: request.params.distributionTenantId, Domain: request.query.domain }
      const { DnsConfigurationList: list } = await service.call('VerifyDnsConfiguration', input)
      const items = ((list ?? []) as DnsConfiguration[]).map(({ Domain, Status, Reason }) => ({
        domain: Domain,
        status: Status,
        ...(Reason !== undefined && { reason: Reason })
      }))
      return { items }
    }
  )
}

const ManagedCertificate = Type.Object(
  {
    certificateArn: Type.Optional(
      Type.String({ description: 'The ARN of the certificate in AWS Certificate Manager.' })
    ),
    certificateStatus: Type.Optional(Type.String({ description: 'For example `pending-validation` or `issued`.' })),
    validationTokenHost: Type.Optional(
      Type.String({ description: 'Who serves the tokens: `cloudfront`, or `self-hosted`.' })
    ),
    validationTokenDetails: Type.Optional(
      Type.Array(
        Type.Object({
          domain: Type.String({ description: 'The domain whose ownership is to be proved.' }),
          redirectFrom: Type.Optional(Type.String({ description: 'The address at which the token is requested.' })),
          redirectTo: Type.Optional(Type.String({ description: 'The address that it must redirect to.' }))
        }),
        { description: 'One for each domain.' }
      )
    )
  },
  { 'x-component': 'ManagedCertificate' }
)

const DnsCheck = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        domain: Type.String({ description: 'The domain.' }),
        status: Type.String({
          description: '`valid-configuration`, `invalid-configuration` or `unknown-configuration`.'
        }),
        reason: Type.Optional(Type.String({ description: 'The reason, if CloudFront gives one.' }))
      }),
      { description: 'One entry for each domain.' }
    )
  },
  { 'x-component': 'DnsCheck' }
)
