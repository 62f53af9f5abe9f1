import { expect, test } from 'vitest'
import { places, startWithDistribution } from './start-distribution.ts'

const of = (status: string) => ({ realtimeMetricsSubscriptionConfig: { realtimeMetricsSubscriptionStatus: status } })

test('monitoring subscription: PUT turns it on, GET shows it, DELETE removes it', async () => {
  const { request, url } = await startWithDistribution()
  const at = `${url}/monitoring-subscription`
  const absent = await request.get(at)
  expect([absent.status, absent.body.code]).toEqual([404, 'MONITORING_SUBSCRIPTION_NOT_FOUND'])
  const put = await request.put(at).send(of('Enabled'))
  expect([put.status, put.body], put.text).toEqual([200, of('Enabled')])
  expect((await request.get(at)).body).toEqual(of('Enabled'))
  const removed = await request.delete(at)
  expect([removed.status, removed.text]).toEqual([204, ''])
  const again = await request.delete(at)
  expect([again.status, again.body.code]).toEqual([404, 'MONITORING_SUBSCRIPTION_NOT_FOUND'])
})

test('monitoring subscription: PUT may be repeated, and turns off what was on', async () => {
  const { request, url } = await startWithDistribution()
  const at = `${url}/monitoring-subscription`
  for (const status of ['Enabled', 'Enabled', 'Disabled', 'Disabled', 'Enabled']) {
    const response = await request.put(at).send(of(status))
    expect([response.status, response.body], response.text).toEqual([200, of(status)])
    expect((await request.get(at)).body).toEqual(of(status))
  }
})

test('monitoring subscription: PUT makes a new one where CloudFront does not change one', async () => {
  const { request, url, emulator } = await startWithDistribution()
  const at = `${url}/monitoring-subscription`
  await request.put(at).send(of('Enabled'))
  const code = 'MonitoringSubscriptionAlreadyExists'
  emulator.faults.add({ kind: 'error', code, status: 409, operations: ['CreateMonitoringSubscription'], count: 1 })
  const response = await request.put(at).send(of('Disabled'))
  expect([response.status, (await request.get(at)).body]).toEqual([200, of('Disabled')])
  expect(emulator.calls.count('DeleteMonitoringSubscription')).toBe(1)
})

test('monitoring subscription: 400 for what is none, naming the member', async () => {
  const { request, url, emulator } = await startWithDistribution()
  const status = '/realtimeMetricsSubscriptionConfig/realtimeMetricsSubscriptionStatus'
  for (const [body, pointer] of [
    [{}, '/realtimeMetricsSubscriptionConfig'],
    [{ realtimeMetricsSubscriptionConfig: {} }, status],
    [of('On'), status],
    [{ ...of('Enabled'), on: true }, '/on']
  ] as const) {
    const response = await request.put(`${url}/monitoring-subscription`).send(body)
    expect([response.status, places(response.body)]).toEqual([400, [pointer]])
  }
  expect(emulator.calls.count('CreateMonitoringSubscription')).toBe(0)
})

test('monitoring subscription: 404 DISTRIBUTION_NOT_FOUND for an unknown distribution', async () => {
  const { request } = await startWithDistribution()
  const response = await request.put('/distributions/EUNKNOWN12345/monitoring-subscription').send(of('Enabled'))
  expect([response.status, response.body.code]).toEqual([404, 'DISTRIBUTION_NOT_FOUND'])
})
