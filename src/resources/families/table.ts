import { access } from './access.ts'
import { type FamilyRow } from './family.ts'
import { functions } from './functions.ts'
import { logsAndStreams } from './logs-and-streams.ts'
import { policies } from './policies.ts'
import { tenants } from './tenants.ts'

/** Every family of CloudFront's resources that is created, read, listed, changed and deleted in the same way. */
export const table: readonly FamilyRow[] = [...policies, ...access, ...functions, ...tenants, ...logsAndStreams]
