import { htmlContent, prefersHtml } from '../../plugins/html-page.ts'
import { problemResponses } from '../../plugins/problem-schema.ts'
import { type Routes } from '../../plugins/type-provider.ts'
import { pagePolicy, problemPage, problemsPage } from './page.ts'
import { ProblemType, ProblemTypeParams, ProblemTypes } from './schemas.ts'
import { getProblemType, listProblemTypes } from './service.ts'

/** The types of problems (RFC 9457, section 3.1.1) for programs and for people. */
export const problemRoutes: Routes<object> = async app => {
  app.get(
    '/',
    {
      schema: {
        operationId: 'listProblemTypes',
        summary: 'List all types of problems',
        tags: ['Service'],
        response: {
          200: { description: 'By code.', content: { 'application/json': { schema: ProblemTypes }, ...htmlContent } },
          ...problemResponses('NOT_ACCEPTABLE')
        }
      }
    },
    async (request, reply) => {
      const items = listProblemTypes()
      return prefersHtml(request, reply, pagePolicy) ? reply.send(problemsPage(items)) : { items }
    }
  )

  app.get(
    '/:code',
    {
      schema: {
        operationId: 'getProblemType',
        summary: 'Read what a problem means and how to resolve it',
        tags: ['Service'],
        params: ProblemTypeParams,
        response: {
          200: {
            description: 'What it means.',
            content: { 'application/json': { schema: ProblemType }, ...htmlContent }
          },
          ...problemResponses('VALIDATION_FAILED', 'PROBLEM_TYPE_NOT_FOUND', 'NOT_ACCEPTABLE')
        }
      }
    },
    async (request, reply) => {
      const problem = getProblemType(request.params.code)
      return prefersHtml(request, reply, pagePolicy) ? reply.send(problemPage(problem)) : problem
    }
  )
}
