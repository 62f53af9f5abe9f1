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
        summary: 'Make a token for somebody',
        description:
          'The answer has the token, only this once: Frontage keeps a hash of it. It works at once, on all instances. A repetition with the ' +
          'same Idempotency-Key makes no second one, and cannot be answered with the first: 409 names it, so that it can be revoked.',
        tags,
        body: TokenCreate,
        response: {
          201: jsonAnswer('The token, shown this once.', NewToken, locationHeader),
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
        description: 'Those that have ended are listed for 90 days more.',
        tags,
        querystring: TokenQuery,
        response: {
          200: jsonAnswer('A page of tokens, the newest first.', TokenPage),
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
        summary: 'Read what a token is for and when it was used last',
        tags,
        params: TokenParams,
        response: {
          200: jsonAnswer('The token, without itself.', Token),
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
        description: 'It is refused from now on, by all instances. A repeat is harmless.',
        tags,
        params: TokenParams,
        response: {
          204: { description: 'It is revoked.' },
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
