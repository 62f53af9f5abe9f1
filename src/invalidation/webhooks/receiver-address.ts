import { lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Ranges of addresses that are allowed besides public ones, such as `10.0.0.0/8` or `fd00::/8`. */
export type Networks = readonly (readonly [ipaddr.IPv4 | ipaddr.IPv6, number])[]

export function isNetwork(text: string): boolean {
  return ipaddr.isValidCIDR(text)
}

/** Throws for anything but a range. */
export function readNetworks(texts: readonly string[]): Networks {
  return texts.map(text => ipaddr.parseCIDR(text))
}

/** A name resolves only to addresses to which webhooks are not sent. */
export class ForbiddenAddressError extends Error {
  override readonly name = 'ForbiddenAddressError'
}

/**
 * Whether a webhook may be sent to an address that a name resolved to: a public one, or one in a network that the
 * operator has allowed. Private, local and link-local addresses, such as the cloud's metadata service, are not public.
 * An IPv4 address mapped to IPv6 is checked as IPv4.
 */
export function isReachable(address: string, networks: Networks): boolean {
  const parsed = ipaddr.process(address)
  if (parsed.range() === 'unicast' && !isCompatible(parsed)) return true
  return networks.some(([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits))
}

/** `::/96` (RFC 4291, section 2.5.5.1): deprecated IPv4-compatible addresses, which are never public. */
function isCompatible(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return address.kind() === 'ipv6' && address.match(COMPATIBLE)
}

const COMPATIBLE = ipaddr.parseCIDR('::/96')

/**
 * Resolves a name for a connection to only these addresses, which defeats DNS rebinding. Fails with a
 * ForbiddenAddressError if none of them is allowed. A receiver that is given as an address is not looked up.
 */
export function lookupReachable(networks: Networks, resolve: LookupFunction = lookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, [])
      const addresses = typeof found === 'string' ? [{ address: found, family: isIP(found) }] : found
      // By allowing the name localhost, the operator has allowed this machine.
      const allowed = addresses.filter(
        ({ address }) => isLocalhost(hostname, address) || isReachable(address, networks)
      )
      const [first] = allowed
      if (!first) return callback(new ForbiddenAddressError(`${hostname} does not resolve to a public address`), [])
      if (options.all === true) return callback(null, allowed)
      callback(null, first.address, first.family)
    })
  }
}

function isLocalhost(hostname: string, address: string): boolean {
  return hostname === 'localhost' && ipaddr.process(address).range() === 'loopback'
}
