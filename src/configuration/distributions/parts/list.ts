import { ServiceError } from '../../../errors.ts'
import { type Found, type Members, type Part, type Position } from './part.ts'

/** Looks up, puts and removes parts that are elements of a list of the configuration. */
export function inList(list: string, keyOf: (item: unknown) => unknown): Pick<Part, 'find' | 'put' | 'remove'> {
  const itemsOf = (config: Members) => (Array.isArray(config[list]) ? (config[list] as unknown[]) : [])
  const indexOf = (items: readonly unknown[], key: string) => items.findIndex(item => String(keyOf(item)) === key)

  return {
    find(config, key): Found | undefined {
      const items = itemsOf(config)
      const index = indexOf(items, key)
      return index === -1 ? undefined : { path: [list, index], value: items[index] }
    },

    put(config, key, value, position) {
      const items = itemsOf(config)
      const index = indexOf(items, key)
      if (position === undefined) {
        return { ...config, [list]: index === -1 ? [...items, value] : items.with(index, value) }
      }
      const others = items.filter((_, at) => at !== index)
      return { ...config, [list]: others.toSpliced(indexFor(others, position), 0, value) }
    },

    remove(config, key) {
      const items = itemsOf(config)
      const index = indexOf(items, key)
      return { ...config, [list]: items.filter((_, at) => at !== index) }
    }
  }

  /** Throws VALIDATION_FAILED if the neighbour does not exist. */
  function indexFor(items: readonly unknown[], position: Position): number {
    if (position === 'first') return 0
    if (position === 'last') return items.length
    const before = 'before' in position
    const neighbour = before ? position.before : position.after
    const index = indexOf(items, neighbour)
    if (index !== -1) return before ? index : index + 1
    throw new ServiceError('VALIDATION_FAILED', 'before or after names an element that does not exist.', {
      errors: [
        {
          parameter: before ? 'before' : 'after',
          detail: `There is no other element with the key ${JSON.stringify(neighbour)}.`
        }
      ]
    })
  }
}
