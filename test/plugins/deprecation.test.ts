import swagger from '@fastify/swagger'
import { type FastifyInstance } from 'fastify'
import { expect, test } from 'vitest'
import { pageOf } from '../../src/plugins/pagination.ts'
import { startRoutes } from './start-routes.ts'

const deprecation = {
  since: new Date('2027-01-01T00:00:00Z'),
  sunset: new Date('2027-07-01T00:00:00Z'),
  link: 'https://docs.example.com/frontage/changes'
}

test('a deprecated route says so in each answer, with both dates', async () => {
  const { app } = await startRoutes(routes => {
    routes.get('/old', { config: { deprecation } }, async () => 'still here')
    routes.get('/new', async () => 'here')
  })
  const { headers } = await app.inject({ url: '/old' })
  expect(headers).toMatchObject({
    deprecation: '@1798761600',
    sunset: 'Thu, 01 Jul 2027 00:00:00 GMT',
    link: '<https://docs.example.com/frontage/changes>; rel="deprecation"; type="text/html"'
  })
  const { headers: others } = await app.inject({ url: '/new' })
  expect(Object.keys(others)).not.toContain('deprecation')
})

test('a deprecated list also links to its next page, and the document has both', async () => {
  const { app } = await startRoutes(routes => {
    void routes.register(swagger, { openapi: { openapi: '3.1.0' } })
    void routes.register(async (lists: FastifyInstance) => {
      lists.get('/lists', { config: { deprecation } }, async (request, reply) =>
        pageOf(request, reply, 'lists', { items: [], nextMarker: 'b' })
      )
    })
  })
  const { headers } = await app.inject('/lists')
  expect(headers.link).toMatch(/; rel="deprecation"; type="text\/html", <\/lists\?cursor=\w+>; rel="next"$/)
  expect(app.swagger().paths?.['/lists']?.get).toMatchObject({ deprecated: true })
})
