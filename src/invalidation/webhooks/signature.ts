import { createHmac } from 'node:crypto'

export interface Message {
  /** The same for every attempt, so that a receiver can recognise a repetition. */
  readonly id: string
  /** The time of this attempt in seconds since 1970: receivers refuse old ones. */
  readonly timestamp: number
  readonly body: string
}

/** The three headers of Standard Webhooks (its specification, "Webhook headers" and "Signature scheme"). */
export function signatureHeaders({ id, timestamp, body }: Message, secret: Uint8Array): Record<string, string> {
  const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': `v1,${signature}` }
}
