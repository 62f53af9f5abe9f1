import { fstatSync, statSync } from 'node:fs'
import { type PGlite } from '@electric-sql/pglite'
import { NodeFS } from '@electric-sql/pglite/nodefs'
import { createLogSync, type Disk, realDisk } from './log-sync.ts'

type Emscripten = Parameters<NodeFS['init']>[1]
type Module = Parameters<NonNullable<Emscripten['preRun']>[number]>[0]

interface Stream {
  /** The file descriptor of this process. */
  readonly nfd: number
  /** PostgreSQL's path of the file. */
  readonly path: string
}
type Operation<Args extends unknown[], Result> = (...args: Args) => Result

/** The internals of Emscripten's NODEFS that are used here. */
interface NodeFiles {
  readonly stream_ops: {
    fsync?: Operation<[Stream], number>
    write: Operation<[Stream, ArrayBufferView, number, number, ...unknown[]], number>
    close: Operation<[Stream], void>
    /** By descriptor, as ftruncate does. */
    setattr?: Operation<[Stream, ...unknown[]], unknown>
  }
  readonly node_ops: Record<'setattr' | 'rename' | 'unlink', Operation<unknown[], unknown>>
  realPath(node: unknown): string
  tryFSOperation<Result>(operation: () => Result): Result
}

/** A segment of the write-ahead log. */
const LOG = /\/pg_wal\/[0-9A-F]{24}$/

/**
 * The file system of the embedded store. Unlike PGlite's own, it passes PostgreSQL's fsync on to the disk: otherwise a power
 * cut loses every row committed since the start, although `kill -9` loses none. The write-ahead log is synced in the
 * background: a commit is on the disk once `flushed` has resolved. Other files are synced, written, truncated or removed only
 * after the log.
 */
export class DurableFileSystem extends NodeFS {
  readonly #disk: Disk
  readonly #log
  /** Inode numbers of files that are unchanged since they were synced. */
  readonly #synced: Set<number>
  #count = 0

  /**
   * `synced`: inode numbers of files that have just been synced. On the first start of a store PostgreSQL syncs its
   * thousand files one by one, which takes seconds on a busy disk; unchanged ones are skipped until `started`.
   */
  constructor(folder: string, disk: Disk = realDisk, synced: ReadonlySet<number> = new Set()) {
    super(folder)
    this.#disk = disk
    this.#synced = new Set(synced)
    this.#log = createLogSync(disk)
  }

  /** How many fsyncs PostgreSQL has requested so far. */
  get syncCount(): number {
    return this.#count
  }

  /** From now on every fsync reaches the disk. */
  started(): void {
    this.#synced.clear()
  }

  /** Resolves when everything committed before is on the disk. Rejects after a failed fsync. */
  async flushed(): Promise<void> {
    return this.#log.flushed()
  }

  override async init(pg: PGlite, options: Emscripten) {
    const ready = await super.init(pg, options)
    const preRun = [...(ready.emscriptenOpts.preRun ?? []), (module: Module) => this.#repair(module)]
    return { emscriptenOpts: { ...ready.emscriptenOpts, preRun } }
  }

  #repair(module: Module): void {
    // Emscripten's types have neither of these; which one exists depends on PGlite's version.
    const known = module.FS as unknown as { filesystems?: { NODEFS?: NodeFiles } }
    const files = (module.NODEFS as unknown as NodeFiles | undefined) ?? known.filesystems?.NODEFS
    // If so, the durability check after the start fails.
    if (!files) return
    const { stream_ops: streams, node_ops: nodes } = files
    const { write, close } = streams
    const log = this.#log
    const synced = this.#synced

    streams.fsync = ({ nfd, path }) => {
      this.#count += 1
      files.tryFSOperation(() => {
        if (LOG.test(path)) return log.request(nfd)
        if (synced.size > 0 && synced.has(fstatSync(nfd).ino)) return
        log.flush()
        this.#disk.sync(nfd)
      })
      return 0
    }
    streams.write = (stream, buffer, offset, length, ...rest) => {
      if (synced.size > 0) synced.delete(fstatSync(stream.nfd).ino)
      // Files grow by empty pages, which need no log record before them.
      if (!LOG.test(stream.path) && !isEmptyPages(buffer, offset, length)) files.tryFSOperation(() => log.flush())
      return write(stream, buffer, offset, length, ...rest)
    }
    streams.close = stream => {
      files.tryFSOperation(() => log.closing(stream.nfd))
      close(stream)
    }
    for (const name of ['setattr', 'rename', 'unlink'] as const) {
      const change = nodes[name]
      nodes[name] = (...args) => {
        files.tryFSOperation(() => log.flush())
        return change(...args)
      }
    }
    // Files may be truncated by path or by descriptor.
    const { setattr } = nodes
    nodes.setattr = (node, ...args) => {
      if (synced.size > 0) files.tryFSOperation(() => synced.delete(statSync(files.realPath(node)).ino))
      return setattr(node, ...args)
    }
    const { setattr: setOpen } = streams
    if (!setOpen) return
    streams.setattr = (stream, ...args) => {
      files.tryFSOperation(() => {
        synced.delete(fstatSync(stream.nfd).ino)
        log.flush()
      })
      return setOpen(stream, ...args)
    }
  }
}

const EMPTY_PAGE = Buffer.alloc(8_192)

function isEmptyPages(view: ArrayBufferView, offset: number, length: number): boolean {
  if (length % EMPTY_PAGE.length !== 0) return false
  const bytes = Buffer.from(view.buffer, view.byteOffset + offset, length)
  for (let at = 0; at < length; at += EMPTY_PAGE.length) {
    if (!EMPTY_PAGE.equals(bytes.subarray(at, at + EMPTY_PAGE.length))) return false
  }
  return true
}
