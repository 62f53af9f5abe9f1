import { type FieldError } from '../errors.ts'

/** Checks what a schema cannot express, for a document that fits the schema. A pure function. */
export type DocumentRules<Document> = (document: Document) => readonly FieldError[]

const registered = new WeakMap<object, DocumentRules<never>>()

/**
 * Registers the rules of a body, so that broken ones are reported together with schema errors. If the body fits its
 * schema, the service must apply the rules itself.
 */
export function registerDocumentRules<Document>(schema: object, rules: DocumentRules<Document>): void {
  registered.set(schema, rules)
}

/** The rules that were registered for the schema. */
export function findDocumentRules(schema: object): DocumentRules<unknown> | undefined {
  return registered.get(schema) as DocumentRules<unknown> | undefined
}
