/** The addresses at which single elements of a member can be edited. */
const ADDRESSES: Readonly<Record<string, string>> = {
  origins: '/origins/{originId}',
  cacheBehaviors: '/behaviors/{pathPattern}',
  aliases: '/aliases/{alias}',
  customErrorResponses: '/error-pages/{errorCode}',
  errorPages: '/error-pages/{errorCode}'
}

/** The address at which one element of this member of a distribution's configuration can be edited. */
export function partAddressOf(distributionId: string): (member: string) => string | undefined {
  return member => {
    const address = ADDRESSES[member]
    return address === undefined ? undefined : `/distributions/${distributionId}${address}`
  }
}
