import { CloudFrontClient, type CloudFrontClientConfig } from '@aws-sdk/client-cloudfront'
import { onTestFinished } from 'vitest'
import { createLocalCloudFront, type LocalCloudFrontOptions } from '../../src/emulator/local-cloudfront.ts'
import { noteCovered } from '../helpers/note-covered.ts'
import { type LogEntry, recordingLog } from './recording-log.ts'

type Options = Partial<LocalCloudFrontOptions> & { readonly client?: Partial<CloudFrontClientConfig> }

/**
 * A local CloudFront on any free port with its clock held, and an SDK client which does not retry unless told to. Both
 * are closed when the test ends, and nothing unexpected may have been logged by then.
 */
export async function startEmulator({ client: clientOptions, ...options }: Options = {}) {
  const log: LogEntry[] = []
  const emulator = createLocalCloudFront({ logger: recordingLog(log), propagationSeconds: 60, ...options })
  emulator.clock.hold()
  const { url, edge } = await emulator.listen()
  const client = sdkClient(url, clientOptions)
  onTestFinished(async () => {
    const answered = emulator.calls.last().filter(({ status = 500 }) => status < 300)
    noteCovered('emulator', new Set(answered.map(({ operation }) => operation)))
    client.destroy()
    await emulator.close()
  })
  return { emulator, url, edge, client, log, errors: () => log.filter(({ level }) => level === 'error') }
}

/** The SDK's client as a user would make it for this address, without retries by default. */
export function sdkClient(endpoint: string, options: Partial<CloudFrontClientConfig> = {}): CloudFrontClient {
  return new CloudFrontClient({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    maxAttempts: 1,
    ...options
  })
}
