/** What is edited one at a time at an address of its own, by the member that holds all of it. */
const ADDRESSES: Readonly<Record<string, string>> = {
  origins: '/origins/{originId}',
  cacheBehaviors: '/behaviors/{pathPattern}',
  aliases: '/aliases/{alias}',
  customErrorResponses: '/error-pages/{errorCode}',
  errorPages: '/error-pages/{errorCode}'
}

/** Where one element of this member of a distribution's configuration can be changed. */
export function partAddressOf(distributionId: string): (member: string) => string | undefined {
  return member => {
    const address = ADDRESSES[member]
    return address === undefined ? undefined : `/distributions/${distributionId}${address}`
  }
}
