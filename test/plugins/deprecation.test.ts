import { expect, test } from 'vitest'
import { startRoutes } from './start-routes.ts'

test('a route that is to go says so in each of its answers, and since and until when', async () => {
  const { app } = await startRoutes(routes => {
    const deprecation = {
      since: new Date('2027-01-01T00:00:00Z'),
      sunset: new Date('2027-07-01T00:00:00Z'),
      link: 'https://docs.example.com/frontage/changes'
    }
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
