import { expect, test } from 'vitest'
import { startApp } from '../helpers/start-app.ts'

const ORIGIN = { domainName: 'assets.s3.eu-west-1.amazonaws.com' }

test('the tags that a resource is created with are in its record', async () => {
  const { request } = await startApp()
  const tags = { team: 'web' }
  const added = { op: 'add', path: '/tags', value: tags }
  const created = await request
    .post('/distributions')
    .send({ origins: [ORIGIN], tags })
    .expect(201)
  const history = await request.get(`/distributions/${created.body.id}/audit`).expect(200)
  expect(history.body.items[0].changes).toContainEqual(added)
  await request.post('/functions').send({ name: 'tagged', code: 'function handler() {}', tags }).expect(201)
  await request.post('/key-value-stores').send({ name: 'untagged' }).expect(201)
  const { body } = await request.get('/audit?limit=2').expect(200)
  const [untagged, tagged] = body.items as { resource: string; changes: { path: string }[] }[]
  expect(tagged?.changes).toContainEqual(added)
  expect(untagged?.changes.map(({ path }) => path)).not.toContain('/tags')
})
