/** A hundred thousand paths of ordinary length. */
const PATHS_BYTES = 16 * 1_024 * 1_024

/** The largest body in bytes where paths are taken: as many as that needs, or BODY_LIMIT where it is larger. */
export function pathsBodyLimit({ initialConfig }: { readonly initialConfig: { readonly bodyLimit?: number } }): number {
  return Math.max(PATHS_BYTES, initialConfig.bodyLimit ?? 0)
}
