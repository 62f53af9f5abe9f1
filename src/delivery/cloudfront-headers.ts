import { headerValue } from './headers.ts'
import { type ViewerRequest } from './viewer-request.ts'

/** Only this much of a user agent is read: repeated words cost the square of its length. */
const AGENT_LENGTH_MAX = 512

/**
 * The value of a header that CloudFront adds if a policy names it [G:adding-cloudfront-headers]; undefined if it is not known
 * here: a viewer on this machine has no country. Devices are recognized by words in the user agent [C].
 */
export function addedHeader(lowerCaseName: string, request: ViewerRequest): string | undefined {
  const agent = (headerValue(request.headers, 'user-agent') ?? '').slice(0, AGENT_LENGTH_MAX)
  switch (lowerCaseName) {
    case 'cloudfront-viewer-address':
      return `${request.address}:${request.port}`
    case 'cloudfront-forwarded-proto':
      return request.protocol
    case 'cloudfront-viewer-http-version':
      return request.httpVersion
    case 'cloudfront-is-smarttv-viewer':
      return String(deviceOf(agent) === 'tv')
    case 'cloudfront-is-tablet-viewer':
      return String(deviceOf(agent) === 'tablet')
    case 'cloudfront-is-mobile-viewer':
      return String(deviceOf(agent) === 'mobile')
    case 'cloudfront-is-desktop-viewer':
      return String(deviceOf(agent) === 'desktop')
    case 'cloudfront-is-android-viewer':
      return String(/android/i.test(agent))
    case 'cloudfront-is-ios-viewer':
      return String(/iphone|ipad|ipod/i.test(agent))
    default:
      return undefined
  }
}

function deviceOf(agent: string): 'tv' | 'tablet' | 'mobile' | 'desktop' {
  if (/smart-?tv|googletv|appletv|hbbtv|web0s|tizen.*tv|roku|crkey/i.test(agent)) return 'tv'
  if (/ipad|tablet|kindle|silk|android(?!.*mobile)/i.test(agent)) return 'tablet'
  if (/mobi|iphone|ipod|android/i.test(agent)) return 'mobile'
  return 'desktop'
}
