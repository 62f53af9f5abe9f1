import { type Response } from 'supertest'
import { expect, test } from 'vitest'
import { runSiteLife } from '../../scripts/site-life.js'
import { startApp } from '../helpers/start-app.ts'

test(
  'the life of a site, from an empty account to an empty account, through routes alone',
  { timeout: 120_000 },
  async () => {
    const { url, emulator, request } = await startApp()
    emulator.clock.release()
    const lines: string[] = []
    await runSiteLife(url, { name: 'shop', log: line => lines.push(line) })
    expect(lines.length).toBeGreaterThan(40)
    for (const path of [
      'distributions',
      'functions',
      'key-value-stores',
      'key-groups',
      'public-keys',
      'origin-access-controls'
    ]) {
      expect((await request.get(`/${path}`)).body.items, path).toEqual([])
    }
    for (const path of ['cache-policies', 'response-headers-policies']) {
      expect((await request.get(`/${path}?type=custom`)).body.items, path).toEqual([])
    }

    const records: Record<string, unknown>[] = []
    for (let next: string | undefined = '/audit?limit=100'; next !== undefined;) {
      const page: Response = await request.get(next).expect(200)
      records.push(...page.body.items)
      next = /<([^>]+)>/.exec(page.headers.link ?? '')?.[1]
    }
    expect(records.length).toBeGreaterThan(40)
    // A test changes nothing, nor does a deletion that goes on as an operation: its steps have the changes.
    const changesNothing = ({ action, operationId }: Record<string, unknown>) =>
      action === 'testFunction' || (operationId !== undefined && String(action).startsWith('delete'))
    const silent = records.filter(record => !changesNothing(record) && !Array.isArray(record.changes))
    expect(silent.map(({ action, resource, outcome }) => [action, resource, outcome])).toEqual([])
  }
)
