import Type, { type Static } from 'typebox'
import { IfMatchHeader } from './conditional-requests.ts'
import { PreferHeader } from './prefer.ts'

/** What an edit says of itself: the version that it is about, and for how long its answer may be held. */
export const EditHeaders = Type.Object({ ...IfMatchHeader.properties, ...PreferHeader.properties })
export type EditHeaders = Static<typeof EditHeaders>
