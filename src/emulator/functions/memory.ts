import base from '@jitl/quickjs-wasmfile-release-sync'
import { type QuickJSSyncVariant } from 'quickjs-emscripten-core'

interface Allocator {
  /** The block's address; 0 if there is no memory. */
  readonly _malloc: (size: number) => number
  readonly _free: (block: number) => void
}

// Part of Node, but not of its types for version 20.
declare const WebAssembly: { readonly Memory: new (pages: { initial: number; maximum: number }) => object }

/** As it was compiled: its stack and static data, and some 10 MB to allocate from. */
const WASM_PAGES = 256
const BLOCKS = [1 << 20, 1 << 16, 1 << 12]

/**
 * The engine's files, with a memory that cannot grow. The engine's own limit is no use: compiled to WebAssembly it does not know how
 * large its blocks are, and counts each as eight bytes (142 MB got through a limit of 2 MB).
 */
export function createBoundedMemory() {
  // The package's types describe its CommonJS build; the ES module is loaded.
  const files = base as unknown as QuickJSSyncVariant
  const wasmMemory = new WebAssembly.Memory({ initial: WASM_PAGES, maximum: WASM_PAGES })
  let allocator: Allocator | undefined

  const variant: QuickJSSyncVariant = {
    ...files,
    async importModuleLoader() {
      const load = await files.importModuleLoader()
      if (typeof load !== 'function') throw new Error('the package of the engine has another layout than expected')
      return async options => {
        const engine = await load({ ...options, wasmMemory: wasmMemory as never })
        allocator = engine
        return engine
      }
    }
  }

  /** Leaves only this much to allocate, until the returned function is called. */
  function limit(bytes: number): () => void {
    if (!allocator) throw new Error('the engine is not loaded yet')
    const { _malloc: malloc, _free: free } = allocator
    const kept = malloc(bytes)
    const taken: number[] = []
    for (const size of BLOCKS) for (let block = malloc(size); block !== 0; block = malloc(size)) taken.push(block)
    free(kept)
    return () => taken.forEach(free)
  }

  return { variant, limit }
}
