import { type ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { type Calls } from './calls.ts'
import { type FaultOrder, type Faults } from './faults.ts'
import { fault } from './wire/handlers.ts'
import { type Answer, type WireHooks } from './wire/hooks.ts'

const BEFORE = ['slow', 'hold', 'resetBefore', 'rateLimit', 'throttle', 'error'] as const
const AFTER = ['resetAfter', 'truncate', 'garbage'] as const

/** Counts every call and applies the requested faults to it. */
export function faultHooks({ faults, calls }: { faults: Faults; calls: Calls }): Required<WireHooks> {
  return {
    async before(call, _request, response) {
      calls.arrived(call)
      for (const { order, hold } of faults.take(call.operation.name, BEFORE)) {
        if (order.kind === 'slow') await wait(signal => delay(order.milliseconds, undefined, { signal }), response)
        else if (hold) await wait(hold.wait, response)
        else if (order.kind === 'resetBefore') response.destroy()
        else if (order.kind === 'error') throw fault(order.code, order.message ?? order.code, order.status)
        else throw fault('Throttling', 'Rate exceeded')
        if (response.destroyed) return 'handled'
      }
      return 'continue'
    },

    async after(call, answer, _request, response) {
      calls.answered(call, answer)
      const { name } = call.operation
      // A refused call has no effect and no response worth damaging: such faults wait for the next call.
      if (answer.status >= 400) return answer
      const elements = contains(answer) ? faults.take(name, ['unknownElement']) : []
      const holds = faults.take(name, ['hold'], 'answer')
      const [damage] = faults.take(name, AFTER)
      const changed = withUnknownElements(
        answer,
        elements.map(({ order }) => order)
      )
      for (const { hold } of holds) if (hold) await wait(hold.wait, response)
      if (response.destroyed) return 'handled'
      if (damage === undefined) return changed
      if (damage.order.kind === 'garbage') return { ...changed, body: Buffer.from('This is no XML & never was <') }
      if (damage.order.kind === 'resetAfter') response.destroy()
      else await sendHalf(changed, response)
      return 'handled'
    }
  }
}

/** Ends early when the caller disconnects. */
async function wait(until: (gone: AbortSignal) => Promise<void>, response: ServerResponse): Promise<void> {
  if (response.destroyed) return
  const gone = new AbortController()
  const onClose = () => gone.abort()
  response.once('close', onClose)
  try {
    await until(gone.signal)
  } catch (error) {
    if (!gone.signal.aborted) throw error
  } finally {
    response.off('close', onClose)
  }
}

async function sendHalf({ status, headers, body }: Answer, response: ServerResponse): Promise<void> {
  response.writeHead(status, { ...headers, 'Content-Length': String(body.length) })
  await new Promise<void>(resolve => {
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => resolve())
  })
  response.destroy()
}

const contains = ({ body }: Answer) => body.length > 0

function withUnknownElements(
  answer: Answer,
  orders: readonly Extract<FaultOrder, { kind: 'unknownElement' }>[]
): Answer {
  if (orders.length === 0) return answer
  let xml = Buffer.from(answer.body).toString('utf8')
  for (const { inside, name = 'FutureSetting', value = 'on' } of orders) {
    const element = `<${name}>${escapeXml(value)}</${name}>`
    // Without `inside` it is the root element, the first one after the declaration.
    const opening =
      inside === undefined
        ? /<(?![?!])(\w+)((?:\s[^>]*?)?)(\/?)>/
        : new RegExp(`<(${inside})((?:\\s[^>]*?)?)(/?)>`, 'g')
    xml = xml.replace(opening, (_tag, tag: string, attributes: string, empty: string) =>
      empty ? `<${tag}${attributes}>${element}</${tag}>` : `<${tag}${attributes}>${element}`
    )
  }
  return { ...answer, body: Buffer.from(xml) }
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
