import { type FamilyRecord } from '../records.ts'
import { type Entry, type FamilyRow } from './row.ts'

/** The published stage as a record of its own; undefined before the first publication. */
export function liveOf<Config>(record: FamilyRecord<Config>): FamilyRecord<Config> | undefined {
  return record.live && { ...record, ...record.live, stage: 'LIVE' }
}

/**
 * What the rows of functions share: the stage DEVELOPMENT, which updates change, and LIVE, to which publishing copies it.
 * Each has an ETag of its own. A list without a stage has both (turbot/steampipe-plugin-aws #1120).
 */
export function staged<Config extends object>(): Required<Pick<FamilyRow<Config>, 'at' | 'entries'>> {
  return {
    at: (record, { Stage }) => (Stage === 'LIVE' ? liveOf(record) : record),
    entries: (records, { Stage }) =>
      records.flatMap((record): Entry<Config>[] => {
        const live = liveOf(record)
        return [
          ...(Stage === 'LIVE' ? [] : [{ marker: record.id, record }]),
          // Names have no colon, so the marker of the second stage cannot be that of another function.
          ...(live && Stage !== 'DEVELOPMENT'
            ? [{ marker: Stage === 'LIVE' ? record.id : `${record.id}:LIVE`, record: live }]
            : [])
        ]
      })
  }
}

/** `UNPUBLISHED`, then `UNASSOCIATED` until a distribution uses it, in both stages (terraform-provider-aws, aws_cloudfront_function). */
export function statusOf(record: FamilyRecord<unknown>, users: readonly string[]): string {
  if (!record.live) return 'UNPUBLISHED'
  return users.length > 0 ? 'DEPLOYED' : 'UNASSOCIATED'
}
