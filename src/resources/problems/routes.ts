import { type FastifyReply, type FastifyRequest } from 'fastify'
import { ServiceError } from '../../errors.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { type Routes } from '../../plugins/type-provider.ts'
import { pagePolicy, problemPage, problemsPage } from './page.ts'
import { ProblemType, ProblemTypeParams, ProblemTypes } from './schemas.ts'
import { getProblemType, listProblemTypes } from './service.ts'

const html = { 'text/html': { schema: { type: 'string' } } }

/** The types of problems (RFC 9457, section 3.1.1) for programs and for people. */
export const problemRoutes: Routes<object> = async app => {
  app.get(
    '/',
    {
      schema: {
        operationId: 'listProblemTypes',
        summary: 'List every type of problem that Frontage answers with',
        tags: ['Service'],
        security: [],
        response: {
          200: { description: 'By code.', content: { 'application/json': { schema: ProblemTypes }, ...html } },
          ...problemResponses('NOT_ACCEPTABLE')
        }
      }
    },
    async (request, reply) => {
      const items = listProblemTypes()
      return wantsPage(request, reply) ? reply.send(problemsPage(items)) : { items }
    }
  )

  app.get(
    '/:code',
    {
      schema: {
        operationId: 'getProblemType',
        summary: 'Read what a problem means and what to do about it',
        tags: ['Service'],
        security: [],
        params: ProblemTypeParams,
        response: {
          200: { description: 'What it means.', content: { 'application/json': { schema: ProblemType }, ...html } },
          ...problemResponses('VALIDATION_FAILED', 'PROBLEM_TYPE_NOT_FOUND', 'NOT_ACCEPTABLE')
        }
      }
    },
    async (request, reply) => {
      const problem = getProblemType(request.params.code)
      return wantsPage(request, reply) ? reply.send(problemPage(problem)) : problem
    }
  )
}

/** Whether the caller is a browser; then the answer's type and policy are set. Throws NOT_ACCEPTABLE. */
function wantsPage(request: FastifyRequest, reply: FastifyReply): boolean {
  const type = request.accepts().type(['application/json', 'text/html'])
  reply.header('vary', 'Accept')
  if (type === false) throw new ServiceError('NOT_ACCEPTABLE', 'This address answers application/json and text/html.')
  if (type !== 'text/html') return false
  reply.type('text/html; charset=utf-8').header('content-security-policy', pagePolicy)
  return true
}
