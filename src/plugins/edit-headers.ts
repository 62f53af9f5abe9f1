import Type, { type Static } from 'typebox'
import { IfMatchHeader } from './conditional-requests.ts'
import { PreferHeader } from './prefer.ts'

/** The headers of an edit: the version that it requires, and for how long its answer may be held. */
export const EditHeaders = Type.Object({ ...IfMatchHeader.properties, ...PreferHeader.properties })
export type EditHeaders = Static<typeof EditHeaders>
