import { type FieldError } from '../../errors.ts'
import { pointerOf, valueAt } from '../../json-pointer.ts'
import { type DocumentRules } from '../../validation/document-rules.ts'
import { type Format } from '../editing/config-formats.ts'
import { LIST_LENGTH_MAX, LIST_TOO_LONG } from './rules/list-length.ts'

/** The lists whose items get defaults. */
const lists: Readonly<Record<Format, readonly (readonly string[])[]>> = {
  json: [['origins'], ['cacheBehaviors']],
  cloudfront: [
    ['Origins', 'Items'],
    ['CacheBehaviors', 'Items']
  ]
}

/**
 * Errors for more origins or behaviors than allowed, unless the version before, in JSON, has as many. To be asked before
 * defaults are filled in: for thousands of items that takes long enough to delay other requests.
 */
export function longLists(document: unknown, format: Format, before?: unknown): FieldError[] {
  const lengthAt = (value: unknown, path: readonly string[] = []) => {
    const list = valueAt(value, path)
    return Array.isArray(list) ? list.length : 0
  }
  return lists[format]
    .filter((path, n) => lengthAt(document, path) > Math.max(LIST_LENGTH_MAX, lengthAt(before, lists.json[n])))
    .map(path => ({ pointer: pointerOf(path), detail: LIST_TOO_LONG }))
}

/** The rules for a document, which are not applied to one with lists that are too long. */
export function unlessLong<Document>(format: Format, rules: DocumentRules<Document>): DocumentRules<Document> {
  return document => {
    const long = longLists(document, format)
    return long.length > 0 ? long : rules(document)
  }
}
