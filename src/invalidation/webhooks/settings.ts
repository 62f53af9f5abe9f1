import Type, { type Static } from 'typebox'
import { type FieldError } from '../../errors.ts'

/** Which receivers the operator allows, and what announcements are signed with. */
export interface WebhookSettings {
  /** Hosts in lower case, with a port where it is not the scheme's own. */
  readonly hosts: readonly string[]
  readonly secret: Uint8Array
}

/** What a request says about its announcement. */
export const WebhookRequest = Type.Object(
  {
    url: Type.String({
      minLength: 1,
      maxLength: 2_000,
      description: 'An https address at one of the hosts that the operator allows (WEBHOOK_HOSTS).'
    })
  },
  {
    additionalProperties: false,
    description:
      'Receives one signed POST when the invalidation has ended (Standard Webhooks): at least once, again with growing ' +
      'pauses for most of a day until it answers 2xx.'
  }
)
export type WebhookRequest = Static<typeof WebhookRequest>

/** What became of it so far; also how it is stored at its invalidation. */
export const Webhook = Type.Object({
  url: Type.String(),
  status: Type.Unsafe<'waiting' | 'pending' | 'succeeded' | 'failed'>(
    Type.Enum(['waiting', 'pending', 'succeeded', 'failed'], {
      type: 'string',
      description:
        '`waiting` for the end of the invalidation, `pending` while the receiver has not taken it, `succeeded` when it has.'
    })
  ),
  attempts: Type.Integer(),
  lastError: Type.Optional(Type.String({ description: 'Why the last attempt failed.' })),
  lastAttemptAt: Type.Optional(Type.String({ format: 'date-time' })),
  nextAttemptAt: Type.Optional(Type.String({ format: 'date-time' }))
})
export type Webhook = Static<typeof Webhook>

/** What is stored with a new invalidation: the address as it was read, since texts of several forms are the same one. */
export function waitingWebhook({ url }: WebhookRequest): Webhook {
  return { url: new URL(url).href, status: 'waiting', attempts: 0 }
}

/** What is wrong with the receiver that a request names, undefined where nothing is. */
export function findBadWebhook(url: string, settings: WebhookSettings | undefined): FieldError | undefined {
  const detail = problemOf(url, settings)
  return detail === undefined ? undefined : { pointer: '/webhook/url', detail }
}

function problemOf(text: string, settings: WebhookSettings | undefined): string | undefined {
  if (!URL.canParse(text)) return 'is not an address such as https://hooks.example.com/frontage'
  const url = new URL(text)
  // The address is shown with the invalidation and the receiver can tell Frontage by the signature.
  if (url.username !== '' || url.password !== '') return 'holds a user or a password; leave them out'
  if (url.hash !== '') return 'holds a fragment, which no receiver sees'
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) return 'has to be https'
  if (settings === undefined) return 'cannot be used: the operator has to set WEBHOOK_HOSTS and WEBHOOK_SECRET first'
  if (isAllowed(url, settings)) return undefined
  return `names the host ${url.host}, which is not allowed; the operator can add it to WEBHOOK_HOSTS`
}

/** Whether the operator allows the receiver still, since settings change while announcements wait. */
export function isAllowed(url: URL, { hosts }: WebhookSettings): boolean {
  return hosts.includes(url.host)
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}
