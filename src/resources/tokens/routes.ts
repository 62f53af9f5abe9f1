import { jsonAnswer, locationHeader } from '../../plugins/json-answer.ts'
import { pageOf, readCursor } from '../../plugins/pagination.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { type Routes } from '../../plugins/type-provider.ts'
import { NewToken, Token, TokenCreate, TokenPage, TokenParams, TokenQuery } from './schemas.ts'
import { type TokenService } from './service.ts'

const tags = ['Tokens']

/** Tokens of callers who are not admins. */
export const tokenRoutes: Routes<{ service: TokenService }> = async (app, { service }) => {
  app.post(
    '/',
    {
      config: { scope: 'admin', answersSecret: true },
      schema: {
        operationId: 'createToken',
        summary: 'Create a token',
        description:
          'The answer shows the token once; Frontage only stores a hash of it. It is valid immediately, on all instances. ' +
          'Repeating the request with the same Idempotency-Key does not create a second token, nor can it show the first ' +
          'one again: the 409 names its id, so that you can revoke it.',
        tags,
        body: TokenCreate,
        response: {
          201: jsonAnswer('The token, which is shown only once.', NewToken, locationHeader),
          ...problemResponses('VALIDATION_FAILED', 'TOKEN_SHOWN_ONCE', 'STORE_UNAVAILABLE')
        }
      }
    },
    async (request, reply) => {
      const made = await service.create(request.body, {
        createdBy: request.caller.name,
        reference: request.callerReference
      })
      return reply.code(201).header('location', `/tokens/${made.id}`).send(made)
    }
  )

  app.get(
    '/',
    {
      config: { scope: 'admin' },
      schema: {
        operationId: 'listTokens',
        summary: 'List tokens, newest first',
        description: 'Expired and revoked tokens are listed for another 90 days.',
        tags,
        querystring: TokenQuery,
        response: {
          200: jsonAnswer('A page of tokens, newest first.', TokenPage),
          ...problemResponses('VALIDATION_FAILED', 'STORE_UNAVAILABLE')
        }
      }
    },
    async (request, reply) => {
      const { limit, cursor } = request.query
      const page = await service.list({ limit, marker: readCursor('tokens', cursor) })
      return pageOf(request, reply, 'tokens', page)
    }
  )

  app.get(
    '/:tokenId',
    {
      config: { scope: 'admin' },
      schema: {
        operationId: 'getToken',
        summary: 'Read the scopes, limits and last use of a token',
        tags,
        params: TokenParams,
        response: {
          200: jsonAnswer('Everything about the token except the token itself.', Token),
          ...problemResponses('VALIDATION_FAILED', 'TOKEN_NOT_FOUND', 'STORE_UNAVAILABLE')
        }
      }
    },
    async request => service.get(request.params.tokenId)
  )

  app.delete(
    '/:tokenId',
    {
      config: { scope: 'admin' },
      schema: {
        operationId: 'revokeToken',
        summary: 'Revoke a token',
        description: 'All instances refuse the token from now on. Safe to repeat.',
        tags,
        params: TokenParams,
        response: {
          204: { description: 'The token is revoked.' },
          ...problemResponses('VALIDATION_FAILED', 'TOKEN_NOT_FOUND', 'STORE_UNAVAILABLE')
        }
      }
    },
    async (request, reply) => {
      await service.revoke(request.params.tokenId)
      return reply.code(204).send()
    }
  )
}
