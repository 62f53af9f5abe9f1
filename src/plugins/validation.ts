import { type FastifyInstance, type FastifySchemaCompiler } from 'fastify'
import type {} from '@fastify/swagger'
import { forAllRoutes } from './for-all-routes.ts'
import { hook } from './hooks.ts'
import Type, { type TSchema } from 'typebox'
import { type FieldError, ServiceError } from '../errors.ts'
import { pointerOf } from '../json-pointer.ts'
import { coerce } from '../validation/coerce.ts'
import { findDocumentRules } from '../validation/document-rules.ts'
import { brokenRules } from '../validation/repairs.ts'
import { type SchemaError } from '../validation/explain.ts'
import { type JsonSchema } from '../validation/json-schema.ts'
import { findWhole, unknownNulls } from '../validation/merge-patches.ts'
import { fits, SCHEMA_ERRORS_MAX, schemaErrorsOf } from '../validation/schema-check.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Path parameters whose values may contain percent-encoded slashes. */
    slashesIn?: readonly string[]
  }
}

const BODY_MISSING: FieldError = { pointer: '', detail: 'a JSON body is required' }

/**
 * Checks every part of a request against its route's TypeBox schema. Bodies are strict: nothing is coerced, removed or filled
 * in. Query, path and headers are converted to the types of their schema; unknown query parameters are refused, because a
 * mistyped `dryRun` must not become a real write.
 */
export const validation = forAllRoutes(async (app: FastifyInstance) => {
  app.setValidatorCompiler(compileValidator)
  app.addHook('onRoute', route => {
    if (route.schema?.hide) return
    route.schema = { ...route.schema }
    route.schema.querystring ??= Type.Object({})
  })
  app.addHook(
    'preValidation',
    hook(request => {
      refuseUnsafeSegments(request.params as Record<string, string>, request.routeOptions.config.slashesIn ?? [])
      // Fastify chooses the schema by the media type, and none for an absent body.
      const byMediaType = (request.routeOptions.schema?.body as { content?: object } | undefined)?.content
      if (byMediaType && request.body === undefined) throw validationFailed([BODY_MISSING])
    })
  )
})

const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const part = httpPart ?? 'body'
  if (part === 'body') {
    const whole = findWhole(schema)
    return (value: unknown) => {
      if (value === null || value === undefined) return invalid([BODY_MISSING])
      const misfits = schemaErrorsOf(schema, value)
      const nulls = whole ? unknownNulls(whole, value, SCHEMA_ERRORS_MAX - misfits.length) : []
      const errors = [...misfits, ...nulls]
      if (errors.length === 0) return { value }
      const rules = findDocumentRules(schema)
      const broken = rules ? brokenRules(schema, value, errors, { rules, fits: each => fits(schema, each) }) : []
      return invalid([...errors.map(toPointer), ...broken])
    }
  }
  const closed: JsonSchema =
    part === 'querystring' ? { additionalProperties: false, ...(schema as JsonSchema) } : schema
  return (value: unknown) => {
    const coerced = coerce(closed, value)
    const errors = [...(part === 'querystring' ? controlCharacters(coerced) : []), ...schemaErrorsOf(closed, coerced)]
    return errors.length > 0 ? invalid(errors.map(error => toParameter(error, coerced))) : { value: coerced }
  }
}

function toPointer({ path, detail }: SchemaError): FieldError {
  return { pointer: pointerOf(path), detail }
}

function toParameter({ path, detail }: SchemaError, values: Record<string, unknown>): FieldError {
  const [name = ''] = path
  const repeated = path.length === 1 && Array.isArray(values[name])
  return { parameter: String(name), detail: repeated ? 'must be given only once' : detail }
}

function invalid(errors: readonly FieldError[]) {
  return { error: validationFailed(errors) }
}

/** The error of an invalid request; services also use it for rules that a schema cannot express. */
export function validationFailed(errors: readonly FieldError[], cause?: unknown): ServiceError {
  const [first] = errors
  const where = first?.parameter ?? first?.pointer
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  const said = `${where === '' || where === undefined ? 'The body' : where}: ${first?.detail}${more}`
  const detail = first ? `${said}${/[.?]$/.test(said) ? '' : '.'}` : 'The request is not valid.'
  return new ServiceError('VALIDATION_FAILED', detail, { errors, ...(cause !== undefined && { cause }) })
}

// No name or time contains one, and PostgreSQL stores no NUL. In headers Node refuses them itself.
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f]/

function controlCharacters(values: Record<string, unknown>): SchemaError[] {
  return Object.entries(values)
    .filter(([, value]) => [value].flat().some(text => typeof text === 'string' && CONTROL_CHARACTER.test(text)))
    .map(([name]) => ({ path: [name], detail: 'must not contain a control character' }))
}

// A %2F or a dot segment would mean another resource to software that joins paths.
const SLASH = /[/\\]/
const DOT_SEGMENT = /^\.{1,2}$/

function refuseUnsafeSegments(params: Record<string, string> | undefined, slashesIn: readonly string[]): void {
  for (const [parameter, value] of Object.entries(params ?? {})) {
    if (parameter === '*') continue
    const hasSlash = SLASH.test(value) && !slashesIn.includes(parameter)
    if (hasSlash || DOT_SEGMENT.test(value) || CONTROL_CHARACTER.test(value)) {
      throw validationFailed([
        { parameter, detail: 'must not be a dot segment or contain a slash or a control character' }
      ])
    }
  }
}
