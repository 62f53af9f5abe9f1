import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { catalogue } from '../../src/errors.ts'
import { startApp } from '../helpers/start-app.ts'

test('the type of a problem is an address that says what it means, whether a repetition helps and what to do', async () => {
  const { request } = await startApp()
  const { body: problem } = await request.get('/operations/nothing').expect(404)
  const { body } = await request.get(problem.type).expect(200)
  expect(body).toMatchObject({ code: problem.code, status: 404, title: problem.title, retryable: false })
  expect(body.remedy).toBe(problem.remedy)
  const page = await request.get(problem.type).set('Accept', 'text/html,application/xhtml+xml,*/*;q=0.8').expect(200)
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
  expect(page.headers['vary']).toContain('Accept')
  expect(page.text).toContain(`<h1>${problem.title}</h1>`)
  expect(page.text).toContain('No: the same request fails again')
})

test('every problem is listed, and each has its page', async () => {
  const { request } = await startApp()
  const { body } = await request.get('/problems').expect(200)
  expect(body.items.map(({ code }: { code: string }) => code)).toEqual(Object.keys(catalogue).toSorted())
  const { text } = await request.get('/problems').set('Accept', 'text/html').expect(200)
  for (const { type } of body.items as { type: string }[]) {
    expect(text).toContain(`href="${type}"`)
    const page = await request.get(type).set('Accept', 'text/html')
    expect([type, page.status]).toEqual([type, 200])
    // All that comes from the catalogue is text.
    expect(
      page.text.replace(/<\/?(!doctype|html|head|body|meta|title|style|h1|code|dl|dt|dd|p|a)\b[^>]*>/g, '')
    ).not.toMatch(/[<>]/)
  }
})

test('without a token, as what a problem means is no secret; 404 for what is none, 406 for other types', async () => {
  const { request } = await startApp({ apiTokenHashes: [createHash('sha256').update('a token').digest('hex')] })
  expect((await request.get('/operations')).status).toBe(401)
  expect((await request.get('/problems/UNAUTHENTICATED')).body.code).toBe('UNAUTHENTICATED')
  const unknown = await request.get('/problems/CONSTRUCTOR')
  expect([unknown.status, unknown.body.code]).toEqual([404, 'PROBLEM_TYPE_NOT_FOUND'])
  expect((await request.get('/problems/constructor')).status).toBe(400)
  expect((await request.get('/problems').set('Accept', 'image/png')).status).toBe(406)
})
