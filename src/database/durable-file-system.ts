import { fsyncSync } from 'node:fs'
import { type PGlite } from '@electric-sql/pglite'
import { NodeFS } from '@electric-sql/pglite/nodefs'

type Emscripten = Parameters<NodeFS['init']>[1]
type Module = Parameters<NonNullable<Emscripten['preRun']>[number]>[0]

/** What Emscripten's file system of real files has inside, as far as it is used here. */
interface NodeFiles {
  readonly stream_ops: { fsync?: (stream: { readonly nfd: number }) => number }
  tryFSOperation<Result>(operation: () => Result): Result
}

/** Makes what was written to a file survive a power cut; throws where the disk refuses. */
export type Sync = (fileDescriptor: number) => void

/**
 * The folder of the embedded store, with the one thing that PGlite's own file system lacks: PostgreSQL's fsync reaches the
 * disk. Without it every acknowledged row since the start is lost in a power cut, although `kill -9` loses none.
 */
export class DurableFileSystem extends NodeFS {
  readonly #sync: Sync
  #count = 0

  constructor(folder: string, sync: Sync = fsyncSync) {
    super(folder)
    this.#sync = sync
  }

  /** How often PostgreSQL has asked for it so far. */
  get syncCount(): number {
    return this.#count
  }

  override async init(pg: PGlite, options: Emscripten) {
    const ready = await super.init(pg, options)
    const preRun = [...(ready.emscriptenOpts.preRun ?? []), (module: Module) => this.#repair(module)]
    return { emscriptenOpts: { ...ready.emscriptenOpts, preRun } }
  }

  #repair(module: Module): void {
    // Emscripten's declarations know neither place; which one it is depends on PGlite's version.
    const known = module.FS as unknown as { filesystems?: { NODEFS?: NodeFiles } }
    const files = (module.NODEFS as unknown as NodeFiles | undefined) ?? known.filesystems?.NODEFS
    // The check after the start refuses to run where this was not enough.
    if (!files) return
    files.stream_ops.fsync = ({ nfd }) => {
      this.#count += 1
      files.tryFSOperation(() => this.#sync(nfd))
      return 0
    }
  }
}
