const inSources = import.meta.url.endsWith('/src/process/built-file.ts')

/**
 * The URL of a file written by `npm run build`, for code that runs as its own program or thread: Node 20 cannot run
 * TypeScript. In `dist/` all chunks are at the root; tests run the sources and use the last build.
 */
export function builtFile(path: string): URL {
  return new URL(inSources ? `../../dist/${path}` : `./${path}`, import.meta.url)
}
