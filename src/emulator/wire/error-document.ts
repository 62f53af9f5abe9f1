import { NAMESPACE } from '../../cloudfront/model/xml.ts'
import { XML_DECLARATION, XML_TYPE } from './answer.ts'
import { type CloudFrontFault } from './handlers.ts'
import { type Answer } from './hooks.ts'
import { xmlCharacters } from './xml-characters.ts'

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;'
}

/**
 * CloudFront's error document (laurilehmijoki/s3_website #26 and hashicorp/terraform-provider-aws #27147 show real ones).
 * `Receiver` for the service's own failures is what AWS's Query protocol says; CloudFront's is not documented.
 */
export function encodeFault({ code, message, status, headers }: CloudFrontFault, requestId: string): Answer {
  const type = status < 500 ? 'Sender' : 'Receiver'
  const error = `<Error><Type>${type}</Type><Code>${escape(code)}</Code><Message>${escape(message)}</Message></Error>`
  const document = `<ErrorResponse xmlns="${NAMESPACE}">${error}<RequestId>${escape(requestId)}</RequestId></ErrorResponse>`
  return {
    status,
    headers: { 'Content-Type': XML_TYPE, ...headers },
    body: Buffer.from(XML_DECLARATION + document),
    code
  }
}

/** A message may repeat what the caller sent, a path's `%00` for instance. */
function escape(text: string): string {
  return xmlCharacters(text.replace(/[&<>"']/g, character => ESCAPES[character] ?? character))
}
