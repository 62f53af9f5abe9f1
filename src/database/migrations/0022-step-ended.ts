import { type Migration } from './index.ts'

/** The event of a step that is over is called like the time of its end. */
export const stepEnded: Migration = {
  version: 22,
  name: 'step-ended',
  sql: `UPDATE operation_events SET type = 'stepEnded' WHERE type = 'stepFinished'`
}
