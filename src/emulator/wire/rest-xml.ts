import { type Operation } from '../../cloudfront/model/shapes.ts'
import { encodeAnswer } from './answer.ts'
import { readBody } from './body.ts'
import { encodeFault } from './error-document.ts'
import { type Protocol } from './exchange.ts'
import { type Call, fault, type Handlers } from './handlers.ts'
import { decodeRequest, type Typing } from './request.ts'
import { findRoute } from './router.ts'

/** CloudFront's own API: documents of XML, as the SDK's model describes them. */
export function restXml({
  handlers,
  typing,
  bodyBytesMax
}: {
  readonly handlers: Handlers
  readonly typing: Typing
  readonly bodyBytesMax: number
}): Protocol<Operation> {
  return {
    route: findRoute,
    refuse: encodeFault,
    async perform(call, { query }, request) {
      const { operation, labels } = call
      // The map ties inputs to names; the compiler cannot infer from the name alone that they match.
      const handler = handlers[operation.name as keyof Handlers] as
        ((input: object, call: Call) => Promise<Record<string, unknown>>) | undefined
      if (!handler) throw fault('NotImplemented', `The local CloudFront does not implement ${operation.name}.`)
      const body = await readBody(request, bodyBytesMax)
      const input = decodeRequest(operation, { labels, query, headers: request.headers, body }, typing)
      return encodeAnswer(operation, await handler(input, call))
    }
  }
}
