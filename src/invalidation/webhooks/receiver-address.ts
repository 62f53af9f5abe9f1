import { lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Ranges of addresses besides the public ones, as `10.0.0.0/8` or `fd00::/8`. */
export type Networks = readonly (readonly [ipaddr.IPv4 | ipaddr.IPv6, number])[]

export function isNetwork(text: string): boolean {
  return ipaddr.isValidCIDR(text)
}

/** Throws for what is no range. */
export function readNetworks(texts: readonly string[]): Networks {
  return texts.map(text => ipaddr.parseCIDR(text))
}

/** That a name resolves to an address to which webhooks are not sent. */
export class ForbiddenAddressError extends Error {
  override readonly name = 'ForbiddenAddressError'
}

/**
 * Whether a webhook may be sent to an address that a name led to. The public ones may be; private networks, this machine,
 * its neighbours and the cloud's metadata only where the operator names their network. An IPv4 address in IPv6's clothes
 * counts as what it is.
 */
export function isReachable(address: string, networks: Networks): boolean {
  const parsed = ipaddr.process(address)
  if (parsed.range() === 'unicast' && !isCompatible(parsed)) return true
  return networks.some(([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits))
}

/** `::/96` (RFC 4291, section 2.5.5.1): an IPv4 address in clothes that nothing public wears any more. */
function isCompatible(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return address.kind() === 'ipv6' && address.match(COMPATIBLE)
}

const COMPATIBLE = ipaddr.parseCIDR('::/96')

/**
 * Looks a name up for a connection, which is then made to one of these very addresses: a name that leads elsewhere a moment later
 * (DNS rebinding) gains nothing by it. Fails with a ForbiddenAddressError where none of them is allowed. An address that the
 * operator allowed as such is not looked up.
 */
export function lookupReachable(networks: Networks, resolve: LookupFunction = lookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, [])
      const addresses = typeof found === 'string' ? [{ address: found, family: isIP(found) }] : found
      // By this name the operator has allowed this machine itself.
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
