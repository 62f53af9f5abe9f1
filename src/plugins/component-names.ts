import { STATUS_CODES } from 'node:http'

/** The name of the most frequent answer with a status: `NotFound`. */
export function responseNameOf(status: string): string {
  return pascalCase(STATUS_CODES[status] ?? status)
}

export function pascalCase(name: string): string {
  return name
    .split(/[^A-Za-z0-9]+/)
    .map(word => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
}
