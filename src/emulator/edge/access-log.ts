import { closeSync, fstatSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { headerValue } from '../../delivery/headers.ts'
import { openFolder } from '../folder.ts'
import { type Ended } from './request-log.ts'
import { POP } from './send.ts'

/** CloudFront's standard log file format (Developer Guide, "Standard logging reference"), version 1.0. */
const FIELDS = [
  'date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent)',
  'cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken',
  'x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status',
  'fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len',
  'sc-range-start sc-range-end'
].join(' ')
const HEADER = `#Version: 1.0\n#Fields: ${FIELDS}\n`

export type AccessLog = ReturnType<typeof createAccessLog>

/** One file for each day in `folder`, one line for each request, tab-separated. A file that cannot be written is reported once. */
export function createAccessLog(folder: string, warn: (fields: object, message: string) => void) {
  let lines = ''
  let timer: NodeJS.Timeout | undefined
  let failed = false

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    const text = lines
    lines = ''
    if (text === '') return
    try {
      openFolder(folder)
      const file = openSync(join(folder, `access-${text.slice(0, 10)}.log`), 'a', 0o600)
      try {
        writeSync(file, isNew(file) ? HEADER + text : text)
      } finally {
        closeSync(file)
      }
      failed = false
    } catch (error) {
      if (!failed) warn({ err: error, folder }, 'the access log of the local edge cannot be written')
      failed = true
    }
  }

  return {
    add(ended: Ended, nowMs: number): void {
      const line = lineOf(ended, nowMs)
      // Each file has the lines of one day.
      if (lines !== '' && line.slice(0, 10) !== lines.slice(0, 10)) flush()
      lines += line
      timer ??= setTimeout(flush, FLUSH_MS).unref()
    },
    /** Writes what is pending. Safe to repeat. */
    flush
  }
}

const FLUSH_MS = 500

/** An absent value is `-`. */
function lineOf(ended: Ended, nowMs: number): string {
  const { request, wanted, answer, status, bytes, bodyBytes, milliseconds, firstByteMs } = ended
  const [date = '', time = ''] = new Date(nowMs)
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .split('T')
  const [uri = '', query] = request.target.split(/\?(.*)/s)
  const sent = (name: string) => headerValue(request.headers, name)
  const got = (name: string) => answer && headerValue(answer.headers, name)
  const result = answer?.result ?? 'Error'
  const [, start, end] = /^bytes (\d+)-(\d+)\//.exec(got('content-range') ?? '') ?? []
  const fields = [
    date,
    time,
    POP,
    String(bytes),
    request.address,
    request.method,
    wanted?.distribution.domainName,
    uri,
    String(status).padStart(3, '0'),
    sent('referer'),
    sent('user-agent'),
    query,
    sent('cookie'),
    result,
    request.id,
    sent('host'),
    wanted?.webSocket ? request.protocol.replace('http', 'ws') : request.protocol,
    String(headBytes(request) + bodyBytes),
    seconds(milliseconds),
    sent('x-forwarded-for'),
    undefined,
    undefined,
    result,
    request.httpVersion && `HTTP/${request.httpVersion}`,
    undefined,
    undefined,
    String(request.port),
    seconds(firstByteMs),
    detailedResult(ended),
    got('content-type'),
    answer?.body.length === undefined ? undefined : String(answer.body.length),
    start,
    end
  ]
  return `${fields.map(field).join('\t')}\n`
}

/** Characters that would end a field or a line, and those beyond ASCII, are percent-encoded. */
function field(value: string | undefined): string {
  if (value === undefined || value === '') return '-'
  // A lone surrogate cannot be encoded.
  return value.replace(/\p{Cs}/gu, '\ufffd').replace(/[^\x21-\x7e]/gu, character => encodeURIComponent(character))
}

/** The type of an error; otherwise the result. */
function detailedResult({ answer, status }: Ended): string {
  if (status === 0) return 'ClientCommError'
  if (!answer || answer.result !== 'Error') return answer?.result ?? 'Error'
  return answer.why?.errorType ?? (answer.madeByEdge ? 'Error' : 'OriginError')
}

/** As sent: the request line, the headers, and an empty line. */
function headBytes({ method, target, httpVersion, headers }: Ended['request']): number {
  if (httpVersion === '') return 0
  const line = `${method} ${target} HTTP/${httpVersion}`.length + 2
  return headers.reduce((sum, [name, value]) => sum + name.length + value.length + 4, line + 2)
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3)
}

function isNew(file: number): boolean {
  return fstatSync(file).size === 0
}
