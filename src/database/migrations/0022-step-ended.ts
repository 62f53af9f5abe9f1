import { type Migration } from './index.ts'

/** Renames the event of a step's end to match `endedAt`. */
export const stepEnded: Migration = {
  version: 22,
  name: 'step-ended',
  sql: `UPDATE operation_events SET type = 'stepEnded' WHERE type = 'stepFinished'`
}
