import { type HeaderList } from '../../../src/delivery/headers.ts'
import { type ViewerRequest } from '../../../src/delivery/viewer-request.ts'

/** A viewer's GET, as rules see it. */
export function requestFor(target: string, headers: HeaderList = []): ViewerRequest {
  return {
    method: 'GET',
    httpVersion: '1.1',
    protocol: 'https',
    host: '',
    target,
    path: target,
    query: undefined,
    headers,
    address: '127.0.0.1',
    port: 1,
    id: 'id'
  }
}
