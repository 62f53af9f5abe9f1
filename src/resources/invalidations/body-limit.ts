/** A hundred thousand paths of ordinary length. */
const PATHS_BYTES = 16 * 1_024 * 1_024

/**
 * The body limit of routes that take paths: enough for the maximum number of paths, or BODY_LIMIT if that is larger.
 */
export function pathsBodyLimit({ initialConfig }: { readonly initialConfig: { readonly bodyLimit?: number } }): number {
  return Math.max(PATHS_BYTES, initialConfig.bodyLimit ?? 0)
}
