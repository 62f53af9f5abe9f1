import Type, { type Static } from 'typebox'
import { type FieldError } from '../../errors.ts'
import { type Networks } from './receiver-address.ts'

/** The receivers that the operator allows, and the key that signs webhooks. */
export interface WebhookSettings {
  /** Hosts in lower case, with the port unless it is the scheme's default. */
  readonly hosts: readonly string[]
  readonly secret: Uint8Array
  /** Networks that names of hosts may resolve to, besides public addresses. Default: none. */
  readonly networks?: Networks
}

/** What a request says about its webhook. */
export const WebhookRequest = Type.Object(
  {
    url: Type.String({
      minLength: 1,
      maxLength: 2_000,
      description: 'An https address on one of the hosts that the operator allows (WEBHOOK_HOSTS).'
    })
  },
  {
    additionalProperties: false,
    'x-component': 'WebhookReceiver',
    description:
      'Receives a signed POST (Standard Webhooks) when the invalidation has ended: at least once, retried with ' +
      'increasing delays for most of a day until it answers 2xx.'
  }
)
export type WebhookRequest = Static<typeof WebhookRequest>

/** The state of its delivery; also how it is stored with its invalidation. */
export const Webhook = Type.Object(
  {
    url: Type.String({ description: 'The address of the receiver.' }),
    status: Type.Unsafe<'waiting' | 'pending' | 'succeeded' | 'failed'>(
      Type.Enum(['waiting', 'pending', 'succeeded', 'failed'], {
        type: 'string',
        description:
          '`waiting` until the invalidation has ended, `pending` until the receiver has accepted it, then `succeeded`. ' +
          '`failed`: it will not be tried again.'
      })
    ),
    attempts: Type.Integer({ description: 'How often delivery has been attempted.' }),
    lastError: Type.Optional(Type.String({ description: 'Why the last attempt failed.' })),
    lastAttemptAt: Type.Optional(
      Type.String({ format: 'date-time', description: 'When delivery was last attempted.' })
    ),
    nextAttemptAt: Type.Optional(Type.String({ format: 'date-time', description: 'When delivery is attempted next.' }))
  },
  { 'x-component': 'WebhookDelivery', description: 'The webhook, and the state of its delivery.' }
)
export type Webhook = Static<typeof Webhook>

/** What is stored with a new invalidation; the address is normalised. */
export function waitingWebhook({ url }: WebhookRequest): Webhook {
  return { url: new URL(url).href, status: 'waiting', attempts: 0 }
}

/** What is wrong with the receiver that a request names, if anything. */
export function findBadWebhook(url: string, settings: WebhookSettings | undefined): FieldError | undefined {
  const detail = problemOf(url, settings)
  return detail === undefined ? undefined : { pointer: '/webhook/url', detail }
}

function problemOf(text: string, settings: WebhookSettings | undefined): string | undefined {
  if (!URL.canParse(text)) return 'is not an address such as https://hooks.example.com/frontage'
  const url = new URL(text)
  // The address is shown with the invalidation, and the receiver recognises Frontage by the signature.
  if (url.username !== '' || url.password !== '') return 'contains a user or a password; omit them'
  if (url.hash !== '') return 'contains a fragment, which is never sent'
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) return 'must be https'
  if (settings === undefined) return 'cannot be used: the operator must set WEBHOOK_HOSTS and WEBHOOK_SECRET first'
  if (isAllowed(url, settings)) return undefined
  return `names the host ${url.host}, which is not allowed; the operator can add it to WEBHOOK_HOSTS`
}

/** Whether the operator allows the receiver; checked before each attempt, because settings may change. */
export function isAllowed(url: URL, { hosts }: WebhookSettings): boolean {
  return hosts.includes(url.host)
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}
