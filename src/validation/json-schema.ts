/** The JSON Schema keywords that this service uses; others are left to TypeBox's own check. */
export interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>
  readonly additionalProperties?: boolean | JsonSchema
  readonly required?: readonly string[]
  readonly minProperties?: number
  readonly maxProperties?: number
  readonly items?: JsonSchema
  readonly minItems?: number
  readonly maxItems?: number
  readonly uniqueItems?: boolean
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  /** What `pattern` accepts, in words that follow `must be`; every pattern has them. */
  readonly 'x-expected'?: string
  /** The same for the names of `patternProperties`. */
  readonly 'x-expected-names'?: string
  readonly examples?: readonly unknown[]
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly multipleOf?: number
  readonly default?: unknown
}

type JsonKind = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object'

/** The JSON type of a value. `undefined`, which an absent body is, counts as null. */
export function kindOf(value: unknown): JsonKind {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return 'array'
  const kind = typeof value
  return kind === 'boolean' || kind === 'number' || kind === 'string' ? kind : 'object'
}

/** Why a value has none of the types that the schema implies; undefined if it has one, or there are none. */
export function explainType(schema: JsonSchema, value: unknown): string | undefined {
  const types = typesOf(schema)
  const kind = kindOf(value)
  const fits = types.some(type => (type === 'integer' ? Number.isInteger(value) : type === kind))
  if (fits || types.length === 0) return undefined
  const given = Number.isFinite(value) && types.includes('integer') ? 'a fraction' : article(kind)
  return `must be ${[...new Set(types)].map(article).join(' or ')}, not ${given}`
}

const article = (type: string) => (type === 'null' ? 'null' : /^[aio]/.test(type) ? `an ${type}` : `a ${type}`)

export function typesOf(schema: JsonSchema): readonly string[] {
  if (schema.type !== undefined) return typeof schema.type === 'string' ? [schema.type] : schema.type
  if ('const' in schema) return [kindOf(schema.const)]
  if (schema.enum) return [...new Set(schema.enum.map(kindOf))]
  if (schema.anyOf ?? schema.oneOf) return (schema.anyOf ?? schema.oneOf ?? []).flatMap(typesOf)
  return schema.properties ? ['object'] : []
}
